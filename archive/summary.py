"""What an archive holds, in few numbers; and one report, whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from archive.addresses import ADDRESSES
from archive.archive import Archive, ArchiveError


@dataclass(frozen=True)
class Summary:
    """Counts by status and outcome, portals, and the last runs."""

    reports: dict[str, int]
    captures: dict[str, int]
    findings: dict[str, int]
    revisions: dict[str, int]
    portals: list[dict[str, Any]]
    runs: list[dict[str, Any]]


@dataclass(frozen=True)
class ReportCard:
    """One report with its sources, cells, findings and revisions."""

    report: dict[str, Any]
    sources: list[dict[str, Any]]
    cells: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    revisions: list[dict[str, Any]]


def summarise(archive: Archive) -> Summary:
    """Count what an archive holds."""
    return Summary(
        reports=_count(archive, "SELECT status, count(*) AS n FROM reports GROUP BY 1"),
        captures=_count(archive, "SELECT outcome, count(*) AS n FROM captures GROUP BY 1"),
        findings=_count(
            archive,
            "SELECT findings.rule, count(*) AS n FROM findings JOIN reports"
            " ON reports.version = findings.version OR reports.id = findings.report"
            " WHERE severity IN ('error', 'warning') GROUP BY 1",
        ),
        revisions=_count(archive, "SELECT kind, count(*) AS n FROM revisions GROUP BY 1"),
        portals=archive.rows("SELECT * FROM portals ORDER BY id"),
        runs=archive.rows("SELECT * FROM runs ORDER BY id DESC LIMIT 3"),
    )


def find_report(archive: Archive, agency: str, year: int) -> ReportCard:
    """Return the report of a body, by any part of its name, for a year.

    Raises `ArchiveError` naming the candidates when the name fits none or several.
    """
    rows = archive.rows(
        "SELECT reports.*, agencies.name AS agency_name FROM reports"
        " JOIN agencies ON agencies.id = reports.agency"
        " WHERE year = ? AND (agencies.name = ? OR instr(agencies.name, ?) > 0"
        " OR agencies.id IN (SELECT agency FROM agency_names WHERE name = ?))"
        " ORDER BY agencies.name != ?, agencies.name",
        year, agency, agency, agency, agency,
    )  # fmt: skip
    exact = [row for row in rows if row["agency_name"] == agency]
    if len(exact or rows) != 1:
        raise ArchiveError(_nothing(archive, agency, year, rows))
    return _card(archive, (exact or rows)[0])


def _nothing(archive: Archive, agency: str, year: int, rows: list[dict[str, Any]]) -> str:
    if rows:
        names = ", ".join(row["agency_name"] for row in rows[:8])
        return f"{agency} {year} fits several reports, name one: {names}"
    years = archive.rows(
        "SELECT DISTINCT year FROM reports JOIN agencies ON agencies.id = reports.agency"
        " WHERE instr(agencies.name, ?) > 0 AND year IS NOT NULL ORDER BY year",
        agency,
    )
    if years:
        known = ", ".join(str(row["year"]) for row in years)
        return f"there is no report of {agency} for {year}; there are some for {known}"
    return f"there is no report of a body called {agency}; the table `agencies` lists the names"


def _card(archive: Archive, report: dict[str, Any]) -> ReportCard:
    number, version = report["id"], report["version"]
    return ReportCard(
        report=report,
        sources=archive.rows(
            "SELECT sources.*, max(captures.fetched_at) AS captured_at FROM sources"  # noqa: S608
            f" LEFT JOIN captures ON captures.url IN {ADDRESSES} AND +captures.outcome = 'ok'"
            " WHERE report = ? GROUP BY sources.id ORDER BY sources.id",
            number,
        ),
        cells=archive.rows("SELECT * FROM cells WHERE version = ?", version),
        findings=archive.rows(
            "SELECT * FROM findings WHERE version = ? OR report = ?"
            " ORDER BY severity != 'error', severity != 'warning', id",
            version, number,
        ),
        revisions=archive.rows(
            "SELECT * FROM revisions WHERE report = ? ORDER BY seen_at, id", number
        ),
    )  # fmt: skip


def _count(archive: Archive, sql: str) -> dict[str, int]:
    return {next(iter(row.values())): row["n"] for row in archive.rows(f"{sql} ORDER BY 2 DESC")}
