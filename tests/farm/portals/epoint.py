"""Epoint: a key in a script that pages include, lists as JSON from programs of several ages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page

COLUMN = "/dynamic/zwgk/govInfoPub.html?categorynum=003001003"
# A catalogue's own folder, and a page of another program that shows it.
FOLDER = "/003/003001/003001003/subpage.html"
SHOWING = f"/govxxgk/119901000045000000/openSubPage.html?specialurl={FOLDER}&righttitle=%E5%B9%B4"
KEY = "7eb5f7f1-9041-43ad-8e13-000000000000"
NEW = "/rest/lightfrontaction/getgovinfolist"
OLD = "/rest/frontAppNotNeedLoginAction/getGovInfoList"
# What a program gives at most, whatever it is asked for.
SIZE = 6


@dataclass(frozen=True)
class Ways:
    """How a portal's program is asked: parameters `wrapped` or not, pages from `first`."""

    program: str = f"/EWB-FRONT{NEW}"
    wrapped: bool = False
    first: int = 1
    inner: bool = False
    asked_before: int = 0
    column: str = COLUMN

    @property
    def project(self) -> str:
        """The path of the project that the key's script tells."""
        return self.program[: self.program.index("/rest/")]


WAYS = {
    "epoint": Ways(),
    "epoint_wrapped": Ways(f"/EWB_YL_Mid{NEW}", wrapped=True, first=0, asked_before=1),
    "epoint_counting": Ways(f"/EWB_YL_Mid{NEW}", wrapped=True, first=1, asked_before=2),
    "epoint_old": Ways(f"/EWB-FRONT{OLD}", wrapped=True, first=0, inner=True, asked_before=2),
    "epoint_folder": Ways(column=FOLDER),
    "epoint_shown": Ways(column=SHOWING),
}


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
    name = "-".join((token[:8], token[8:12], token[12:16], token[16:20], token[20:]))
    return f"/003/003001/003001003/{day.replace('-', '')}/{name}.html"


def _link(token: str, name: str) -> str:
    return f"/EpointWebBuilder/files/{token}/{quote(name)}"


def _column(portal: Portal) -> Response:
    body = (
        '<div class="list"><ul id="list"></ul><div id="pager"></div></div>'
        '<script src="/js/jquery.min.js"></script><script src="/js/webBuilderCommon.js"></script>'
        '<script src="/js/govInfoPub.js"></script>'
    )
    return html(page(portal.place, "政府信息公开年报", body, column_metas(portal.place)))


def _showing(portal: Portal) -> Response:
    script = (
        "function getUrlParam(n) { var m = location.search.match(new RegExp('[?&]' + n +"
        " '=([^&]*)')); return m ? decodeURIComponent(m[1]) : ''; }\n"
        "$('#iframe').attr('src', getUrlParam('specialurl'));"
        "$('#title').html(getUrlParam('righttitle'));"
    )
    body = f'<h2 id="title"></h2><iframe id="iframe"></iframe><script>{script}</script>'
    return html(page(portal.place, "政府信息公开年报", body, column_metas(portal.place)))


def _key(ways: Ways) -> Response:
    told = json.dumps({"siteGuid": KEY, "projectName": ways.project})
    text = f"// 公用\nvar siteInfo = {told};\nfunction checkJson(text) {{ return text; }}\n"
    return Response(text.encode(), media_type="application/javascript")


def _program(portal: Portal) -> Handler:
    ways, lines = portal.ways, portal.shelf.lines

    def answer(asked: Request) -> Response:
        if not asked.headers.get("content-type", "").startswith("application/json"):
            return Response(b"", 415, validators=False)
        given = json.loads(asked.body)
        told = given.get("params") if ways.wrapped else given
        custom = _custom(lines, told or {}, ways.first)
        text = json.dumps(custom, ensure_ascii=False) if ways.inner else custom
        body = json.dumps({"custom": text, "status": {"code": 200}}, ensure_ascii=False)
        return Response(body.encode(), media_type="application/json", validators=False)

    return answer


def _custom(lines: Sequence[Line], told: Mapping[str, Any], first: int) -> dict[str, object]:
    if told.get("siteGuid") != KEY or told.get("categorynum") != "003001003":
        return {"total": 0, "data": []}
    start = SIZE * max(int(told["pageIndex"]) - first, 0)
    data = [_article(one) for one in lines[start : start + SIZE]]
    return {"total": len(lines), "data": data}


def _article(line: Line) -> dict[str, str]:
    shown = f"<font color='red'>{line.title[:14]}</font>…"
    return {"infourl": line.url, "title": shown, "realtitle": line.title, "infodate": line.date}


def _build(place: Place, ways: Ways) -> Site:
    portal = Portal(place, ways)
    inside = FOLDER if ways.column == SHOWING else ways.column
    found = {
        **front(place, ways.column),
        SHOWING.partition("?")[0]: _showing(portal),
        inside: _column(portal),
        "/js/webBuilderCommon.js": _key(ways),
        **portal.shelf.articles(),
        **portal.shelf.files(),
    }
    routes = Routes(found, {ways.program: _program(portal)}, missing(place))
    return Site(routes, _expected(portal))


def _expected(portal: Portal) -> Expected:
    ways, url = portal.ways, portal.place.url
    count = len(portal.shelf.parts(SIZE))
    return Expected(
        family="epoint",
        columns=(url(ways.column),),
        reports=portal.shelf.listed(),
        rejected=portal.shelf.rejected(),
        outcomes={url(f"/EWB-FRONT{NEW}"): "not_found"} if ways.inner else {},
        necessary=[
            "GET /",
            f"GET {ways.column}",
            *([f"GET {FOLDER}"] if ways.column == SHOWING else []),
            "GET /js/webBuilderCommon.js",
            *(f"POST {ways.program}" for _ in range(count)),
            *portal.shelf.requests(),
        ],
    )


PORTALS: dict[str, Builder] = {name: partial(_build, ways=ways) for name, ways in WAYS.items()}
