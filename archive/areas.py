"""Areas and their units: which reports of one year together make up that of an area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from archive.archive import Archive
from extract.divisions import children

# What is led from above reports to its own line, and no area counts it for sure.
_LED_FROM_ABOVE = re.compile(
    r"^(?:国家|中国|中共)|税务|气象|海关|海事|边检|烟草|邮政|调查队|消防救援|人民银行|金融监管|银保监"
)
_PARTS = {
    "county": ("office", "department", "township", "subdistrict"),
    "prefecture": ("office", "department", "government"),
    "province": ("office", "department", "government"),
}


@dataclass(frozen=True)
class Area:
    """An area's report of a year and the current versions of its units' reports."""

    report: int
    year: int
    name: str
    version: int
    units: tuple[int, ...]


@dataclass(frozen=True)
class _Body:
    number: int
    name: str
    kind: str
    division: str
    from_year: int
    to_year: int


class Areas:
    """The areas of an archive, by the divisions and kinds of its bodies.

    A county's units are its office, departments, townships and street offices; those of what is
    above it are its own office and departments and the areas directly below.
    """

    def __init__(self, archive: Archive) -> None:
        self._levels = {
            row["code"]: row["level"] for row in archive.rows("SELECT code, level FROM divisions")
        }
        self._bodies: dict[str, list[_Body]] = {}
        for body in _bodies(archive):
            self._bodies.setdefault(body.division, []).append(body)
        self._below: dict[str, list[str]] = {}
        for row in archive.rows("SELECT code, parent FROM divisions WHERE parent IS NOT NULL"):
            self._below.setdefault(row["parent"], []).append(row["code"])
        self._reports = {
            (row["agency"], row["year"]): (row["id"], row["version"])
            for row in archive.rows(
                "SELECT id, agency, year, version FROM reports"
                " WHERE status IN ('verified', 'flagged') AND year IS NOT NULL"
            )
        }

    def whole(self) -> Iterator[Area]:
        """Yield each area's report of a year whose units can be told to be all there.

        They are where each body that the archive knows in the area has a report for the year, its
        office is one of them, and each division below has one. Where a body reports of which it
        cannot be told whether the area counts it, they are not.
        """
        for (agency, year), (report, version) in self._reports.items():
            body = self._areas.get(agency)
            units = self._units(body, year) if body else ()
            if body and units:
                yield Area(report, year, body.name, version, tuple(units))

    @cached_property
    def _areas(self) -> dict[int, _Body]:
        return {
            body.number: body
            for division, bodies in self._bodies.items()
            for body in bodies
            if body.kind == "government" and self._levels.get(division) in _PARTS
        }

    def _units(self, area: _Body, year: int) -> list[int]:
        """Return the versions of an area's units, none where one is missing or in doubt."""
        level = self._levels[area.division]
        below = [one.code for one in children(area.division)] or self._below.get(area.division, [])
        members = [
            body
            for code in (area.division, *below)
            for body in self._bodies.get(code, ())
            if body.number != area.number and body.from_year <= year <= body.to_year
            and _belongs(body, code, area.division, level)
        ]  # fmt: skip
        found = [self._reports.get((body.number, year)) for body in members]
        is_told = all(body.kind in _PARTS[level] and not _is_led(body) for body in members)
        is_whole = {body.division for body in members}.issuperset(below) and None not in found
        kinds = {body.kind for body in members}
        if not is_told or not is_whole or "office" not in kinds or len(kinds) == 1:
            return []
        return [version for _, version in filter(None, found)]


def _belongs(body: _Body, code: str, area: str, level: str) -> bool:
    """Tell whether a body is of the area itself; of what lies below only governments are."""
    return code == area or level == "county" or body.kind == "government"


def _is_led(body: _Body) -> bool:
    return _LED_FROM_ABOVE.search(body.name) is not None


def _bodies(archive: Archive) -> Iterator[_Body]:
    sql = (
        "SELECT agencies.id, agencies.name, kind, division, from_year, to_year FROM agencies"
        " JOIN series ON series.agency = agencies.id WHERE division IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM reports WHERE reports.agency = agencies.id)"
    )
    for row in archive.rows(sql):
        years = (row["from_year"] or 0, row["to_year"] or 9999)
        yield _Body(row["id"], row["name"], row["kind"] or "other", row["division"], *years)
