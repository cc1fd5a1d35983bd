"""Lists whose pager a library draws in the browser, from the options of a call."""

from __future__ import annotations

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response
from tests.farm.papers import CITY
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_SIZE = 3
_COLUMN = "/channel/list/31.html"


def _by_laypage(place: Place) -> Site:
    """Say how many rows there are and how many a page has; a function goes to the page."""
    shelf = Shelf(
        place,
        lambda _, token: f"/article/{number(token)}.html",
        lambda token, name: f"/upload/{token[:9]}.{name.rpartition('.')[2]}",
        {},
        [(CITY, year) for year in (2019, 2020, 2021, 2022, 2023, 2024)],
        ("rule_of_law",),
        (CITY, 2025),
        (CITY, 2020),
    )
    parts = shelf.parts(_SIZE)

    def answer(asked: Request) -> Response:
        here = int(asked.value("page", "1"))
        script = (
            f"layui.use('laypage', function(){{ layui.laypage.render({{elem: 'p', limit: {_SIZE},"
            f" count: {len(shelf.lines)}, curr: {here}, jump: function(obj, first){{"
            f" if(!first) location.href = '{_COLUMN}?page=' + obj.curr }} }}) }})"
        )
        body = f'<ul>{rows(parts[here - 1])}</ul><div id="p"></div><script>{script}</script>'
        return html(page(place, "政府信息公开年报", body, column_metas(place)))

    lists = [f"{_COLUMN}?page={here}" for here in range(2, len(parts) + 1)]
    return build(
        place,
        shelf,
        front(place, _COLUMN),
        columns=[_COLUMN],
        requests=get("/", _COLUMN, *lists),
        handlers={_COLUMN: answer},
    )


PORTALS: dict[str, Builder] = {"drawn_laypage": _by_laypage}
