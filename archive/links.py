"""Which body goes on as which other: 机构改革 as people enter it, one link a change."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal, get_args

from rapidfuzz import process

from archive.archive import Archive, ArchiveError
from extract.text import squeeze

LinkKind = Literal["renamed", "merged", "split"]
KINDS: tuple[LinkKind, ...] = get_args(LinkKind)
_COLUMNS = ("former", "successor", "kind", "to_year")
_ENTER = (
    "INSERT INTO agency_links (agency, successor, kind, from_year, to_year, note)"
    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (agency, successor, to_year) DO UPDATE SET"
    " kind = excluded.kind, from_year = excluded.from_year, note = excluded.note"
)
# A report of the former body that is too late for a link, or one of the new body too early for it.
_AGAINST = """
SELECT agencies.name, reports.year FROM reports JOIN agencies ON agencies.id = reports.agency
WHERE reports.status <> 'not_a_report' AND (
  (?3 <> 'split' AND reports.agency = ?1 AND reports.year > ?4)
  OR (?3 <> 'merged' AND reports.agency = ?2 AND reports.year < ?5)
)
ORDER BY reports.year LIMIT 1
"""

_FORKS = {
    "SELECT agency AS body FROM agency_links WHERE kind <> 'split'"
    " GROUP BY agency HAVING count(*) > 1": "goes on as several bodies: those links are of the"
    " kind split",
    "SELECT successor AS body FROM agency_links GROUP BY successor, to_year"
    " HAVING count(*) > 1 AND sum(kind = 'renamed') > 0": "comes of several bodies in one year:"
    " those links are of the kind merged",
}


class LinkError(ArchiveError):
    """A link that cannot be; the sentence says which and why."""


@dataclass(frozen=True)
class Link:
    """A body, given by name or number, that goes on as another.

    `from_year` is the last year that the former body reports on, `to_year` the first one of its
    successor; `where` says from which line the link comes.
    """

    former: str
    successor: str
    kind: str
    from_year: int
    to_year: int
    note: str | None = None
    where: str = ""


def add_links(archive: Archive, links: Iterable[Link]) -> int:
    """Enter links, all or none; returns how many were not there before. `compare` applies them."""
    before = _count(archive)
    with archive.transaction():
        for link in links:
            _check(link)
            row = (_find(archive, link.former, link), _find(archive, link.successor, link))
            values = (*row, link.kind, link.from_year, link.to_year, link.note)
            archive.db.conn.execute(_ENTER, values)
            _check_whole(archive, link)
            _check_reports(archive, link, row)
    return _count(archive) - before


def remove_link(archive: Archive, number: int) -> None:
    """Take back the link of that number."""
    with archive.transaction():
        cursor = archive.db.conn.execute("DELETE FROM agency_links WHERE id = ?", (number,))
        if cursor.rowcount == 0:
            raise LinkError(f"there is no link {number}; `nianbao agencies links` lists all")


def list_links(archive: Archive) -> list[dict[str, Any]]:
    """Return every link with the names of its bodies, the latest change first."""
    return archive.rows(
        "SELECT agency_links.*, former.name AS former, later.name AS later FROM agency_links"
        " JOIN agencies AS former ON former.id = agency_links.agency"
        " JOIN agencies AS later ON later.id = agency_links.successor"
        " ORDER BY to_year DESC, former.name, later.name"
    )


def list_agencies(archive: Archive, part: str = "") -> list[dict[str, Any]]:
    """Return the bodies whose name has a part, with the years of their reports."""
    return archive.rows(
        "SELECT agencies.*, min(reports.year) AS first_year, max(reports.year) AS last_year,"
        " count(reports.id) AS reports FROM agencies"
        " LEFT JOIN reports ON reports.agency = agencies.id"
        " WHERE instr(agencies.name, ?) > 0 GROUP BY agencies.id"
        " ORDER BY agencies.division, agencies.name",
        part,
    )


def read_links(path: Path) -> list[Link]:
    """Read a CSV file of links: former, successor, kind, to_year, and from_year and note if known.

    Raises `LinkError` with the line where a link cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = sorted(set(_COLUMNS) - set(reader.fieldnames or ()))
            if lacking:
                raise LinkError(f"{path} has no column {', '.join(lacking)}")
            return [_read(row, f"{path}, line {reader.line_num}") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LinkError(f"{path} cannot be read as a table of links: {error}") from error


def _read(row: Mapping[str, str | None], where: str) -> Link:
    former, successor, kind, to_year = ((row[name] or "").strip() for name in _COLUMNS)
    from_year = (row.get("from_year") or "").strip()
    try:
        later = int(to_year)
        earlier = int(from_year) if from_year else later - 1
    except ValueError as error:
        raise LinkError(f"{where}: {to_year!r} and {from_year!r} are no years") from error
    return Link(former, successor, kind, earlier, later, row.get("note") or None, f"{where}: ")


def _check(link: Link) -> None:
    if link.kind not in KINDS:
        raise LinkError(f"{link.where}{link.kind!r} is none of {', '.join(KINDS)}")
    if link.from_year >= link.to_year:
        raise LinkError(
            f"{link.where}the last year of {link.former} ({link.from_year}) must lie before the"
            f" first one of {link.successor} ({link.to_year})"
        )


def _find(archive: Archive, name: str, link: Link) -> int:
    """Return the number of the body of a name, or of a number."""
    if name.isdecimal():
        rows = archive.rows("SELECT id, name FROM agencies WHERE id = ?", int(name))
    else:
        rows = archive.rows(
            "SELECT id, name FROM agencies WHERE name = ?1"
            " OR id IN (SELECT agency FROM agency_names WHERE name = ?1) ORDER BY id",
            squeeze(name),
        )
    if len(rows) == 1:
        return int(rows[0]["id"])
    if rows:
        told = ", ".join(str(row["id"]) for row in rows)
        raise LinkError(f"{link.where}{name} is the name of several bodies, give a number: {told}")
    raise LinkError(f"{link.where}the archive knows no body {name!r}{_near(archive, name)}")


def _near(archive: Archive, name: str) -> str:
    names = [row["name"] for row in archive.rows("SELECT name FROM agencies ORDER BY name")]
    near = [found for found, *_ in process.extract(name, names, limit=3, score_cutoff=50)]
    return f"; near it: {', '.join(near)}" if near else ""


def _check_reports(archive: Archive, link: Link, bodies: tuple[int, int]) -> None:
    values = (*bodies, link.kind, link.from_year, link.to_year)
    for row in archive.rows(_AGAINST, *values):
        raise LinkError(
            f"{link.where}{row['name']} has a report for {row['year']}, which the link from"
            f" {link.from_year} to {link.to_year} rules out"
        )


def _check_whole(archive: Archive, link: Link) -> None:
    """Check what no single link shows: that no body becomes itself, and each one other only."""
    links = archive.rows("SELECT agency, successor FROM agency_links")
    formers: dict[int, set[int]] = {}
    for row in links:
        formers.setdefault(row["successor"], set()).add(row["agency"])
    try:
        TopologicalSorter(formers).prepare()
    except CycleError as error:
        named = " → ".join(_name(archive, number) for number in _circle(error))
        raise LinkError(f"{link.where}a body would go on as itself: {named}") from error
    _check_forks(archive, link)


def _check_forks(archive: Archive, link: Link) -> None:
    for sql, told in _FORKS.items():
        for row in archive.rows(sql):
            raise LinkError(f"{link.where}{_name(archive, row['body'])} {told}")


def _circle(error: CycleError) -> Sequence[int]:
    circle: Sequence[int] = error.args[1]
    return circle


def _name(archive: Archive, number: int) -> str:
    return str(archive.rows("SELECT name FROM agencies WHERE id = ?", number)[0]["name"])


def _count(archive: Archive) -> int:
    return int(archive.rows("SELECT count(*) AS n FROM agency_links")[0]["n"])
