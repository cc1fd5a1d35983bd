"""`/health` and `/health.json`: whether the archive is kept up to date, for people and monitors."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.archive import now
from archive.health import MAX_AGE_HOURS, Health, examine, tell_bytes
from archive.publish.pages.render import DATABASE, archive_path, number_asked, render

if TYPE_CHECKING:
    from datasette.app import Datasette

_STATUSES = {True: 200, False: 503}


async def show_health(datasette: Datasette, request: Request) -> Response:
    """Return the state of the archive as a page, with HTTP status 503 where something is wrong."""
    health = await _examine(datasette, request, now())
    sizes = {name: tell_bytes(size) for name, size in vars(health.disk).items()}
    response = await render(datasette, request, "health", {"health": health, "sizes": sizes})
    return _answer(response, health)


async def show_health_json(datasette: Datasette, request: Request) -> Response:
    """Return the same as JSON."""
    health = await _examine(datasette, request, now())
    body = json.dumps(health.to_json(), ensure_ascii=False, indent=2)
    return _answer(Response(body, content_type="application/json; charset=utf-8"), health)


async def _examine(datasette: Datasette, request: Request, moment: datetime) -> Health:
    hours = float(number_asked(request, "hours") or MAX_AGE_HOURS)
    folder = archive_path(datasette)

    def look(connection: sqlite3.Connection) -> Health:
        return examine(
            lambda sql: [dict(row) for row in connection.execute(sql)],
            folder, moment, hours, published=True,
        )  # fmt: skip

    health: Health = await datasette.get_database(DATABASE).execute_fn(look)
    return health


def _answer(response: Response, health: Health) -> Response:
    response.status = _STATUSES[health.healthy]
    response.headers["Cache-Control"] = "no-store"
    return response
