"""Pagers without an end: the last page again and again, a calendar, an archive of news."""

from __future__ import annotations

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response
from tests.farm.papers import CITY, COUNTY
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_LIST = "/zwgk/nb/list.jsp"
_SIZE = 3


def _shelf(place: Place, body: str, first: int) -> Shelf:
    return Shelf(
        place,
        lambda _, token: f"/zwgk/nb/{number(token)}.html",
        lambda token, name: f"/zwgk/nb/{token[:11]}.{name.rpartition('.')[2]}",
        {},
        [(body, year) for year in range(first, 2025)],
        ("website_statement",),
        (body, 2025),
        (body, 2023),
    )


def _again(place: Place) -> Site:
    """Give the last page for every number beyond it, with a link to the next."""
    shelf = _shelf(place, CITY, 2020)
    parts = shelf.parts(_SIZE)

    def answer(asked: Request) -> Response:
        here = int(asked.value("PAGENUM", "1"))
        onward = f'<div class="page"><a href="{_LIST}?PAGENUM={here + 1}">下一页</a></div>'
        body = f"<ul>{rows(parts[min(here, len(parts)) - 1])}</ul>{onward}"
        return html(page(place, "政府信息公开年报", body, column_metas(place)))

    lists = [_LIST, *(f"{_LIST}?PAGENUM={here}" for here in range(2, len(parts) + 1))]
    return build(
        place,
        shelf,
        front(place, _LIST),
        columns=[_LIST],
        requests=get("/", *lists),
        handlers={_LIST: answer},
    )


def _calendar(place: Place) -> Site:
    """Show a calendar beside the list; each month leads to the next, each day to a list."""
    shelf = _shelf(place, COUNTY, 2021)

    def answer(asked: Request) -> Response:
        month = int(asked.value("month", "0"))
        days = "".join(
            f'<td><a href="{_LIST}?day={month}-{day}">{day}</a></td>' for day in range(1, 29)
        )
        turn = (
            f'<a href="{_LIST}?month={month - 1}">&lt;</a><a href="{_LIST}?month={month + 1}">&gt;'
            f"</a><table><tr>{days}</tr></table>"
        )
        body = f'<div class="cal">{turn}</div><ul>{rows(shelf.lines)}</ul>'
        return html(page(place, "政府信息公开年报", body, column_metas(place)))

    return build(
        place,
        shelf,
        front(place, _LIST),
        columns=[_LIST],
        requests=get("/", _LIST),
        handlers={_LIST: answer},
        forbidden=get(f"{_LIST}?"),
    )


def _news(place: Place) -> Site:
    """Go on with news of which no page is like another."""
    shelf = _shelf(place, CITY, 2022)

    def answer(asked: Request) -> Response:
        here = int(asked.value("p", "1"))
        news = "".join(
            f'<li><a href="/xw/{here:04}{place_}0.html">云澜市第{here}号简讯之{place_}</a></li>'
            for place_ in range(5)
        )
        lines = rows(shelf.lines) if here == 1 else news
        onward = f'<p class="pager"><a href="?p={here + 1}">下页</a></p>'
        return html(page(place, "年报", f"<ul>{lines}</ul>{onward}", column_metas(place)))

    far = [f"{_LIST}?p={here}" for here in range(40, 50)]
    return build(
        place,
        shelf,
        front(place, _LIST),
        columns=[_LIST],
        requests=get("/", _LIST),
        handlers={_LIST: answer},
        forbidden=get(*far),
    )


PORTALS: dict[str, Builder] = {
    "endless_again": _again,
    "endless_calendar": _calendar,
    "endless_news": _news,
}
