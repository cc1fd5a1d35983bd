"""Ucap: stubs that forward, static lists counted from 1, lists as JSON by channel or by form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from urllib.parse import quote

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import CITY
from tests.farm.shelf import FEW, FEW_DECOYS, Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page, row

CHANNEL = "e068df9ab47644bd9c66deb4d0a0c2f1"
_HEAD = f'<meta name="channelid" content="{CHANNEL}">'
_STUB = "/yl/c108463/redirect_firstChannel.shtml"
_JUMP = "/yl/xxgknb/jump.shtml"
COLUMN = "/yl/c108464/zfxxgk.shtml"
SEARCH = f"/common/search/{CHANNEL}"
SEARCH_LIST = f"/searchList/{CHANNEL}"
LOAD = "/szinf/xxgk/interfacesWebZcwj/loadData"
SIZE = 3
_FORM_SIZE = 4


def _address(day: str, token: str) -> str:
    """Most articles are named by 32 digits; those of a January 15th by their own folder."""
    if int(token[0], 16) % 2:
        return f"/yl/c108464/c{int(token[:6], 16)}/content.shtml"
    return f"/yl/c108464/{day[:7].replace('-', '')}/{token}.shtml"


def _link(token: str, name: str) -> str:
    """Documents keep their names in a folder beside the article."""
    number = int(token[:6], 16)
    folder = f"c{number}/{number}" if int(token[0], 16) % 2 else f"202401/{token}"
    return f"/yl/c108464/{folder}/files/{quote(name)}"


def _shelf(place: Place) -> Shelf:
    formats = {(CITY, 2023): "pdf", (CITY, 2020): "docx"}
    return Shelf(place, _address, _link, formats, FEW, FEW_DECOYS)


def _forward(target: str) -> Response:
    """Return a stub of about 819 bytes."""
    remark = f"<!-- {'redirect ' * 70} -->"
    return html(f'<html><head>{remark}<script>location.href="{target}"</script></head></html>')


def _article(one: Response) -> Response:
    """Lay the template engine's own elements around an article."""
    text = (
        one.body.decode().replace("<h1>", "<h1><UCAPTITLE>").replace("</h1>", "</UCAPTITLE></h1>")
    )
    text = text.replace('<div id="zoom">', '<div id="zoomcon"><UCAPCONTENT>')
    return html(text.replace("</body>", "</UCAPCONTENT></body>"))


def _attach(address: str, name: str) -> str:
    return f'<p><a href="{address}" target="_blank">附件下载</a></p>'


def _shell(place: Place, body: str) -> Response:
    return html(page(place, "政府信息公开年报", body, _HEAD + column_metas(place)))


def _site(
    place: Place,
    shelf: Shelf,
    pages: Mapping[str, Response],
    handlers: Mapping[str, Handler],
    necessary: Sequence[str],
) -> Site:
    """Return a portal whose front page leads through a stub to the column."""
    articles = {path: _article(one) for path, one in shelf.articles(_attach).items()}
    found = {**front(place, _JUMP, "/yl/zwgk/"), **articles, **shelf.files(), **pages}
    found |= {_JUMP: _forward(_STUB), _STUB: _forward(COLUMN)}
    return Site(
        Routes(found, handlers, missing(place)),
        Expected(
            family="ucap",
            columns=(place.url(COLUMN),),
            reports=shelf.listed(),
            rejected=shelf.rejected(),
            necessary=[
                *(f"GET {path}" for path in ("/", _JUMP, _STUB, COLUMN)),
                *necessary,
                *shelf.requests(),
            ],
        ),
    )


def _ucap(place: Place) -> Site:
    """Rows stand in the pages; `zfxxgk_1.shtml` is not there."""
    shelf = _shelf(place)
    parts = shelf.parts(SIZE)
    pages: dict[str, Response] = {}
    for number, part in enumerate(parts, 1):
        rows = "".join(row(line.url, line.title, line.date) for line in part)
        told = f"'page_div', {len(parts)}, {number},'zfxxgk','shtml',{len(shelf.lines)}"
        pager = f'<div id="page_div"></div><script>createPageHTML({told});</script>'
        body = f'<ul class="list">{rows}</ul>{pager}'
        pages[COLUMN if number == 1 else f"/yl/c108464/zfxxgk_{number}.shtml"] = _shell(place, body)
    return _site(place, shelf, pages, {}, [f"GET {path}" for path in pages if path != COLUMN])


def _result(place: Place, line: Line) -> Mapping[str, object]:
    """Return a row as the search gives it, its address without a scheme."""
    return {
        "title": line.title,
        "subTitle": "",
        "url": f"//{place.host}{line.url}",
        "publishedTimeStr": f"{line.date} 09:30:00",
        "contentHtml": "<p>一、总体情况……</p>",
        "memo": "",
        "channelName": "政府信息公开年报",
        "resList": [],
        "domainMetaList": [
            {"resultList": [{"key": "pubdate", "name": "发布日期", "value": line.date}]}
        ],
    }


def _search(place: Place, shelf: Shelf) -> Handler:
    def answer(asked: Request) -> Response:
        if asked.value("_isJson") != "true":
            return html("<ul></ul>")
        number, size = int(asked.value("page", "1")), SIZE
        part = shelf.lines[size * (number - 1) :][:size]
        told = {"channelId": CHANNEL, "total": len(shelf.lines), "page": number, "rows": size}
        data = {**told, "results": [_result(place, line) for line in part]}
        return _json({"code": 200, "data": data})

    return answer


def _load(place: Place, shelf: Shelf) -> Handler:
    """Answer a form as 苏州 does: no rows for a GET, keys in capitals."""

    def answer(asked: Request) -> Response:
        if asked.method != "POST" or asked.value("channel_id") != CHANNEL:
            return _json({"data": {"allRow": 0, "totalPage": 0, "list": []}})
        number = int(asked.value("pageIndex"))
        part = shelf.lines[_FORM_SIZE * (number - 1) :][:_FORM_SIZE]
        rows = [
            {"TITLE": one.title, "URL": place.url(one.url), "PUBLISHED_TIME_FORMAT": one.date}
            for one in part
        ]
        pages = -(-len(shelf.lines) // _FORM_SIZE)
        return _json({"data": {"allRow": len(shelf.lines), "totalPage": pages, "list": rows}})

    return answer


def _json(data: object) -> Response:
    text = json.dumps(data, ensure_ascii=False).encode()
    return Response(text, media_type="application/json;charset=UTF-8", validators=False)


# The ways in which a page without rows tells where they are.
_ASKS = """<ul id="list"></ul><script>
$.ajax({url: '%s', type: 'GET', dataType: 'json', data: {page: page, _pageSize: 3, _isJson: true,
_isAgg: true}, success: function (r) { show(r.data.results); }});</script>"""
_LOADS = """<ul id="list"></ul><script>
var channel_id = '%s';
function load(i) { $.post('%s?pageSize=4', {pageIndex: i, channel_id: channel_id}, show); }
load(1);</script>"""


def _filled(place: Place, path: str, body: str) -> Site:
    """Return a portal whose column is empty until a program is asked."""
    shelf = _shelf(place)
    handler = _load(place, shelf) if path == LOAD else _search(place, shelf)
    method = "POST" if path == LOAD else "GET"
    size = _FORM_SIZE if path == LOAD else SIZE
    count = -(-len(shelf.lines) // size)
    necessary = [f"{method} {path} page {number}" for number in range(1, count + 1)]
    return _site(place, shelf, {COLUMN: _shell(place, body)}, {path: handler}, necessary)


PORTALS: dict[str, Builder] = {
    "ucap": _ucap,
    "ucap_channel": partial(_filled, path=SEARCH, body='<ul id="list"></ul>'),
    "ucap_search": partial(_filled, path=SEARCH_LIST, body=_ASKS % SEARCH_LIST),
    "ucap_form": partial(_filled, path=LOAD, body=_LOADS % (CHANNEL, LOAD)),
}
