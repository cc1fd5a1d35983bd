"""Revisions: what changed at an address from one capture to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from archive.addresses import ADDRESSES
from archive.archive import Archive
from extract import __version__

Kind = Literal["cosmetic", "prose", "numbers", "structure", "removed", "restored"]

# Every look at a source that told something: its document, or that it is gone.
_LOOKS = f"""
SELECT captures.id, captures.run, captures.fetched_at, captures.outcome, captures.payload_sha256,
       versions.id AS version, versions.fingerprint, sources.id AS source, sources.report
FROM sources
JOIN captures ON captures.url IN {ADDRESSES}
LEFT JOIN versions ON versions.source = sources.id
  AND versions.payload_sha256 = captures.payload_sha256 AND versions.extractor = ?
WHERE +captures.outcome IN ('ok', 'not_modified', 'not_found', 'soft_404')
ORDER BY sources.id, captures.id
"""  # noqa: S608
_GONE = frozenset({"not_found", "soft_404"})


@dataclass(frozen=True)
class Change:
    """One cell whose number or printed text differs."""

    key: str
    old_value: object
    new_value: object
    old_raw: str | None
    new_raw: str | None


@dataclass(frozen=True)
class Revision:
    """Two looks at a source that differ, the earlier and the later one."""

    kind: Kind
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    changes: Sequence[Change]
    summary: str


def find_revisions(archive: Archive) -> int:
    """Bring the revisions of every source up to date; returns how many are new.

    A revision that was known keeps its number; one that the present extractor does not see any
    more is dropped.
    """
    looks: dict[int, list[dict[str, Any]]] = {}
    for row in archive.rows(_LOOKS, __version__):
        looks.setdefault(row["source"], []).append(row)
    found = [
        revision for rows in looks.values() if len(rows) > 1 for revision in _compare(archive, rows)
    ]
    known = {
        (row["source"], row["kind"], row["old_capture"], row["new_capture"]): row["id"]
        for row in archive.rows("SELECT * FROM revisions")
    }
    with archive.transaction():
        kept = {_identity(revision): revision for revision in found}
        for identity, number in known.items():
            if identity not in kept:
                _delete(archive, number)
        fresh = [revision for identity, revision in kept.items() if identity not in known]
        # In the order in which they were seen: all at once gives the numbers that one by one gave.
        for revision in sorted(fresh, key=lambda one: (one.new["id"], one.new["source"])):
            _insert(archive, revision)
    return len(fresh)


def _identity(revision: Revision) -> tuple[int, str, int, int]:
    return revision.new["source"], revision.kind, revision.old["id"], revision.new["id"]


def _compare(archive: Archive, looks: Sequence[Mapping[str, Any]]) -> Iterator[Revision]:
    """Yield what differs from look to look; being gone counts from the second run that saw it."""
    last: Mapping[str, Any] | None = None
    missed: Mapping[str, Any] | None = None
    removed: Mapping[str, Any] | None = None
    for look in looks:
        if look["outcome"] in _GONE:
            if last and missed and missed["run"] != look["run"] and not removed:
                removed = look
                yield Revision("removed", last, look, (), "gone at two looks")
            missed = missed or look
            continue
        if removed:
            yield Revision("restored", removed, look, (), "there again")
        missed = removed = None
        if look["payload_sha256"] is None or look["version"] is None:
            continue
        if last and last["payload_sha256"] != look["payload_sha256"]:
            yield _differ(archive, last, look)
        last = look


def _differ(archive: Archive, old: Mapping[str, Any], new: Mapping[str, Any]) -> Revision:
    if old["fingerprint"] == new["fingerprint"]:
        return Revision("cosmetic", old, new, (), "other bytes, the same text and numbers")
    before, after = _cells(archive, old["version"]), _cells(archive, new["version"])
    changes = list(_changes(before, after))
    if before.keys() != after.keys() or _forms(archive, old) != _forms(archive, new):
        return Revision("structure", old, new, changes, "tables or their form differ")
    if changes:
        return Revision("numbers", old, new, changes, _summary(changes))
    return Revision("prose", old, new, (), _prose(archive, old["version"], new["version"]))


def _cells(archive: Archive, version: int) -> dict[str, tuple[object, str]]:
    rows = archive.rows("SELECT key, value, raw FROM cells WHERE version = ?", version)
    return {row["key"]: (row["value"], row["raw"]) for row in rows}


def _forms(archive: Archive, look: Mapping[str, Any]) -> dict[str, Any]:
    return archive.rows(
        "SELECT form_disclosure, form_applications, form_challenges FROM versions WHERE id = ?",
        look["version"],
    )[0]


def _changes(
    before: Mapping[str, tuple[object, str]], after: Mapping[str, tuple[object, str]]
) -> Iterator[Change]:
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key, (None, None)), after.get(key, (None, None))
        if old[0] != new[0]:
            yield Change(key, old[0], new[0], old[1], new[1])


def _summary(changes: Sequence[Change]) -> str:
    told = [f"{cell.key}: {cell.old_raw or '∅'} → {cell.new_raw or '∅'}" for cell in changes]
    more = f" and {len(told) - 3} more" if len(told) > 3 else ""
    return "; ".join(told[:3]) + more


def _prose(archive: Archive, old: int, new: int) -> str:
    sql = "SELECT number, heading, text FROM sections WHERE version = ?"
    before = {row["number"]: row for row in archive.rows(sql, old)}
    after = {row["number"]: row for row in archive.rows(sql, new)}
    numbers = [n for n in sorted({*before, *after}) if before.get(n) != after.get(n)]
    return f"text of sections {', '.join(map(str, numbers))}" if numbers else "title or identity"


def _insert(archive: Archive, revision: Revision) -> None:
    old, new = revision.old, revision.new
    cursor = archive.db.conn.execute(
        "INSERT INTO revisions (source, report, kind, seen_at, old_capture, new_capture,"
        " old_version, new_version, cells_changed, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new["source"], new["report"], revision.kind, new["fetched_at"], old["id"], new["id"],
            old["version"], new["version"], len(revision.changes), revision.summary,
        ),
    )  # fmt: skip
    archive.db.conn.executemany(
        "INSERT INTO revision_cells (revision, key, old_value, new_value, old_raw, new_raw)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (cursor.lastrowid, cell.key, cell.old_value, cell.new_value, cell.old_raw, cell.new_raw)
            for cell in revision.changes
        ],
    )


def _delete(archive: Archive, number: int) -> None:
    for table, column in (("revision_cells", "revision"), ("revisions", "id")):
        archive.db.conn.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))  # noqa: S608
