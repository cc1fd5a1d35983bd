"""What must hold of the coverage of any archive."""

from __future__ import annotations

from archive.archive import Archive


def assert_whole_grid(archive: Archive) -> None:
    """Every agency, and every portal without one, stands once in each year of the archive."""
    reports = "FROM reports WHERE status <> 'not_a_report'"
    (span,) = archive.rows(f"SELECT min(year) AS first, max(year) AS last {reports}")
    years = range(span["first"], span["last"] + 1)
    agencies = [row["id"] for row in archive.rows("SELECT id FROM agencies")]
    portals = archive.rows(
        "SELECT id FROM portals WHERE NOT EXISTS (SELECT 1 FROM sources JOIN reports"
        " ON reports.id = sources.report WHERE sources.portal = portals.id"
        " AND reports.agency IS NOT NULL)"
    )
    rows = archive.rows(
        "SELECT agency, CASE WHEN agency IS NULL THEN portal END AS portal, year FROM coverage"
        " WHERE NOT (report IS NOT NULL AND (agency IS NULL OR year IS NULL))"
    )
    expected = [(agency, None, year) for agency in agencies for year in years]
    expected += [(None, row["id"], year) for row in portals for year in years]
    assert sorted(map(repr, (tuple(row.values()) for row in rows))) == sorted(map(repr, expected))
