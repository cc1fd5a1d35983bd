"""Hanweb's newer station groups: an empty page, a program that answers scripts only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import quote

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page

COLUMN = "/ylszf/xxgkn142/pc/list.html"
PROGRAM = "/queryList"


@dataclass(frozen=True)
class Ways:
    """How a portal's list is: its page may say nothing of it; the program has most `rows`."""

    silent: bool = False
    size: int = 5
    most: int = 50


WAYS = {"querylist": Ways(), "querylist_silent": Ways(silent=True, size=15, most=6)}


@dataclass(frozen=True)
class Portal:
    """One portal as it is built."""

    place: Place
    ways: Ways

    @cached_property
    def shelf(self) -> Shelf:
        """The reports."""
        return Shelf(self.place, _address, _link)


def _address(day: str, token: str) -> str:
    return f"/ylszf/xxgkn142/{day[:7].replace('-', '')}/{token}.shtml"


def _link(token: str, name: str) -> str:
    return f"/ylszf/xxgkn142/files/{token}/{quote(name)}"


def _column(portal: Portal) -> Response:
    options = (
        "{unitid:'522756',webSiteCode:['ylszf'],channelCode:['xxgkn142'],"
        f"perPage:{portal.ways.size},showMode:'full',groupSize:1,barPosition:'bottom',titleMax:39,"
        "templateContainerId:'div522756',themeName:'default',dataBefore:'',url:'/queryList'}"
    )
    script = "/js/list.js" if portal.ways.silent else ""
    body = f'<div id="div522756"></div><script src="{script}"></script>'
    if not portal.ways.silent:
        body = f'<div id="div522756"></div><script>$("#div522756").jpage({options})</script>'
    return html(page(portal.place, "政府信息公开年报", body, column_metas(portal.place)))


def _program(portal: Portal) -> Handler:
    lines = portal.shelf.lines

    def answer(asked: Request) -> Response:
        by_script = asked.headers.get("x-requested-with") == "XMLHttpRequest"
        if asked.method != "POST" or not by_script:
            return Response(b"", 403, validators=False)
        codes = asked.value("webSiteCode[]"), asked.value("channelCode[]")
        known = codes == ("ylszf", "xxgkn142")
        size = min(int(asked.value("pageSize", "15")), portal.ways.most)
        start = size * (int(asked.value("current", "1")) - 1)
        results = [_result(one) for one in lines[start : start + size]] if known else []
        data = {"total": len(lines) if known else 0, "results": results}
        text = json.dumps({"code": "200", "data": data}, ensure_ascii=False)
        return Response(text.encode(), media_type="application/json", validators=False)

    return answer


def _result(line: Line) -> dict[str, object]:
    return {
        "source": {
            "title": line.title,
            "showTitle": f"{line.title[:10]}...",
            "pubDate": f"{line.date} 09:30:00",
            "urls": json.dumps({"pc": line.url, "wap": ""}),
            "metadata": json.dumps({"author": "市政府办公室"}, ensure_ascii=False),
            "images": "[]",
            "content": {"content": "<p>见附件</p>"},
        }
    }


def _build(place: Place, ways: Ways) -> Site:
    portal = Portal(place, ways)
    shelf = portal.shelf
    found = {**front(place, COLUMN), COLUMN: _column(portal), **shelf.articles(), **shelf.files()}
    routes = Routes(found, {PROGRAM: _program(portal)}, missing(place))
    return Site(routes, _expected(portal, shelf.parts(min(ways.size, ways.most))))


def _expected(portal: Portal, parts: Sequence[Sequence[Line]]) -> Expected:
    return Expected(
        family="querylist",
        columns=(portal.place.url(COLUMN),),
        reports=portal.shelf.listed(),
        rejected=portal.shelf.rejected(),
        necessary=[
            "GET /",
            f"GET {COLUMN}",
            *(f"POST {PROGRAM}" for _ in parts),
            *portal.shelf.requests(),
        ],
    )


PORTALS: dict[str, Builder] = {name: partial(_build, ways=ways) for name, ways in WAYS.items()}
