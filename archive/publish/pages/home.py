"""`/`: what is in the archive, and how fresh it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.publish.pages.render import render, rows

if TYPE_CHECKING:
    from datasette.app import Datasette

_COUNTED = ("reports", "agencies", "portals", "revisions", "findings")
_COUNTS = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in _COUNTED)  # noqa: S608


async def show_home(datasette: Datasette, request: Request) -> Response:
    """Return the front page."""
    (counts,) = await rows(datasette, _COUNTS)
    metadata = datasette.metadata()
    described = metadata["databases"]["nianbao"]
    context = {"counts": counts, "metadata": metadata, "described": described}
    return await render(datasette, request, "home", context)
