"""From rows of the published copy to a page of HTML that runs nothing and loads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

from archive.publish.pages.language import choose_language, texts

if TYPE_CHECKING:  # Datasette loads its plugins while it is itself being loaded
    from datasette.app import Datasette

DATABASE = "nianbao"
# No script, no frame, nothing from elsewhere: what is shown was written by strangers.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'self'"
)


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


async def render(
    datasette: Datasette, request: Request, template: str, context: Mapping[str, Any]
) -> Response:
    """Return a page in the reader's language; `t` holds the interface's words in it."""
    language = choose_language(request)
    shown = {**context, "language": language, "t": texts(language)}
    html = await datasette.render_template(f"{template}.html", shown, request)
    return Response.html(html, headers={"Content-Security-Policy": POLICY})
