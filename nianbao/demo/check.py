"""The archive of the sample portals held against their oracle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from archive.archive import Archive
from nianbao.demo.oracle import ExpectedPortal, ExpectedReport, Oracle, PlantedCase

_CHANGED = {
    "silent_edit": "numbers",
    "announced_correction": "numbers",
    "removed": "removed",
    "restyled": "cosmetic",
    "reworded": "prose",
}
_STATUSES = {"wrong_sum": "flagged", "image_tables": "incomplete", "image_only": "incomplete"}
_RULES = {
    "wrong_sum": "applications.row_sum",
    "blank_cells": "cell.blank",
    "image_tables": "table.missing",
    "image_only": "table.missing",
    "outdated_form": "form.outdated",
}


def find_faults(archive: Archive, oracle: Oracle) -> Iterator[str]:
    """Yield a sentence for everything in the archive that is not as the oracle says."""
    for report in oracle.reports:
        yield from _check_report(archive, report)
    yield from _check_number(archive, oracle)
    for number, portal in oracle.portals.items():
        yield from _check_portal(archive, number, portal)
    for name, cases in oracle.planted.items():
        for case in cases:
            yield from _check_case(archive, name, case)


def _check_portal(archive: Archive, number: str, portal: ExpectedPortal) -> Iterator[str]:
    found = archive.rows("SELECT outcome FROM portals WHERE id = ?", number)
    if not found or found[0]["outcome"] != portal.outcome:
        yield f"{number}: {found} instead of {portal.outcome}"
    for url in portal.forbidden:
        if archive.rows("SELECT id FROM captures WHERE url = ? AND status IS NOT NULL", url):
            yield f"{url} was asked for, which nobody may"
    for row in portal.rejected:
        if not archive.rows("SELECT id FROM frontier WHERE url = ?", row.url):
            yield f"the row {row.title} was not noticed"
        taken = archive.rows("SELECT id FROM reports WHERE title = ?", row.title)
        if taken and row.reason != "other_portal":
            yield f"{row.title} ({row.reason}) was taken for a report"


def _check_number(archive: Archive, oracle: Oracle) -> Iterator[str]:
    """Yield a sentence if there are other reports than those that stand or were removed."""
    expected = {(report.agency, report.year) for report in oracle.reports}
    expected |= {(case.agency, case.year or 0) for case in oracle.planted.get("removed", ())}
    sql = (
        "SELECT agencies.name, reports.year FROM reports"
        " LEFT JOIN agencies ON agencies.id = reports.agency"
    )
    found = {(row["name"], row["year"]) for row in archive.rows(sql)}
    for agency, year in sorted(found - expected, key=str):
        yield f"there is no report of {agency} for {year} on the sample portals"


def _check_report(archive: Archive, report: ExpectedReport) -> Iterator[str]:
    name = f"{report.agency} {report.year}"
    rows = _reports(archive, report.agency, report.year)
    if len(rows) != 1:
        yield f"{name}: {len(rows)} reports instead of one"
        return
    cells = archive.rows("SELECT key, value FROM cells WHERE version = ?", rows[0]["version"])
    values = {cell["key"]: cell["value"] for cell in cells}
    wrong = [key for key, value in report.values.items() if values.get(key, "absent") != value]
    spurious = [key for key in values if report.values and key not in report.values]
    if wrong or spurious:
        some = [*wrong, *spurious][:3]
        yield f"{name}: {len(wrong)} cells wrong, {len(spurious)} spurious: {some}"
    if rows[0]["published_on"] != report.published:
        yield f"{name}: published on {rows[0]['published_on']}, not {report.published}"


def _reports(archive: Archive, agency: str, year: int | None) -> list[dict[str, object]]:
    return archive.rows(
        "SELECT reports.* FROM reports JOIN agencies ON agencies.id = reports.agency"
        " WHERE agencies.name = ? AND reports.year = ?",
        agency,
        year,
    )


def _check_case(archive: Archive, name: str, case: PlantedCase) -> Iterator[str]:
    for check in _CHECKS:
        fault = check(archive, name, case)
        if fault:
            yield f"{name}: {fault}"


def _check_status(archive: Archive, name: str, case: PlantedCase) -> str | None:
    wanted = _STATUSES.get(name)
    rows = _reports(archive, case.agency, case.year)
    if wanted and (not rows or rows[0]["status"] != wanted):
        return f"{case.title} is {rows and rows[0]['status']}, not {wanted}"
    return None


def _check_finding(archive: Archive, name: str, case: PlantedCase) -> str | None:
    rule = _RULES.get(name)
    if rule is None:
        return None
    found = archive.rows(
        "SELECT findings.id FROM findings JOIN reports ON reports.version = findings.version"
        " JOIN agencies ON agencies.id = reports.agency"
        " WHERE agencies.name = ? AND reports.year = ? AND findings.rule = ?",
        case.agency,
        case.year,
        rule,
    )
    return None if found else f"{case.title} has no finding {rule}"


def _check_revision(archive: Archive, name: str, case: PlantedCase) -> str | None:
    kind = _CHANGED.get(name)
    if kind is None:
        return None
    rows = archive.rows(
        "SELECT revisions.id FROM revisions JOIN sources ON sources.id = revisions.source"
        " WHERE sources.url = ? AND revisions.kind = ?",
        case.url,
        kind,
    )
    if len(rows) != 1:
        return f"{case.title}: {len(rows)} revisions of kind {kind}"
    cells = archive.rows("SELECT * FROM revision_cells WHERE revision = ?", rows[0]["id"])
    changes: Mapping[str, object] = {
        cell["key"]: (cell["old_value"], cell["new_value"]) for cell in cells
    }
    wanted = case.changes or {}
    return None if changes == wanted else f"{case.title}: {changes} changed, not {wanted}"


_CHECKS: tuple[Callable[[Archive, str, PlantedCase], str | None], ...] = (
    _check_status,
    _check_finding,
    _check_revision,
)
