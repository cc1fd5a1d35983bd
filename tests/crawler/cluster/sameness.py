"""What two archives of the same portals must have alike, whoever crawled them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archive.archive import Archive, open_archive
from archive.merging.joins import joins
from archive.merging.keys import find_keys

# Times, runs, and where the bytes came to lie.
_ASIDE = {
    "first_seen", "last_seen", "fetched_at", "found_at", "due_at", "added_at", "outcome_since",
    "last_ok", "last_run", "run", "listed_run", "until", "record_id", "warc_file", "warc_offset",
    "warc_length", "etag", "last_modified", "seen_at", "previous_seen_at",
}  # fmt: skip
# What `compare` writes out has numbers that are no references, beside what they stand for.
_NUMBERS = {"agency", "report", "capture", "version"}
_OF_ONE = {"runs", "identity", "unjournaled", "warc_files"}
# A capture is told by what it was, and not by when.
_CAPTURE = (
    "(SELECT json_array(c.url, c.method, c.outcome, c.payload_sha256) FROM captures AS c"
    " WHERE c.id = r.[{}])"
)


def of_compare() -> set[str]:
    """Return the tables that `compare` fills, by what is newest."""
    made = {table for table, join in joins().items() if join.left == "made by `compare`"}
    return made | {"reports", "agencies", "agency_names", "findings"}


def dump(path: Path) -> dict[str, Counter[str]]:
    """Return what the rows of every table say, without times, runs and numbers."""
    with open_archive(path) as archive:
        return dict(_dump(archive))


def _dump(archive: Archive) -> Iterator[tuple[str, Counter[str]]]:
    keys = find_keys(archive.db)
    for table, join in joins().items():
        if table in _OF_ONE:
            continue
        told = []
        for name in archive.db.table(table).columns_dict:
            of = keys.references.get((table, name))
            is_number = name in _NUMBERS and of is None
            aside = {join.number, *join.drawn, *join.made, *_ASIDE}
            if is_number or name in aside or of in _OF_ONE:
                continue
            value = (
                _CAPTURE.format(name) if of == "captures" else keys.tell(join, name, "r", "main")
            )
            told.append(f"{value} AS [{name}]")
        sql = f"SELECT {', '.join(told)} FROM main.[{table}] AS r"  # noqa: S608
        yield table, Counter(map(repr, archive.rows(sql)))
