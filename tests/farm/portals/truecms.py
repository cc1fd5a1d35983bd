"""TrueCMS: jpage's call with a template in it, JSONP that wants its column as Referer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, partial
from urllib.parse import quote, urlsplit

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.portals.jpage import store
from tests.farm.shelf import Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page, row

COLUMN = "/zfxxgk/nb/list.html"
ID = "754f6db5-d294-46d5-b25c-da3a86d102cd"
# What the program is asked to fill: its only row leads nowhere.
_TEMPLATE = (
    "<datastore><totalrecord>${nr.totalRecord?c}</totalrecord><recordset>"
    '<#list nr.msgAllList as one><record><![CDATA[<li><a href="${(one.htmlPath)!}"'
    ' title="2024年政府信息公开工作年度报告">${(one.msgTitle)!}</a></li>]]></record></#list>'
    "</recordset></datastore>"
)


@dataclass(frozen=True)
class Ways:
    """How a portal's list comes: rows in the call at first or not, or only in a hidden element."""

    program: str = "/truecms/messageController/getMessage.do"
    size: int = 6
    shown: bool = True
    dead: bool = False


WAYS = {
    "truecms": Ways(),
    "truecms_empty": Ways("/TrueCMS/messageController/getMessage.do", size=5, shown=False),
    "truecms_dead_api": Ways(size=20, dead=True),
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
    name = "-".join(("754f6db5", day[:4], day[5:7] + day[8:], token[:4], token[4:16]))
    return f"/zfxxgk/nb/content/{name}.html"


def _link(token: str, name: str) -> str:
    return f"/zfxxgk/nb/upload/{token}/{quote(name)}"


def _column(portal: Portal) -> Response:
    ways = portal.ways
    lines = portal.shelf.lines
    hidden = "".join(row(one.url, one.title, one.date) for one in lines) if ways.dead else ""
    first = store(lines[: ways.size]).replace("'", "\\'").replace("\n", "")
    data = f"initData:'{first}'," if ways.shown and not ways.dead else ""
    call = (
        f"$('#content').jpage({{{data} contentTemplate:'{_TEMPLATE}', proxyUrl:'{ways.program}',"
        f" perPage:{ways.size}, groupSize:3, barPosition:'bottom', ajaxParam:{{columnId:'{ID}'}}}})"
    )
    body = (
        f'<div id="content"></div><div id="initData" style="display:none"><ul>{hidden}</ul></div>'
        f"<script>{call}</script>"
    )
    return html(page(portal.place, "政府信息公开年报", body, column_metas(portal.place)))


def _program(portal: Portal) -> Handler:
    ways, lines = portal.ways, portal.shelf.lines

    def answer(asked: Request) -> Response:
        if urlsplit(asked.headers.get("referer", "")).path != COLUMN:
            return missing(portal.place)
        start, end = int(asked.value("startrecord")), int(asked.value("endrecord"))
        known = asked.value("columnId") == ID and int(asked.value("perpage")) <= ways.size
        shown = lines[start - 1 : min(end, start - 1 + ways.size)] if known else []
        result = store(shown) if shown else ""
        text = f"{asked.value('callback')}({json.dumps({'result': result})});"
        return Response(text.encode(), media_type="text/javascript", validators=False)

    return answer


def _build(place: Place, ways: Ways) -> Site:
    portal = Portal(place, ways)
    shelf = portal.shelf
    found = {**front(place, COLUMN), COLUMN: _column(portal), **shelf.articles(), **shelf.files()}
    handlers = {} if ways.dead else {ways.program: _program(portal)}
    return Site(Routes(found, handlers, missing(place)), _expected(portal))


def _expected(portal: Portal) -> Expected:
    ways = portal.ways
    parts = portal.shelf.parts(ways.size)[1 if ways.shown else 0 :]
    return Expected(
        family="truecms",
        columns=(portal.place.url(COLUMN),),
        reports=portal.shelf.listed(),
        rejected=portal.shelf.rejected(),
        necessary=[
            "GET /",
            f"GET {COLUMN}",
            *(f"GET {ways.program}?columnId={ID}" for _ in parts),
            *portal.shelf.requests(),
        ],
        forbidden=[f"GET {ways.program}"] if ways.dead else [],
    )


PORTALS: dict[str, Builder] = {name: partial(_build, ways=ways) for name, ways in WAYS.items()}
