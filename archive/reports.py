"""Reports: which agency and year a source's reading belongs to, and which reading counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from archive.addresses import ADDRESSES, STILL
from archive.agencies import Agencies
from archive.another_year import Dated, is_another_years
from archive.archive import Archive
from extract import __version__

# The newest reading of each source by this extractor: that of its newest whole capture.
_NEWEST = f"""
SELECT sources.id AS source, sources.page, sources.role, sources.first_seen, sources.state,
       coalesce(sources.published_on, versions.published_on) AS published_on,
       portals.division, versions.id AS version, versions.title, versions.agency_name,
       versions.year, versions.status, sources.url, captures.run,
       (SELECT started_at FROM runs WHERE id = captures.run) AS run_at,
       (SELECT min(brought.fetched_at) FROM captures AS brought WHERE brought.url IN {ADDRESSES}
         AND +brought.payload_sha256 = versions.payload_sha256) AS brought_at
FROM sources
JOIN versions ON versions.id = (
  SELECT found.id FROM captures AS newest
  JOIN versions AS found ON found.source = sources.id
    AND found.payload_sha256 = newest.payload_sha256
  WHERE newest.url IN {ADDRESSES} AND +newest.outcome = 'ok' AND found.extractor = ?
  AND {STILL.format(captures="newest")}
  ORDER BY newest.fetched_at DESC, newest.id DESC LIMIT 1
)
JOIN captures ON captures.id = versions.capture
LEFT JOIN portals ON portals.id = sources.portal
ORDER BY sources.page IS NOT NULL, sources.id
"""  # noqa: S608

# The readings of whole captures at an address where reports of several years stood.
_OF_YEARS = f"""
SELECT sources.id AS source, sources.page, sources.role, sources.first_seen, sources.state,
       versions.published_on, portals.division, versions.id AS version, versions.title,
       versions.agency_name, versions.year, versions.status, sources.url, captures.run,
       (SELECT started_at FROM runs WHERE id = captures.run) AS run_at,
       (SELECT min(brought.fetched_at) FROM captures AS brought WHERE brought.url IN {ADDRESSES}
         AND +brought.payload_sha256 = versions.payload_sha256) AS brought_at
FROM sources
JOIN versions ON versions.source = sources.id AND versions.extractor = ?1
JOIN captures ON captures.url IN {ADDRESSES} AND captures.payload_sha256 = versions.payload_sha256
  AND +captures.outcome = 'ok'
LEFT JOIN portals ON portals.id = sources.portal
WHERE versions.year IS NOT NULL AND {STILL.format(captures="captures")}
  AND sources.id IN (
    SELECT source FROM versions WHERE extractor = ?1 AND year IS NOT NULL
    GROUP BY source HAVING min(year) <> max(year)
  )
ORDER BY sources.id, captures.fetched_at, captures.id
"""  # noqa: S608

# What many readings have alike.
_SHARED = (
    *("role", "first_seen", "state", "published_on", "division", "agency_name", "status", "run_at"),
    "brought_at",
)
_RANK = ("verified", "flagged", "incomplete", "pre_2019", "unreadable")


class _Reading(NamedTuple):
    """A row of `_NEWEST`; a nation has a million of them."""

    source: int
    page: int | None
    role: str
    first_seen: str
    state: str | None
    published_on: str | None
    division: str | None
    version: int
    title: str | None
    agency_name: str | None
    year: int | None
    status: str
    url: str
    run: int | None
    run_at: str | None
    brought_at: str
    # The address had reports of several years; this one is not what it has now.
    of_several: bool = False
    former: bool = False

    @property
    def dated(self) -> Dated:
        return Dated(self.version, self.year, self.brought_at)


@dataclass(frozen=True)
class Placed:
    """Numbers of what was placed: sources that carry a report, reports, reports without a place."""

    sources: int
    reports: int
    unplaced: int


def place_reports(archive: Archive) -> Placed:
    """Assign every source to its report, agency × year, and choose each report's version.

    A source whose agency or year could not be told has a report of its own, without them. Reports
    keep their numbers as long as a source places them, or placed them before the report of another
    year took its address.
    """
    by_source = {row.source: row for row in _read(archive)}
    former = list(_read_former(archive, by_source))
    agencies = Agencies(archive)
    groups: dict[tuple[object, ...], list[_Reading]] = {}
    with archive.transaction():
        for source, row in by_source.items():
            by_source[source] = _inherit(row, by_source)
        for told in (*by_source.values(), *former):
            key = _key(told, agencies)
            if key:
                groups.setdefault(key, []).append(told)
        numbers = [_keep(archive, key, rows, by_source) for key, rows in groups.items()]
        _drop_others(archive, numbers, groups)
        unplaced = sum(key[0] is None or key[1] is None for key in groups)
    return Placed(sum(map(len, groups.values())), len(groups), unplaced)


def _read(archive: Archive) -> Iterator[_Reading]:
    """Yield the readings, pages before attachments; what many have alike is kept once."""
    once: dict[object, Any] = {}
    for row in archive.db.conn.execute(_NEWEST, (__version__,)):
        reading = _Reading(*row)
        shared = {
            name: once.setdefault(value, value)
            for name in _SHARED
            if (value := getattr(reading, name))
        }
        yield reading._replace(**shared)


def _read_former(archive: Archive, by_source: dict[int, _Reading]) -> Iterator[_Reading]:
    """Yield of each source the last readings of other years than that of its newest one.

    Where there are some, the newest one was first seen when its year's first was brought.
    """
    readings = (_Reading(*row) for row in archive.db.conn.execute(_OF_YEARS, (__version__,)))
    for source, group in groupby(readings, key=attrgetter("source")):
        newest, rows = by_source.get(source), list(group)
        if newest is None or newest.year is None:
            continue
        firsts = {row.year: row.brought_at for row in reversed(rows)}
        lasts = {row.year: (row, after) for row, after in pairwise(rows)}
        others = [
            row._replace(
                first_seen=firsts[year],
                agency_name=row.agency_name or newest.agency_name,
                of_several=True,
                former=True,
            )
            for year, (row, after) in lasts.items()
            if year != newest.year and is_another_years(archive, row.dated, after.dated)
        ]
        if others:
            by_source[source] = newest._replace(first_seen=firsts[newest.year], of_several=True)
        yield from others


def _inherit(row: _Reading, by_source: Mapping[int, _Reading]) -> _Reading:
    """Give an attachment the agency and year that its page names and it does not."""
    page = by_source.get(row.page or 0)
    if page is None:
        return row
    names = ("agency_name", "year", "title", "published_on")
    return row._replace(
        **{name: getattr(page, name) for name in names if getattr(row, name) is None}
    )


def _key(row: _Reading, agencies: Agencies) -> tuple[object, ...] | None:
    """Return what tells one report from another; None for what is none."""
    if row.status == "not_a_report":
        return None
    agency = agencies.number(row.agency_name, row.division) if row.agency_name else None
    if agency is None or row.year is None:
        return (agency, row.year, row.page or row.source)
    return (agency, row.year)


def _keep(
    archive: Archive,
    key: tuple[object, ...],
    rows: Sequence[_Reading],
    by_source: Mapping[int, _Reading],
) -> int:
    """Insert or update one report; returns its number."""
    chosen, why = _choose(rows)
    agency, year = key[0], key[1]
    page = chosen if chosen.former else by_source.get(chosen.page or 0, chosen)
    told = {
        "title": chosen.title,
        "published_on": page.published_on or chosen.published_on,
        "status": chosen.status,
        "version": chosen.version,
        "why": why,
    }
    first_seen = min(row.first_seen for row in rows)
    # Until its address had another year's, it was thought to have been there as long as that.
    anew = any(row.of_several for row in rows)
    number = _find(archive, agency, year, [row.source for row in rows])
    if number is None:
        cursor = archive.db.conn.execute(
            "INSERT INTO reports (agency, year, first_seen, status) VALUES (?, ?, ?, ?)",
            (agency, year, first_seen, chosen.status),
        )
        number = int(cursor.lastrowid or 0)
    archive.db.conn.execute(
        "UPDATE reports SET agency = ?, year = ?, title = ?, published_on = ?, status = ?,"
        " version = ?, why = ?, first_seen = iif(?, ?, min(first_seen, ?)) WHERE id = ?",
        (agency, year, *told.values(), anew, first_seen, first_seen, number),
    )
    archive.db.conn.executemany(
        "UPDATE sources SET report = ? WHERE id = ?",
        [(number, row.source) for row in rows if not row.former],
    )
    return number


def _find(archive: Archive, agency: object, year: object, sources: Sequence[int]) -> int | None:
    if agency is not None and year is not None:
        sql = "SELECT id FROM reports WHERE agency = ? AND year = ? ORDER BY id LIMIT 1"
        rows = archive.rows(sql, agency, year)
    else:
        sql = (
            "SELECT reports.id FROM reports JOIN sources ON sources.report = reports.id"
            " WHERE sources.id IN (SELECT value FROM json_each(?))"
            " AND (reports.agency IS NULL OR reports.year IS NULL) ORDER BY reports.id LIMIT 1"
        )
        rows = archive.rows(sql, json.dumps(list(sources)))
    return int(rows[0]["id"]) if rows else None


def _choose(rows: Sequence[_Reading]) -> tuple[_Reading, str]:
    """Choose the reading that counts: verified before flagged, then the newest, then the page."""
    ordered = sorted(rows, key=lambda row: (row.role == "attachment", row.url))
    ordered.sort(key=_newness, reverse=True)
    ordered.sort(key=lambda row: (row.state == "gone", _RANK.index(row.status)))
    chosen = ordered[0]
    if len(ordered) == 1:
        now = "; its address has another year's report now" if chosen.former else ""
        return chosen, f"the only reading ({chosen.role}){now}"
    others = ", ".join(f"{row.role} {row.status}" for row in ordered[1:])
    return chosen, f"{chosen.role} {chosen.status}, before {others}"


def _newness(row: _Reading) -> tuple[str, str, int]:
    """Return what sorts newer content last: by day, then by run, so that one look is one time.

    Runs that were merged have their numbers in any order.
    """
    return row.brought_at[:10], row.run_at or "", row.run or 0


def _drop_others(
    archive: Archive, numbers: Sequence[int], groups: Mapping[tuple[object, ...], Any]
) -> None:
    """Forget reports that no source places any more; the versions stay with their sources."""
    placed = [row.source for rows in groups.values() for row in rows if not row.former]
    execute = archive.db.conn.execute
    execute(
        "UPDATE sources SET report = NULL WHERE id NOT IN (SELECT value FROM json_each(?))",
        (json.dumps(placed),),
    )
    kept = json.dumps(list(numbers))
    gone = "NOT IN (SELECT value FROM json_each(?))"
    execute(f"DELETE FROM findings WHERE version IS NULL AND report {gone}", (kept,))  # noqa: S608
    execute(f"UPDATE revisions SET report = NULL WHERE report {gone}", (kept,))  # noqa: S608
    execute(f"DELETE FROM reports WHERE id {gone}", (kept,))  # noqa: S608
