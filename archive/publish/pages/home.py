"""`/`: wrong sums first, then what is in the archive, and how fresh it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.publish.pages.provinces import lay_tiles, read_provinces
from archive.publish.pages.render import render, rows
from archive.publish.site import queries, table_settings

if TYPE_CHECKING:
    from datasette.app import Datasette

_COUNTED = ("reports", "agencies", "portals", "revisions", "findings")
_COUNTS = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in _COUNTED)  # noqa: S608
_FRESH = """
SELECT
  (SELECT max(fetched_at) FROM captures WHERE id > (SELECT max(id) - 1000 FROM captures))
    AS captured,
  (SELECT min(year) FROM panel) AS first_year,
  (SELECT max(year) FROM panel) AS last_year
"""
# The newest about cells as the publisher printed them; what a person dismissed is left out.
_WRONG = """
SELECT * FROM standing
WHERE severity = 'error' AND origin = 'publisher' AND keys <> '[]'
  AND coalesce(decision, 'confirmed') = 'confirmed'
ORDER BY finding DESC LIMIT 10
"""
_REVISIONS = """
SELECT revisions.*, reports.year, agencies.name AS agency_name, reports.title
FROM revisions
LEFT JOIN reports ON reports.id = revisions.report
LEFT JOIN agencies ON agencies.id = reports.agency
WHERE revisions.kind <> 'cosmetic'
ORDER BY revisions.seen_at DESC, revisions.id DESC LIMIT 8
"""


async def show_home(datasette: Datasette, request: Request) -> Response:
    """Return the front page."""
    (counts,) = await rows(datasette, _COUNTS)
    (fresh,) = await rows(datasette, _FRESH)
    provinces = await read_provinces(datasette)
    metadata = datasette.metadata()
    context = {
        "metadata": metadata,
        "counts": counts,
        "fresh": fresh,
        "wrong": await rows(datasette, _WRONG),
        "revisions": await rows(datasette, _REVISIONS),
        "tiles": lay_tiles(provinces),
        "provinces": provinces,
        "queries": queries(),
        "tables": [name for name, one in table_settings().items() if not one.get("hidden")],
        "described": metadata["databases"]["nianbao"],
    }
    return await render(datasette, request, "home", context)
