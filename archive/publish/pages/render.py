"""From rows of the published copy to a page of HTML that runs nothing and loads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import BadRequest, NotFound, Request, Response

from archive.publish.pages.language import keep_language

if TYPE_CHECKING:  # Datasette loads its plugins while it is itself being loaded
    from datasette.app import Datasette

DATABASE = "nianbao"
# No script, no frame but ours, nothing from elsewhere: what is shown was written by strangers.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
}


async def rows(datasette: Datasette, sql: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows of a query over the published copy, each a dictionary by column name."""
    result = await datasette.get_database(DATABASE).execute(sql, list(values))
    return [dict(row) for row in result.rows]


async def row(datasette: Datasette, what: str, sql: str, *values: object) -> dict[str, Any]:
    """Return the only row of a query; without one the page is `what` that is not there."""
    found = await rows(datasette, sql, *values)
    if not found:
        raise NotFound(f"{what} is not in this archive · 本库没有：{what}")
    return found[0]


def archive_path(datasette: Datasette) -> Path:
    """Return the archive's directory, which the published copy lies in."""
    return Path(datasette.get_database(DATABASE).path).resolve().parents[1]


def number_asked(request: Request, name: str) -> str:
    """Return what a parameter of the address says, which is digits or nothing."""
    number = (request.args.get(name) or "").strip()
    if number and not (number.isascii() and number.isdecimal() and len(number) <= 12):
        raise BadRequest(f"{name}={number[:40]}: a number is meant · 应为数字")
    return number


async def render(
    datasette: Datasette, request: Request, template: str, context: Mapping[str, Any]
) -> Response:
    """Return a page; `t` and `language` are there in every template, see `extra_template_vars`."""
    html = await datasette.render_template(f"{template}.html", dict(context), request)
    response = Response.html(html, headers=dict(_HEADERS))
    keep_language(request, response)
    return response
