"""`/agency/N`: a body's years side by side, through renamings and mergers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.publish.pages.render import render, row, rows
from archive.publish.pages.sparkline import HEIGHT, WIDTH, draw

if TYPE_CHECKING:
    from datasette.app import Datasette

_AGENCY = """
SELECT agencies.*, divisions.full_name, series.series, series.series_name
FROM agencies
LEFT JOIN divisions ON divisions.code = agencies.division
LEFT JOIN series ON series.agency = agencies.id
WHERE agencies.id = ?
"""
_SERIES = "(SELECT agency FROM series WHERE series = ?)"
_MEMBERS = f"SELECT * FROM series WHERE agency IN {_SERIES} ORDER BY from_year IS NULL, from_year"  # noqa: S608
_NAMES = "SELECT name FROM agency_names WHERE agency = ? AND name <> ? ORDER BY name"
_LINKS = """
SELECT agency_links.*, former.name AS former_name, later.name AS later_name
FROM agency_links
JOIN agencies AS former ON former.id = agency_links.agency
JOIN agencies AS later ON later.id = agency_links.successor
WHERE agency_links.agency = ?1 OR agency_links.successor = ?1
ORDER BY agency_links.to_year
"""
_YEARS = f"""
SELECT
  coverage.agency, coverage.agency_name, coverage.year, coverage.state, coverage.report,
  coverage.status, coverage.published_on, coverage.days_late, coverage.deadline_reason,
  coverage.last_ok, coverage.portal, coverage.capture, indicators_yearly.received,
  indicators_yearly.carried_in, indicators_yearly.granted, indicators_yearly.granted_in_part,
  indicators_yearly.processed, indicators_yearly.carried_out,
  indicators_yearly.granted_of_processed, indicators_yearly.granted_or_in_part_of_processed,
  indicators_yearly.denied_of_processed, indicators_yearly.litigation_of_processed,
  panel.challenges_review_total AS review,
  panel.challenges_litigation_direct_total + panel.challenges_litigation_after_review_total
    AS litigation
FROM coverage
LEFT JOIN indicators_yearly ON indicators_yearly.report = coverage.report
LEFT JOIN panel ON panel.report = coverage.report
WHERE coverage.agency IN {_SERIES} AND coverage.state <> 'other_body'
ORDER BY coverage.year, coverage.agency
"""  # noqa: S608
_FINDINGS = f"""
SELECT * FROM standing WHERE agency IN {_SERIES} AND severity <> 'notice'
ORDER BY severity, year DESC, finding LIMIT 101
"""  # noqa: S608
_REVISIONS = f"""
SELECT revisions.*, reports.year FROM reports
JOIN revisions ON revisions.report = reports.id
WHERE reports.agency IN {_SERIES} ORDER BY revisions.seen_at DESC LIMIT 101
"""  # noqa: S608
FOUND = frozenset({"found", "found_on_time", "found_no_deadline", "published_late"})
# What an agency's table shows of a year, by the words for it in `texts.toml`: a column of `_YEARS`,
# and the cell that the number stands in; rates have no cell.
_SHOWN = (
    ("received", "applications.received.total"),
    ("carried_in", "applications.carried_in.total"),
    ("granted", "applications.granted.total"),
    ("granted_in_part", "applications.granted_in_part.total"),
    ("processed", "applications.processed_total.total"),
    ("carried_out", "applications.carried_out.total"),
    ("review", "challenges.review.total"),
    ("litigation", None),
)
_RATES = ("granted_of_processed", "granted_or_in_part_of_processed", "denied_of_processed")


async def show_agency(datasette: Datasette, request: Request) -> Response:
    """Return the page of a publishing body."""
    number = int(request.url_vars["agency"])
    agency = await row(datasette, f"agency {number}", _AGENCY, number)
    series = agency["series"]
    years = await rows(datasette, _YEARS, series)
    context = {
        "agency": agency,
        "members": await rows(datasette, _MEMBERS, series),
        "names": await rows(datasette, _NAMES, number, agency["name"]),
        "links": await rows(datasette, _LINKS, number),
        "years": [year for year in years if year["report"]],
        "missing": [year for year in years if year["state"] not in FOUND],
        "findings": await rows(datasette, _FINDINGS, series),
        "revisions": await rows(datasette, _REVISIONS, series),
        "shown": _SHOWN,
        "rates": _RATES,
        "lines": draw([(year["year"], year["received"]) for year in years if year["year"]]),
        "size": (WIDTH, HEIGHT),
    }
    return await render(datasette, request, "agency", context)
