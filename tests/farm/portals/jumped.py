"""Rows that lead to pages which only send their reader on, by a refresh or by a script."""

from __future__ import annotations

from dataclasses import replace

from nianbao.demo.portals.common import html
from tests.farm.papers import FINANCE
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_COLUMN = "/zwgk/nb/"
_WAYS = (
    '<meta http-equiv="refresh" content="0;url=\'{}\'">',
    "<script>window.location.replace('{}')</script>",
    "<p>正在跳转，请稍候…</p><script>setTimeout(function(){{location.href='{}'}}, 9)</script>",
)


def _build(place: Place) -> Site:
    """Show each report at an address that only the jump page tells."""
    shelf = Shelf(
        place,
        lambda _, token: f"/content/{number(token)}.html",
        lambda token, name: f"/files/{token[:9]}.{name.rpartition('.')[2]}",
        {},
        [(FINANCE, year) for year in (2022, 2023, 2024)],
        (),
        (FINANCE, 2025),
        (FINANCE, 2023),
    )
    jumps = {f"{_COLUMN}t{one.date.replace('-', '')}.html": one for one in shelf.lines}
    lines = [replace(one, url=path) for path, one in jumps.items()]
    ways = {path: _WAYS[int(one.date[:4]) % 3].format(one.url) for path, one in jumps.items()}
    found = {path: html(f"<html><head>{way}</head></html>") for path, way in ways.items()}
    shown = page(place, "政府信息公开年报", f"<ul>{rows(lines)}</ul>", column_metas(place))
    pages = {**front(place, _COLUMN), **found, _COLUMN: html(shown)}
    return build(place, shelf, pages, columns=[_COLUMN], requests=get("/", _COLUMN, *jumps))


PORTALS: dict[str, Builder] = {"jumped": _build}
