"""After a crash: files cut at the last whole exchange, and rows for what they already hold."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.archive import Archive
from archive.captures import OPTIONAL_FIELDS, describe_payload, find_header, insert, media_type
from archive.members import read_members
from archive.warc import OPEN, Record, finish_file, read_fields, read_record
from archive.warc_files import name_file, note_file

logger = logging.getLogger(__name__)

# Each of these ends an exchange; request and metadata come before it.
LAST = frozenset({"response", "revisit", "resource"})


def recover(archive: Archive) -> int:
    """Finish every file that a crash left open; returns how many exchanges got their row."""
    count = 0
    for path in finish_leftovers(archive):
        for missing in read_exchanges(archive, path):
            count += 1
            with archive.transaction():
                insert(archive, missing.row(archive), missing.entry)
    _note_files(archive)
    return count


def finish_leftovers(archive: Archive) -> list[Path]:
    """Cut every file that a crash left open after its last whole exchange, and finish it."""
    leftovers = sorted(archive.warc.glob(f"*/*{OPEN}"))
    return [final for path in leftovers if (final := _finish(path))]


def _note_files(archive: Archive) -> None:
    """Note the files that were finished and not noted, by a crash or an earlier edition."""
    known = {row["file"] for row in archive.rows("SELECT file FROM warc_files")}
    for path in sorted(archive.warc.glob("*/*.warc.gz")):
        name = name_file(archive, path)
        if name not in known and archive.rows(
            "SELECT 1 FROM captures WHERE warc_file = ? LIMIT 1", name
        ):
            note_file(archive, path)


def _finish(path: Path) -> Path | None:
    """Cut a file and finish it; what is damaged before its last whole exchange stays as it is."""
    members = [member for member in read_members(path) if member.type in LAST]
    if not members:
        path.unlink()
        return None
    end = members[-1].offset + members[-1].length
    lost = path.stat().st_size - end
    if lost:
        logger.warning("%s: cut %d bytes of an unfinished exchange", path.name, lost)
        with path.open("r+b") as file:
            file.truncate(end)
    return finish_file(path)


@dataclass(frozen=True)
class Exchanged:
    """An exchange as a file has it: its last record and where it stands, its metadata's fields.

    `info` are the fields of the file's warcinfo.
    """

    record: Record
    fields: Mapping[str, str]
    info: Mapping[str, str]
    file: str
    offset: int
    length: int

    @property
    def record_id(self) -> str:
        return self.record.headers["WARC-Record-ID"]

    @property
    def entry(self) -> int | None:
        return int(self.fields["entry"]) if "entry" in self.fields else None

    def row(self, archive: Archive) -> dict[str, Any]:
        """Return the row of captures that the records tell of."""
        where = {"warc_file": self.file, "warc_offset": self.offset, "warc_length": self.length}
        row = _row(archive, self.record, self.fields)
        return row | where | {"run": _find_run(archive, self.info, self.fields)}


def read_exchanges(archive: Archive, path: Path) -> Iterator[Exchanged]:
    """Yield the exchanges of a finished file that have no row."""
    name = name_file(archive, path)
    info: dict[str, str] = {}
    fields: dict[str, str] = {}
    for member in read_members(path):
        if member.type == "warcinfo":
            info = read_fields(read_record(path, member.offset, member.length).payload)
        if member.type == "metadata":
            fields = read_fields(read_record(path, member.offset, member.length).payload)
        if member.type in LAST:
            found = read_record(path, member.offset, member.length)
            if not is_entered(archive, found.headers["WARC-Record-ID"]):
                yield Exchanged(found, fields, info, name, member.offset, member.length)


def is_entered(archive: Archive, record_id: str) -> bool:
    """Tell whether a record has a row."""
    return bool(archive.rows("SELECT 1 FROM captures WHERE record_id = ?", record_id))


def _find_run(archive: Archive, info: Mapping[str, str], fields: Mapping[str, str]) -> int | None:
    """Return the number that a record's run has here; files of earlier editions name no run."""
    name, value = ("uid", info["run"]) if "run" in info else ("id", fields.get("run"))
    rows = archive.rows(f"SELECT id FROM runs WHERE {name} = ?", value)  # noqa: S608
    return int(rows[0]["id"]) if rows else None


def _row(archive: Archive, found: Record, fields: Mapping[str, str]) -> dict[str, Any]:
    original = None
    if found.type == "revisit":
        rows = archive.rows(
            "SELECT id FROM captures WHERE record_id = ?", found.headers["WARC-Refers-To"]
        )
        original = rows[0]["id"] if rows else None
    row: dict[str, Any] = {name: fields.get(name) for name in OPTIONAL_FIELDS}
    row |= {
        "url": found.headers["WARC-Target-URI"],
        "method": fields.get("method", "GET"),
        "fetched_at": found.headers["WARC-Date"],
        "status": found.status,
        "outcome": fields.get("outcome", "ok"),
        "media_type": media_type(found.http or list(found.headers.items())),
        "etag": find_header(found.http, "ETag"),
        "last_modified": find_header(found.http, "Last-Modified"),
        "record_id": found.headers["WARC-Record-ID"],
    }
    return row | describe_payload(archive, found.payload, original)
