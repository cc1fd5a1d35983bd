"""`/feed.atom`: revisions and newly found reports, of everything, a province or a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archive.publish.feed import MEDIA_TYPE, Scope, write_feed
from archive.publish.pages.render import DATABASE, number_asked

if TYPE_CHECKING:
    from datasette.app import Datasette


async def show_feed(datasette: Datasette, request: Request) -> Response:
    """Return the Atom feed of what the address names."""
    province, agency = (number_asked(request, name) for name in ("province", "agency"))
    scope = Scope(province or None, int(agency) if agency else None)
    try:
        feed = await datasette.get_database(DATABASE).execute_fn(lambda c: write_feed(c, scope))
    except LookupError as error:
        raise NotFound(f"agency {agency} is not in this archive · 本库没有此机关") from error
    return Response(feed, content_type=MEDIA_TYPE)
