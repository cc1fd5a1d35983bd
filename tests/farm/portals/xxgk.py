"""Hanweb's disclosure module: a tree in a frame, a search that gives more than was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import paper
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, front, missing, page

AREA = "11990100004500000X"
CODE = "B0303"
SIZE = 5


@dataclass(frozen=True)
class Ways:
    """How a portal's module behaves: which program searches, and who tells the catalogue's code.

    `told` is `page`, `tree` or `address`; `mixed` is whether other columns' rows come along.
    """

    search: str = "/module/xxgk/search.jsp"
    told: str = "page"
    table: bool = False
    mixed: bool = True


WAYS = {
    "xxgk": Ways(),
    "xxgk_tree": Ways(told="tree", table=True),
    "xxgk_custom": Ways("/module/xxgk/search_custom.jsp", told="address", mixed=False),
}


@dataclass(frozen=True)
class Portal:
    """One portal as it is built."""

    place: Place
    ways: Ways

    @property
    def column(self) -> str:
        """The address of the column."""
        number = f"&number={CODE}" if self.ways.told == "address" else ""
        return f"/col/col315154/index.html?vc_xxgkarea={AREA}{number}&jh=264"

    @cached_property
    def shelf(self) -> Shelf:
        """The reports."""
        return Shelf(self.place, partial(_address, "315154"), _link)

    @cached_property
    def area(self) -> Sequence[Line]:
        """What the whole area published in other columns, a report among it."""
        other = paper("云澜市水利局", 2023)
        news = [
            Line(f"云澜市第{n}次会议", f"/art/2024/5/{n}/art_1_{n}.html", f"2024-05-{n:02}", "news")
            for n in range(1, 13)
        ]
        path = _address("17", other.published, other.token)
        return [Line(other.title, path, other.published, "other_column"), *news]

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The rows that a search of the catalogue gives."""
        mixed = self.area[:3] if self.ways.mixed else []
        found = [*self.shelf.lines, *mixed]
        return sorted(found, key=lambda one: (one.date, one.url), reverse=True)


def _address(column: str, day: str, token: str) -> str:
    year, month, date = (int(part) for part in day.split("-"))
    return f"/art/{year}/{month}/{date}/art_{column}_{int(token[:5], 16)}.html"


def _link(token: str, name: str) -> str:
    return f"/attach/0/{token}.{name.rpartition('.')[2]}"


def _column(portal: Portal) -> Response:
    ways = portal.ways
    told = f"/* infotypeId={CODE} jdid=15 */" if ways.told == "page" else ""
    if "custom" in ways.search:
        asked = f"{ways.search}?fields=&fieldConfigId=247732&sortfield=&area={AREA}&currpage=1"
        told = f"$('#list').load('{asked}&infotypeId={CODE}');"
    body = (
        f'<iframe id="tree" src="/module/xxgk/tree.jsp?area={AREA}&standardXxgk=0"></iframe>'
        f'<div id="div315154"></div><script>var vc_xxgkarea="{AREA}"; {told}</script>'
        '<ul><li><a href="/col/col1/index.html?vc_xxgkarea=119901020000000000">临溪区</a></li></ul>'
    )
    return html(page(portal.place, "政府信息公开", body))


def _tree(portal: Portal) -> Response:
    nodes = [("A01", "机构职能"), ("B0303", "政府信息公开年报"), ("B0304", "政府网站工作年度报表")]
    if portal.ways.told == "tree":
        added = "".join(
            f"d.add({n},0,\"<a onclick=\\\"funclick('{code}','div315154')\\\">{label}</a>\");\n"
            for n, (code, label) in enumerate(nodes)
        )
        return html(f"<html><body><script>d = new dTree('d');\n{added}</script></body></html>")
    links = "".join(
        f"<li><a href='javascript:void(0)' onclick=\"showInfo('{code}','div315154')\">{label}</a>"
        for code, label in nodes
    )
    return html(f"<html><body><ul>{links}</ul></body></html>")


def _search(portal: Portal) -> Handler:
    ways = portal.ways

    def answer(asked: Request) -> Response:
        posted = asked.method == "POST" or "custom" in ways.search
        known = posted and asked.value("infotypeId") == CODE and asked.value("area") == AREA
        lines = portal.lines if known else portal.area
        start = SIZE * (int(asked.value("currpage") or "1") - 1)
        shown = (_rows if ways.table else _boxes)(lines[start : start + SIZE])
        count = -(-len(lines) // SIZE)
        pager = "".join(f'<a href="javascript:gotopage({n + 1})">{n + 1}</a>' for n in range(count))
        told = f"<td>共{len(lines)}条</td><td>&nbsp;&nbsp;共{count}页&nbsp;{pager}</td>"
        text = f"{shown}<table class='tb_title'><tr>{told}</tr></table>"
        return Response(text.encode(), media_type="text/html;charset=UTF-8", validators=False)

    return answer


def _boxes(lines: Sequence[Line]) -> str:
    rows = "".join(
        f"<li class='tab_box'><a href='{one.url}' target='_blank'><span><span"
        f" mc='{escape(one.title)}'>{one.title[:12]}…</span></span><span>{one.date}</span></a></li>"
        for one in lines
    )
    return f"<ul class='content_right_ul'>{rows}</ul>"


def _rows(lines: Sequence[Line]) -> str:
    rows = "".join(
        f"<tr class='tr_main_value_odd'><td>990100/2025-{n}</td><td><a class='bt_link'"
        f" href='{one.url}' title='{escape(one.title)}'>{one.title[:12]}...</a></td>"
        f"<td>{one.date}</td></tr>"
        for n, one in enumerate(lines)
    )
    return f"<table><tr><th>索引号</th><th>名称</th><th>日期</th></tr>{rows}</table>"


def _build(place: Place, ways: Ways) -> Site:
    portal = Portal(place, ways)
    found = {
        **front(place, escape(portal.column)),
        "/col/col315154/index.html": _column(portal),
        "/module/xxgk/tree.jsp": _tree(portal),
        **portal.shelf.articles(),
        **portal.shelf.files(),
    }
    handlers = {ways.search: _search(portal)}
    return Site(Routes(found, handlers, missing(place)), _expected(portal))


def _expected(portal: Portal) -> Expected:
    url, ways = portal.place.url, portal.ways
    method = "GET" if "custom" in ways.search else "POST"
    tree = [f"GET /module/xxgk/tree.jsp?area={AREA}"] if ways.told == "tree" else []
    count = -(-len(portal.lines) // SIZE)
    return Expected(
        family="xxgk",
        columns=(url(portal.column),),
        reports=portal.shelf.listed(),
        rejected={url(one.url): one.reason for one in portal.lines if one.reason},
        necessary=[
            "GET /",
            f"GET {portal.column}",
            *tree,
            *(f"{method} {ways.search}?currpage={number}" for number in range(1, count + 1)),
            *portal.shelf.requests(),
        ],
    )


PORTALS: dict[str, Builder] = {name: partial(_build, ways=ways) for name, ways in WAYS.items()}
