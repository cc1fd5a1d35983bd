"""Revisions: what changed at an address from one capture to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal

from archive.addresses import ADDRESSES, STILL
from archive.another_year import Dated, is_another_years
from archive.archive import Archive
from archive.codebook import indicators
from archive.wording import compare_wordings, mark_changes
from extract import __version__
from extract.text import fold

Kind = Literal["cosmetic", "prose", "numbers", "structure", "removed", "restored"]

# Every look at a source that told something: its document, or that it is gone.
_LOOKS = f"""
SELECT captures.id, captures.run, captures.fetched_at, captures.outcome, captures.payload_sha256,
       versions.id AS version, versions.fingerprint, versions.published_on, versions.year,
       sources.id AS source,
       coalesce((SELECT former.id FROM reports AS present
         JOIN reports AS former ON former.agency = present.agency AND former.year = versions.year
         WHERE present.id = sources.report), sources.report) AS report
FROM sources
JOIN captures ON captures.url IN {ADDRESSES}
LEFT JOIN versions ON versions.source = sources.id
  AND versions.payload_sha256 = captures.payload_sha256 AND versions.extractor = ?
WHERE +captures.outcome IN ('ok', 'not_modified', 'not_found', 'soft_404')
AND {STILL.format(captures="captures")}
ORDER BY sources.id, captures.fetched_at, captures.id
"""  # noqa: S608
_GONE = frozenset({"not_found", "soft_404"})
_LONGEST = 200


@dataclass(frozen=True)
class Change:
    """One cell whose number or printed text differs."""

    key: str
    old_value: object
    new_value: object
    old_raw: str | None
    new_raw: str | None


@dataclass(frozen=True)
class Reworded:
    """A section whose heading or text differs, with the changes marked as wdiff marks them."""

    number: int
    heading: str
    difference: str


@dataclass(frozen=True)
class Revision:
    """Two looks at a source that differ, the earlier and the later one.

    `last_seen` is when the old content was last met with; `times` counts how often other bytes of
    the same meaning came one after another, which a page with a counter has at each look.
    """

    kind: Kind
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    last_seen: str
    changes: Sequence[Change] = ()
    sections: Sequence[Reworded] = ()
    summary: str = ""
    times: int = 1

    @property
    def identity(self) -> tuple[int, str, int, int]:
        return self.new["source"], self.kind, self.old["id"], self.new["id"]

    @property
    def admitted(self) -> bool | None:
        """Tell whether the date that the page displays moved; None where it displays none."""
        old, new = self.old["published_on"], self.new["published_on"]
        return old != new if old and new else None

    def to_row(self) -> dict[str, Any]:
        """Return the revision's row, but for its number."""
        return {
            "source": self.new["source"],
            "report": self.new["report"],
            "kind": self.kind,
            "seen_at": self.new["fetched_at"],
            "old_last_seen": self.last_seen,
            "old_capture": self.old["id"],
            "new_capture": self.new["id"],
            "old_version": self.old["version"],
            "new_version": self.new["version"],
            "old_published_on": self.old["published_on"],
            "new_published_on": self.new["published_on"],
            "admitted": self.admitted,
            "cells_changed": len(self.changes),
            "times": self.times,
            "summary": self.summary,
        }


def find_revisions(archive: Archive) -> int:
    """Bring the revisions of every source up to date; returns how many are new.

    A revision that was known keeps its number; one that the present extractor does not see any
    more is dropped.
    """
    found = {
        revision.identity: revision
        for rows in _read_looks(archive)
        if len(rows) > 1
        for revision in _gather(_compare(archive, rows))
    }
    known = {
        (row["source"], row["kind"], row["old_capture"], row["new_capture"]): row
        for row in archive.rows("SELECT * FROM revisions")
    }
    with archive.transaction():
        for identity, row in known.items():
            if identity not in found:
                _delete(archive, row["id"])
            elif {"id": row["id"], **found[identity].to_row()} != row:
                _delete(archive, row["id"])
                _insert(archive, found[identity], row["id"])
        fresh = [revision for identity, revision in found.items() if identity not in known]
        # In the order of becoming known: all at once gives the numbers that one by one gave.
        for revision in sorted(fresh, key=_became_known):
            _insert(archive, revision, None)
    return len(fresh)


def _read_looks(archive: Archive) -> Iterator[list[dict[str, Any]]]:
    """Yield the looks at each source, in their order."""
    cursor = archive.db.conn.execute(_LOOKS, (__version__,))
    names = [column for column, *_ in cursor.description]
    looks = (dict(zip(names, row, strict=True)) for row in cursor)
    for _, rows in groupby(looks, key=itemgetter("source")):
        yield list(rows)


def _became_known(revision: Revision) -> tuple[int, int]:
    """Return a place in the order of captures: an imported one may be the earlier look."""
    return max(revision.old["id"], revision.new["id"]), revision.new["source"]


def _compare(archive: Archive, looks: Sequence[Mapping[str, Any]]) -> Iterator[Revision]:
    """Yield what differs from look to look; being gone counts from the second look that saw it."""
    last: Mapping[str, Any] | None = None
    missed: Mapping[str, Any] | None = None
    removed: Mapping[str, Any] | None = None
    seen = since = ""
    for look in looks:
        if look["outcome"] in _GONE:
            if last and missed and not removed and _is_another_look(missed, look):
                removed = look
                yield Revision("removed", last, look, seen, summary="gone at two looks")
            missed = missed or look
            continue
        if removed:
            yield Revision("restored", removed, look, seen, summary="there again")
        missed = removed = None
        if look["payload_sha256"] is None or look["version"] is None:
            continue
        now = look["fetched_at"]
        changed = last is None or last["payload_sha256"] != look["payload_sha256"]
        if last and changed and not is_another_years(archive, _date(last, since), _date(look, now)):
            yield _differ(archive, last, look, seen)
        last, seen, since = look, now, now if changed else since


def _date(look: Mapping[str, Any], brought_at: str) -> Dated:
    return Dated(look["version"], look["year"], brought_at)


def _is_another_look(before: Mapping[str, Any], look: Mapping[str, Any]) -> bool:
    """Tell looks apart: by run, or by day, since one run imports what was captured over years."""
    same_day = before["fetched_at"][:10] == look["fetched_at"][:10]
    return not same_day or before["run"] != look["run"]


def _gather(revisions: Iterator[Revision]) -> Iterator[Revision]:
    """Make one of cosmetic revisions that follow one another."""
    cosmetic: Revision | None = None
    for revision in revisions:
        if revision.kind == "cosmetic" and cosmetic:
            cosmetic = replace(cosmetic, times=cosmetic.times + 1)
            continue
        if cosmetic:
            yield cosmetic
        cosmetic = revision if revision.kind == "cosmetic" else None
        if cosmetic is None:
            yield revision
    if cosmetic:
        yield cosmetic


def _differ(
    archive: Archive, old: Mapping[str, Any], new: Mapping[str, Any], seen: str
) -> Revision:
    if old["fingerprint"] == new["fingerprint"]:
        return Revision(
            "cosmetic", old, new, seen, summary="other bytes, the same text and numbers"
        )
    before, after = read_cells(archive, old["version"]), read_cells(archive, new["version"])
    changes = list(find_changes(before, after))
    sections = list(_reworded(archive, old["version"], new["version"]))
    told = (old, new, seen, changes, sections)
    forms = _forms(archive, old), _forms(archive, new)
    if before.keys() != after.keys() or forms[0] != forms[1]:
        return Revision("structure", *told, _structure(*forms))
    if changes:
        return Revision("numbers", *told, _summary(changes))
    return Revision("prose", *told, tell_prose(sections))


def read_cells(archive: Archive, version: int) -> dict[str, tuple[object, str]]:
    """Return the cells of a reading by key: value and printed text."""
    rows = archive.rows("SELECT key, value, raw FROM cells WHERE version = ?", version)
    return {row["key"]: (row["value"], row["raw"]) for row in rows}


def _forms(archive: Archive, look: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form of each table, None where the table is not there."""
    return archive.rows(
        "SELECT form_disclosure AS disclosure, form_applications AS applications,"
        " form_challenges AS challenges FROM versions WHERE id = ?",
        look["version"],
    )[0]


def _structure(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    changed = [name for name in old if old[name] != new[name]]
    told = (f"{name}: {old[name] or 'no table'} → {new[name] or 'no table'}" for name in changed)
    return "; ".join(told) or "other rows or columns"


def find_changes(
    before: Mapping[str, tuple[object, str]], after: Mapping[str, tuple[object, str]]
) -> Iterator[Change]:
    """Yield the cells, by key value and printed text, whose numbers differ, as the forms go."""
    places = {key: place for place, key in enumerate(indicators())}
    for key in sorted({*before, *after}, key=lambda key: (places.get(key, len(places)), key)):
        old, new = before.get(key, (None, None)), after.get(key, (None, None))
        if old[0] != new[0]:
            yield Change(key, old[0], new[0], old[1], new[1])


def _summary(changes: Sequence[Change]) -> str:
    told = [f"{cell.key}: {cell.old_raw or '∅'} → {cell.new_raw or '∅'}" for cell in changes]
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    return "; ".join(told[:3]) + more


def _reworded(archive: Archive, old: int, new: int) -> Iterator[Reworded]:
    sql = "SELECT number, heading, text FROM sections WHERE version = ?"
    before = {row["number"]: row for row in archive.rows(sql, old)}
    after = {row["number"]: row for row in archive.rows(sql, new)}
    for number in sorted({*before, *after}):
        was, now = (_whole(found.get(number)) for found in (before, after))
        if was != now:
            heading = (after.get(number) or before[number])["heading"]
            yield Reworded(number, heading, mark_changes(compare_wordings(was, now)))


def _whole(section: Mapping[str, Any] | None) -> str:
    return whole_section(section["heading"], section["text"]) if section else ""


def whole_section(heading: str | None, text: str | None) -> str:
    """Return a section as it is compared with another; one that is not there is empty."""
    return f"{heading}\n{text}" if heading is not None else ""


def tell_prose(sections: Sequence[Reworded]) -> str:
    """Return a change of wording in one line, its beginning where it is long."""
    if not sections:
        return "title, agency or year"
    told = [fold(f"{section.heading}: {section.difference}") for section in sections]
    more = f"; and {len(told) - 1} more sections" if len(told) > 1 else ""
    return (told[0] if len(told[0]) <= _LONGEST else f"{told[0][:_LONGEST]}…") + more


def _insert(archive: Archive, revision: Revision, number: int | None) -> None:
    row = {"id": number, **revision.to_row()}
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    sql = f"INSERT INTO revisions ({names}) VALUES ({marks})"  # noqa: S608 - our own column names
    inserted = archive.db.conn.execute(sql, list(row.values())).lastrowid
    archive.db.conn.executemany(
        "INSERT INTO revision_cells (revision, key, old_value, new_value, old_raw, new_raw)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (inserted, cell.key, cell.old_value, cell.new_value, cell.old_raw, cell.new_raw)
            for cell in revision.changes
        ],
    )
    archive.db.conn.executemany(
        "INSERT INTO revision_sections (revision, number, heading, difference) VALUES (?, ?, ?, ?)",
        [(inserted, part.number, part.heading, part.difference) for part in revision.sections],
    )


def _delete(archive: Archive, number: int) -> None:
    for table, column in (("revision_cells", "revision"), ("revisions", "id")):
        archive.db.conn.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))  # noqa: S608
