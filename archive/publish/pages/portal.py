"""`/portal/ID`: what was tried on a portal, what came of it, and whose reports it gave."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from archive.publish.pages.paging import SIZE, page_asked
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
_BODIES = """
SELECT DISTINCT agency, agency_name FROM coverage
WHERE portal = ? ORDER BY agency_name, agency LIMIT ? OFFSET ?
"""
_YEARS = "SELECT DISTINCT year FROM coverage WHERE portal = ? AND year IS NOT NULL ORDER BY year"
_COVERAGE = """
SELECT agency, year, state, report FROM coverage
WHERE portal = ? AND coalesce(agency, 0) IN (SELECT value FROM json_each(?))
"""
# The exchanges of the last visit.
_CAPTURES = """
SELECT id, role, url, fetched_at, status, outcome, detail FROM captures
WHERE portal = ? AND run = ? ORDER BY id LIMIT 50
"""


async def show_portal(datasette: Datasette, request: Request) -> Response:
    """Return the page of a portal."""
    name = unquote(request.url_vars["portal"])
    portal = await row(datasette, f"portal {name}", _PORTAL, name)
    paging = page_asked(request, {})
    bodies = await rows(datasette, _BODIES, name, SIZE + 1, paging.offset)
    numbers = json.dumps([body["agency"] or 0 for body in bodies[:SIZE]])
    coverage = await rows(datasette, _COVERAGE, name, numbers)
    context = {
        "portal": portal,
        "looks": await rows(datasette, _LOOKS, name),
        "columns": await rows(datasette, "SELECT * FROM columns WHERE portal = ?", name),
        "years": [row_["year"] for row_ in await rows(datasette, _YEARS, name)],
        "agencies": [{**body, "years": _years(coverage, body["agency"])} for body in bodies[:SIZE]],
        **paging.around(len(bodies)),
        "captures": await rows(datasette, _CAPTURES, name, portal["last_run"]),
    }
    return await render(datasette, request, "portal", context)


def _years(coverage: list[dict[str, Any]], agency: int | None) -> dict[int, dict[str, Any]]:
    """Return the coverage of a body by year."""
    return {slot["year"]: slot for slot in coverage if slot["agency"] == agency}
