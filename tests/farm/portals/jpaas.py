"""Hanweb JPaaS: lists behind a script's attributes, documents behind links that expire."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from urllib.parse import quote, urlencode

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import CITY
from tests.farm.portals.jpage import escape_link
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page

COLUMN = "/zwgk/zfxxgknb/index.html"
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
DOWNLOAD = "/api-gateway/jpaas-web-server/front/document/download"
SIZE = 4
# A link is good for so many requests after its page's; it stands for a minute.
_GOOD_FOR = 2
_SHOWN = (CITY, 2020)


@dataclass(frozen=True)
class Ways:
    """How a portal's lists behave: `obeys` names the parameter that turns pages, or nothing."""

    obeys: str = "paramJson"
    tag: str = "右侧内容"
    web: str = "8d828e408d90447786ddbe128d495e9e"
    page: str = "ca517c97303b40cf80bd668b35f6148f"
    signs: bool = False


WAYS = {
    "jpaas": Ways(),
    "jpaas_pageno": Ways("pageNo", "zw|list", "3630", "1229858680"),
    "jpaas_stuck": Ways(""),
    "jpaas_signed": Ways(signs=True),
}


@dataclass
class Portal:
    """One portal as it is built; it counts its requests and remembers when a page was asked for."""

    place: Place
    ways: Ways
    asked: int = 0
    pages: dict[str, int] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)

    @cached_property
    def shelf(self) -> Shelf:
        """The reports; signed links are others in each phase."""
        signature = f".{self.place.phase}" if self.ways.signs else ""
        return Shelf(self.place, _address, partial(_link, signature=signature))

    @property
    def seen(self) -> Sequence[Line]:
        """The rows that a crawl may see."""
        return self.shelf.lines if self.ways.obeys else self.shelf.lines[:SIZE]

    def query(self, tag: str, kind: str = "bulidstatic") -> dict[str, str]:
        """Return what a part of the page is asked for with."""
        return {
            "parseType": kind,
            "webId": self.ways.web,
            "tplSetId": "209741b2109044b5b7695700b2bec37e",
            "pageType": "column",
            "tagId": tag,
            "editType": "null",
            "pageId": self.ways.page,
        }


def _address(day: str, token: str) -> str:
    return f"/zwgk/zfxxgknb/art/{day[:4]}/art_{token}.html"


def _link(token: str, name: str, signature: str) -> str:
    if name.startswith(f"{_SHOWN[0]}{_SHOWN[1]}"):
        return f"/attach/{token}/{quote(name)}"
    return f"{DOWNLOAD}?fileUrl={token}{signature}&fileName={quote(name)}"


def _script(portal: Portal, tag: str) -> str:
    told = str(portal.query(tag))
    return (
        f'<script id="4e3a2e3cc51f4a76" src="/cms_files/default/script/unitbuild.js?v=3.1.3"'
        f' webId="{portal.ways.web}" parseType="bulidstatic" url="{UNIT}"'
        f' queryData="{told}"></script>'
    )


def _column(portal: Portal) -> Response:
    head, list_, foot = (_script(portal, tag) for tag in ("头部导航", portal.ways.tag, "底部"))
    body = f'<div class="head">{head}</div><div class="clist_con">{list_}</div>{foot}'
    return html(page(portal.place, "政府信息公开年报", body, column_metas(portal.place)))


def _part(portal: Portal, number: int) -> str:
    lines = portal.shelf.lines[SIZE * (number - 1) :][:SIZE]
    rows = "".join(
        f'<li class="clearfix"><a title="{escape(one.title)}" href="{one.url}" target="_blank">'
        f'{one.title[:14]}…</a><span class="bt-right">{one.date}</span></li>'
        for one in lines
    )
    count = len(portal.shelf.lines)
    pager = f'<div class="pagination" id="p1" rows="{SIZE}" count="{count}"></div>'
    return f'<div class="page-content"><ul>{rows}</ul></div>{pager}'


def _unit(portal: Portal) -> Handler:
    right = portal.query(portal.ways.tag)

    def answer(asked: Request) -> Response:
        portal.asked += 1
        given = {name: values[0] for name, values in asked.query.items()}
        if {name: given.get(name) for name in right} != right:
            data: Mapping[str, object] = {"success": False, "data": {}}
        else:
            wrapped = portal.ways.obeys == "paramJson"
            told = json.loads(given.get("paramJson", "{}")) if wrapped else given
            number = int(told.get("pageNo", 1)) if portal.ways.obeys else 1
            data = {"success": True, "code": "200", "data": {"html": _part(portal, number)}}
        text = json.dumps(data, ensure_ascii=False).encode()
        return Response(text, media_type="application/json", validators=False)

    return answer


def _watched(portal: Portal, token: str, response: Response) -> Handler:
    def answer(asked: Request) -> Response:
        portal.asked += 1
        portal.pages[token] = portal.asked
        return response

    return answer


def _download(portal: Portal) -> Handler:
    documents = {one.token: one for one in portal.shelf.papers if portal.shelf.file(one)}

    def answer(asked: Request) -> Response:
        token, dot, signature = asked.value("fileUrl").partition(".")
        since = portal.asked - portal.pages.get(token, -_GOOD_FOR)
        good = signature == str(portal.place.phase) if portal.ways.signs else not dot
        if token not in documents or since >= _GOOD_FOR or not good:
            return Response(b"", 403, validators=False)
        # The gateway counts a client's downloads; it has had enough of one of two.
        if token not in portal.tried and len(portal.tried) % 2:
            portal.tried.add(token)
            return Response(b"", 429, headers=(("Retry-After", "1"),), validators=False)
        portal.tried.add(token)
        kind = "application/octet-stream"
        return Response(portal.shelf.document(documents[token]), media_type=kind, validators=False)

    return answer


def _attach(address: str, name: str) -> str:
    if DOWNLOAD in address:
        return escape_link(address, "点击下载")
    return f'<div id="pdfshow" data-value="{address}"></div>'


def _build(place: Place, ways: Ways) -> Site:
    portal = Portal(place, ways)
    shelf = portal.shelf
    articles = shelf.articles(_attach)
    watched = {
        shelf.path(one): _watched(portal, one.token, articles.pop(shelf.path(one)))
        for one in shelf.papers
        if DOWNLOAD in (shelf.file(one) or "")
    }
    files = {path: one for path, one in shelf.files().items() if DOWNLOAD not in path}
    found = {**front(place, COLUMN), COLUMN: _column(portal), **articles, **files}
    handlers = {UNIT: _unit(portal), DOWNLOAD: _download(portal), **watched}
    return Site(Routes(found, handlers, missing(place)), _expected(portal))


def _expected(portal: Portal) -> Expected:
    url, ways = portal.place.url, portal.ways
    seen = {url(one.url): one.reason for one in portal.seen}
    listed = [one for one in portal.shelf.listed() if one.url in seen]
    first = f"GET {UNIT}?{urlencode(portal.query(ways.tag))}"
    count = -(-len(portal.seen) // SIZE)
    wanted = {one.url for one in listed} | {link for one in listed for link in one.attachments}
    return Expected(
        note="" if ways.obeys else f"page 2 of {-(-len(portal.shelf.lines) // SIZE)} brought",
        family="jpaas",
        columns=(url(COLUMN),),
        reports=listed,
        rejected={address: reason for address, reason in seen.items() if reason},
        necessary=[
            "GET /",
            f"GET {COLUMN}",
            *(f"{first}&page={number}" for number in range(1, count + 1)),
            *(one for one in portal.shelf.requests() if url(one[4:]) in wanted),
        ],
    )


PORTALS: dict[str, Builder] = {name: partial(_build, ways=ways) for name, ways in WAYS.items()}
