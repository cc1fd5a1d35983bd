"""`/agencies`: the bodies, by province and kind, a page of them at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.publish.pages.paging import SIZE, page_asked
from archive.publish.pages.provinces import lay_tiles, read_provinces
from archive.publish.pages.render import render, rows

if TYPE_CHECKING:
    from datasette.app import Datasette

_FILTERS = {
    "province": "agencies.division >= :province || '0000000000'"
    " AND agencies.division <= :province || '9999999999'",
    "kind": "agencies.kind = :kind",
    "name": "instr(agencies.name, :name) > 0",
}
_AGENCIES = """
SELECT
  agencies.*,
  divisions.full_name,
  (SELECT count(*) FROM reports WHERE reports.agency = agencies.id) AS reports,
  (SELECT max(year) FROM reports WHERE reports.agency = agencies.id) AS last_year,
  (
    SELECT count(*) FROM standing
    WHERE standing.agency = agencies.id AND standing.severity = 'error'
  ) AS errors
FROM agencies
LEFT JOIN divisions ON divisions.code = agencies.division
WHERE {where}
ORDER BY agencies.division, agencies.id LIMIT {limit} OFFSET :offset
"""
_KINDS = "SELECT kind, count(*) AS agencies FROM agencies GROUP BY kind ORDER BY kind"


async def show_agencies(datasette: Datasette, request: Request) -> Response:
    """Return a page of the list of bodies."""
    asked = {name: request.args[name].strip() for name in _FILTERS if request.args.get(name)}
    paging = page_asked(request, asked)
    where = " AND ".join(_FILTERS[name] for name in asked) or "1"
    sql = _AGENCIES.format(where=where, limit=SIZE + 1)
    values = {**asked, "offset": paging.offset}
    found = await datasette.get_database("nianbao").execute(sql, values)
    provinces = await read_provinces(datasette)
    context = {
        "asked": asked,
        "agencies": [dict(one) for one in found.rows[:SIZE]],
        **paging.around(len(found.rows)),
        "kinds": await rows(datasette, _KINDS),
        "provinces": provinces,
        "tiles": lay_tiles(provinces),
    }
    return await render(datasette, request, "agencies", context)
