"""The peculiarities set into the portals on purpose, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nianbao.demo.figures import Number
from nianbao.demo.oracle import ExpectedPortal, ExpectedReport, PlantedCase
from nianbao.demo.world import load_world

Portals = Mapping[str, ExpectedPortal]

_DECOYS = {
    "website_statement": "decoy_website_statement",
    "rule_of_law": "decoy_rule_of_law",
    "notice": "decoy_notice",
    "soft_404": "soft_404",
    "off_site": "wechat_row",
    "other_portal": "other_portal_row",
}
_OUTCOMES = {"blocked": "challenge_portal", "robots_forbidden": "forbidden_portal"}
_WRONG = ("applications.received.total",)


def planted_cases(
    portals: Portals, before: Portals | None = None
) -> dict[str, tuple[PlantedCase, ...]]:
    """Return the planted cases by name; `before` is the first phase when this is the second."""
    cases: dict[str, tuple[PlantedCase, ...]] = {}
    for case in (*_cases(portals), *_later_cases(portals, before or {})):
        cases[case.name] = (*cases.get(case.name, ()), case)
    return cases


def _cases(portals: Portals) -> Iterator[PlantedCase]:
    for name, portal in portals.items():
        if portal.outcome in _OUTCOMES:
            yield PlantedCase(_OUTCOMES[portal.outcome], 1, name)
        for row in portal.rejected:
            if row.reason in _DECOYS:
                yield PlantedCase(_DECOYS[row.reason], 1, name, row.title, url=row.url)
        for report in portal.reports:
            for planted in report.planted:
                if planted in _standing():
                    yield _case(report, planted, 1, _keys(report, planted))


def _later_cases(portals: Portals, before: Portals) -> Iterator[PlantedCase]:
    for name, portal in before.items():
        now = {report.url: report for report in portals[name].reports}
        for report in portal.reports:
            if report.url not in now:
                yield _case(report, "removed", 2)
        known = {report.url: report for report in portal.reports}
        for url, report in now.items():
            old = known.get(url)
            for planted in set(report.planted) - _standing():
                changes = {} if old is None else _changes(old, report)
                yield _case(report, planted, 2, tuple(changes), changes)


def _standing() -> set[str]:
    cases = (case for body in load_world().bodies for case in body.cases.values())
    return {name for case in cases for name in case.planted}


def _keys(report: ExpectedReport, planted: str) -> tuple[str, ...]:
    if planted == "blank_cells":
        return tuple(key for key, value in report.values.items() if value is None)
    return _WRONG if planted == "wrong_sum" else ()


def _changes(
    old: ExpectedReport, new: ExpectedReport
) -> dict[str, tuple[Number | None, Number | None]]:
    return {
        key: (old.values[key], value)
        for key, value in new.values.items()
        if old.values[key] != value
    }


def _case(
    report: ExpectedReport,
    name: str,
    phase: int,
    keys: tuple[str, ...] = (),
    changes: Mapping[str, tuple[Number | None, Number | None]] | None = None,
) -> PlantedCase:
    return PlantedCase(
        name, phase, report.portal, report.title, report.agency, report.year, report.url, keys,
        changes,
    )  # fmt: skip
