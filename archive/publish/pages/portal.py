"""`/portal/ID`: what was tried on a portal, what came of it, and whose reports it gave."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from archive.publish.pages.render import render, row, rows

if TYPE_CHECKING:
    from datasette.app import Datasette

_PORTAL = """
SELECT portals.*, divisions.full_name FROM portals
LEFT JOIN divisions ON divisions.code = portals.division
WHERE portals.id = ?
"""
_LOOKS = """
SELECT portal_looks.*, runs.started_at FROM portal_looks
LEFT JOIN runs ON runs.id = portal_looks.run
WHERE portal_looks.portal = ? ORDER BY portal_looks.run DESC LIMIT 30
"""
_COVERAGE = """
SELECT * FROM coverage WHERE portal = ? ORDER BY agency_name, year LIMIT 2000
"""
# The exchanges of the last visit.
_CAPTURES = """
SELECT id, role, url, fetched_at, status, outcome, detail FROM captures
WHERE portal = ? AND run = ? ORDER BY id LIMIT 200
"""


async def show_portal(datasette: Datasette, request: Request) -> Response:
    """Return the page of a portal."""
    name = unquote(request.url_vars["portal"])
    portal = await row(datasette, f"portal {name}", _PORTAL, name)
    coverage = await rows(datasette, _COVERAGE, name)
    context = {
        "portal": portal,
        "looks": await rows(datasette, _LOOKS, name),
        "columns": await rows(datasette, "SELECT * FROM columns WHERE portal = ?", name),
        "years": sorted({year["year"] for year in coverage if year["year"]}),
        "agencies": _by_agency(coverage),
        "captures": await rows(datasette, _CAPTURES, name, portal["last_run"]),
    }
    return await render(datasette, request, "portal", context)


def _by_agency(coverage: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return one entry a body, with its coverage by year."""
    found: dict[object, dict[str, object]] = {}
    years: dict[object, dict[object, dict[str, object]]] = {}
    for row_ in coverage:
        entry = {"agency": row_["agency"], "agency_name": row_["agency_name"]}
        found.setdefault(row_["agency"], entry)
        years.setdefault(row_["agency"], {})[row_["year"]] = row_
    return [{**entry, "years": years[agency]} for agency, entry in found.items()]
