"""What evidence is about: the reports, revisions, readings and captures that it shall hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from archive.addresses import ADDRESSES
from archive.another_year import OF_REPORT
from archive.archive import Archive, ArchiveError
from archive.summary import find_report

_CARRIED = ("report", "version", "capture", "revision")
_LOOKS = f"""SELECT captures.id FROM sources JOIN captures ON captures.url IN {ADDRESSES}
WHERE {OF_REPORT}"""  # noqa: S608
_VERSIONS = f"""SELECT versions.id FROM sources JOIN versions ON versions.source = sources.id
WHERE {OF_REPORT}"""  # noqa: S608
_BETWEEN = f"""SELECT captures.id FROM revisions
JOIN captures AS old ON old.id = revisions.old_capture
JOIN captures AS new ON new.id = revisions.new_capture
JOIN sources ON sources.id = revisions.source
JOIN captures ON captures.url IN {ADDRESSES}
WHERE revisions.id = ? AND captures.fetched_at BETWEEN old.fetched_at AND new.fetched_at"""  # noqa: S608


@dataclass(frozen=True)
class Scope:
    """Numbers of rows, and how they were asked for; `found` are the rows that a query gave."""

    asked: str
    reports: frozenset[int] = frozenset()
    revisions: frozenset[int] = frozenset()
    versions: frozenset[int] = frozenset()
    captures: frozenset[int] = frozenset()
    found: Sequence[Mapping[str, Any]] = field(default=(), compare=False)


def scope_of_report(archive: Archive, agency: str, year: int) -> Scope:
    """Return a report: its readings, its revisions, and every look at its addresses.

    Raises `ArchiveError` naming what there is when there is no such report.
    """
    report = find_report(archive, agency, year).report
    return _report(archive, report["id"], f"{report['agency_name']} {year}")


def scope_of_revision(archive: Archive, number: int) -> Scope:
    """Return a revision: the readings before and after it, and every look between the two.

    Raises `ArchiveError` when there is no such revision.
    """
    rows = archive.rows("SELECT * FROM revisions WHERE id = ?", number)
    if not rows:
        raise ArchiveError(
            f"there is no revision {number}: the table `revisions` lists those that there are"
        )
    row = rows[0]
    looks = archive.rows(_BETWEEN, number)
    return Scope(
        f"revision {number}",
        reports=frozenset(_numbers(row["report"])),
        revisions=frozenset([number]),
        versions=frozenset(_numbers(row["old_version"], row["new_version"])),
        captures=frozenset(look["id"] for look in looks),
    )


def scope_of_query(archive: Archive, sql: str) -> Scope:
    """Return what the rows of a query name in their columns `report`, `version`, `capture` or
    `revision`.

    Raises `ArchiveError` when the query fails, gives no row, or names nothing.
    """  # noqa: D205
    rows = _query(archive, sql)
    if not rows:
        raise ArchiveError("the query gives no row: there is nothing to prove")
    if not set(_CARRIED) & rows[0].keys():
        raise ArchiveError(
            f"the query gives the columns {', '.join(rows[0])}: to tell what to prove it needs one"
            f" of {', '.join(_CARRIED)}"
        )
    named = {name: {row[name] for row in rows if row.get(name) is not None} for name in _CARRIED}
    found = [
        *(_report(archive, number, sql) for number in _known(archive, "reports", named["report"])),
        *(_version(archive, one) for one in _known(archive, "versions", named["version"])),
        *(
            scope_of_revision(archive, one)
            for one in _known(archive, "revisions", named["revision"])
        ),
        Scope(sql, captures=frozenset(_known(archive, "captures", named["capture"]))),
    ]
    return reduce(_join, found, Scope(sql, found=rows))


def _query(archive: Archive, sql: str) -> list[dict[str, Any]]:
    archive.db.conn.execute("PRAGMA query_only = ON")
    try:
        return archive.rows(sql)
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        raise ArchiveError(f"the query cannot be answered: {error}") from error
    finally:
        archive.db.conn.execute("PRAGMA query_only = OFF")


def _known(archive: Archive, table: str, named: Iterable[object]) -> list[int]:
    """Return the numbers, all of which must be rows of a table."""
    found = []
    for number in sorted(named, key=str):
        rows = archive.rows(f"SELECT id FROM {table} WHERE id = ?", number)  # noqa: S608
        if not rows:
            raise ArchiveError(f"the query names {number!r}, which is no row of {table}")
        found.append(int(rows[0]["id"]))
    return found


def _report(archive: Archive, number: int, asked: str) -> Scope:
    looks = archive.rows(_LOOKS, number)
    versions = archive.rows(_VERSIONS, number)
    revisions = archive.rows("SELECT id FROM revisions WHERE report = ?", number)
    return Scope(
        asked,
        reports=frozenset([number]),
        revisions=frozenset(row["id"] for row in revisions),
        versions=frozenset(row["id"] for row in versions),
        captures=frozenset(look["id"] for look in looks),
    )


def _version(archive: Archive, number: int) -> Scope:
    row = archive.rows(
        "SELECT versions.capture, coalesce("
        "   (SELECT id FROM reports WHERE version = versions.id), sources.report) AS report"
        " FROM versions JOIN sources ON sources.id = versions.source WHERE versions.id = ?",
        number,
    )[0]
    return Scope(
        "",
        reports=frozenset(_numbers(row["report"])),
        versions=frozenset([number]),
        captures=frozenset([row["capture"]]),
    )


def _join(one: Scope, other: Scope) -> Scope:
    return Scope(
        one.asked,
        reports=one.reports | other.reports,
        revisions=one.revisions | other.revisions,
        versions=one.versions | other.versions,
        captures=one.captures | other.captures,
        found=one.found,
    )


def _numbers(*values: int | None) -> list[int]:
    return [value for value in values if value is not None]
