"""Guangdong's gkmlpt: a tree in JavaScript, lists as JSON, sites under a path, fragments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from nianbao.demo.portals import gkmlpt_api
from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import CITY
from tests.farm.portals import trs
from tests.farm.shelf import FEW, FEW_DECOYS, Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, article, front, missing, page

_HEAD, _CITY, _OFFICES, _OLD = 21020, 21022, 21025, 21026
_WECHAT = "https://mp.weixin.qq.com/s/abc"
_SIZE = 100


@dataclass(frozen=True)
class Portal:
    """One platform: where it stands, under which number, and what leads to it."""

    place: Place
    prefix: str = ""
    sid: str = "999001"
    entry: str = "/gkmlpt/index"
    news: int = 0

    @cached_property
    def shelf(self) -> Shelf:
        """The reports."""
        formats = {(CITY, 2023): "pdf", (CITY, 2020): "docx"}
        return Shelf(self.place, self.address, self.link, formats, FEW, FEW_DECOYS)

    def address(self, day: str, token: str) -> str:
        """Return the path of an article, one of them of the pages for telephones."""
        number = _number(token)
        kind = "mpost" if number % 2 else "post"
        return f"{self.prefix}/gkmlpt/content/3/{number // 1000}/{kind}_{number}.html"

    def link(self, token: str, name: str) -> str:
        """Return the path of a document."""
        number = _number(token)
        return f"{self.prefix}/attachment/0/306/{number % 1000}/{number}.{name.rpartition('.')[2]}"

    def lines(self, column: int) -> Sequence[Line]:
        """Return the rows of a list: the city's, the offices', or those of an earlier time."""
        offices = {self.shelf.path(one) for one in self.shelf.papers if one.agency != CITY}
        old = {self.shelf.path(one) for one in self.shelf.papers if one.year < 2021}
        if column == _CITY:
            rows = [one for one in self.shelf.lines if one.url not in offices | old]
            return sorted((*rows, *self._fillers()), key=lambda one: one.date, reverse=True)
        if column == _OFFICES:
            return [one for one in self.shelf.lines if one.url in offices]
        return [one for one in self.shelf.lines if one.url in old]

    def api(self, column: int) -> str:
        """Return the address of a list's first part."""
        return f"{self.prefix}/gkmlpt/api/all/{column}?page=1&sid={self.sid}"

    def _fillers(self) -> Iterator[Line]:
        for number in range(self.news):
            url = f"{self.prefix}/gkmlpt/content/3/4000/post_{4_000_000 + number}.html"
            yield Line(
                f"云澜市政务公开工作动态第{number}期", url, f"2023-0{number % 9 + 1}-05", "news"
            )


def _number(token: str) -> int:
    return 3_000_000 + int(token[:5], 16)


def _tree(portal: Portal) -> str:
    """Write the tree as JavaScript: keys without quotes, commas at the end."""

    def node(number: int, name: str, posts: int, jump: str = "", below: str = "") -> str:
        told = f"{{ id: {number}, name: '{name}', post_count: {posts}, jump_url: '{jump}',"
        return f"{told} children: [{below}], }}"

    other = portal.place.bases.get("trs")
    statements = node(21030, "政府网站年报", 4)
    offices = node(_OFFICES, "部门年报", 9, below=f"{statements}, {node(_OLD, '以前年度', 3)}")
    below = node(21023, "县区年报", 9, jump=other + trs.COLUMN) if other else ""
    lists = f"{node(_CITY, '市政府年报', 726)}, {offices}, {below}"
    return f"[{node(20, '机构职能', 3)}, {node(_HEAD, '政府信息公开年报', 0, below=lists)}]"


def _index(portal: Portal, tree: str, sid: str) -> Response:
    config = f"{{ APP_URL: '//{portal.place.host}', SID: '{sid}', TREE: {tree}, AREA: '99' }}"
    script = f"<script>window._CONFIG = {config};</script>"
    return html(page(portal.place, "政府信息公开平台", f'<div id="app"></div>{script}'))


def _api(portal: Portal, column: int) -> Handler:
    """Answer a hundred rows a page; beyond the end there is nothing. Page 0 is page 1."""
    lines = portal.lines(column)
    wechat = gkmlpt_api.article(1, "云澜市民政局2024年年报", "2025-01-24", _WECHAT, "云澜市民政局")

    def answer(asked: Request) -> Response:
        number = max(int(asked.value("page", "1")), 1)
        part = lines[_SIZE * (number - 1) :][:_SIZE]
        if not part or asked.value("sid") != portal.sid:
            return replace(missing(portal.place), validators=False)
        rows = [_row(portal, line) for line in part]
        rows += [{**wechat, "type": "url"}] if column == _OFFICES else []
        told = {"id": column, "post_count": 726, "theme_count": 203}
        data = {"classify": told, "total": len(lines), "offset": 0, "articles": rows}
        text = json.dumps(data, ensure_ascii=False).encode()
        return Response(text, media_type="application/json", validators=False)

    return answer


def _row(portal: Portal, line: Line) -> dict[str, Any]:
    shelf, url = portal.shelf, portal.place.url
    entry = gkmlpt_api.article(1, line.title, line.date, url(line.url), CITY)
    for one in shelf.papers:
        if shelf.path(one) == line.url and (file := shelf.file(one)):
            entry["attachment"] = [{"name": shelf.name(one), "type": "pdf", "url": url(file)}]
    return entry


def _attach(address: str, name: str) -> str:
    """Write the content of an article as a string of the page's script, and nothing else."""
    link = f'<p>附件：<a class="nfw-cms-attachment" href="{address}" alt="{name}">点击下载</a></p>'
    return _detail(link)


def _detail(markup: str) -> str:
    content = json.dumps(markup).replace("<", "\\u003C").replace('\\"', "\\u0022")
    config = f"{{ SID: '1', DETAIL: {{'id': 1, content: {content}}} }}"
    return f"<script>window._CONFIG = {config};</script>"


def _build(place: Place, **ways: Any) -> Site:
    portal = Portal(place, **ways)
    shelf, entry = portal.shelf, portal.entry
    shown = "#" not in entry
    index = f"{portal.prefix}/gkmlpt/index"
    columns = (_CITY, _OFFICES, _OLD) if shown else (_CITY,)
    found = {**front(place, entry), **shelf.articles(_attach), **shelf.files()}
    for one in shelf.papers:
        if not shelf.file(one):
            path = shelf.path(one)
            found[path] = html(article(place, one, _detail(one.html()), path))
    found["/gkmlpt/index"] = _index(portal, "[{id: 20, name: '机构职能', children: []}]", "999002")
    found[index] = _index(portal, _tree(portal) if shown else "[]", portal.sid)
    lists = {f"{portal.prefix}/gkmlpt/api/all/{one}": _api(portal, one) for one in columns}
    seen = {place.url(line.url): line for column in columns for line in portal.lines(column)}
    rejected = {url: line.reason for url, line in seen.items() if line.reason}
    listed = [one for one in shelf.listed() if one.url in seen]
    wanted = {url for one in listed for url in (one.url, *one.attachments)}
    if shown and "trs" in place.bases:
        rejected[place.bases["trs"] + trs.COLUMN] = "other_portal"
    asked = [portal.api(one) for one in columns if portal.lines(one)]
    asked += [portal.api(_CITY).replace("page=1", "page=2")] if portal.news else []
    return Site(
        Routes(found, lists, missing(place)),
        Expected(
            family="gkmlpt",
            columns=(place.url(f"{index}#{_HEAD if shown else _CITY}"),),
            reports=listed,
            rejected=rejected,
            outcomes={_WECHAT: "off_site"} if shown else {},
            necessary=[
                *(f"GET {path}" for path in ("/", index, *asked)),
                *(one for one in shelf.requests() if place.url(one[4:]) in wanted),
            ],
        ),
    )


PORTALS: dict[str, Builder] = {
    "gkmlpt": partial(_build, news=97),
    "gkmlpt_prefix": partial(_build, prefix="/yljyj", entry="/yljyj/gkmlpt/index", sid="755041"),
    "gkmlpt_fragment": partial(_build, entry=f"/gkmlpt/index#{_CITY}"),
}
