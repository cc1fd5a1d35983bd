"""Portals of no family whose pages fetch their lists: fields or JSON sent, JSON or XML given."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response
from tests.farm.papers import CITY, COUNTY
from tests.farm.plain import build, get, number
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_SIZE = 4
Lines = Sequence[Line]


@dataclass(frozen=True)
class Fetching:
    """How a column is fetched: from which address, by which script, and what is given.

    `ask` returns the number of the page that a request is for, None where it is not understood;
    `give` writes the rows of a page, its number and how many rows and pages there are.
    """

    column: str
    program: str
    script: str
    ask: Callable[[Request], int | None]
    give: Callable[[Lines, int, int, int], str]


def _shelf(place: Place) -> Shelf:
    return Shelf(
        place,
        lambda _, token: f"/content/{number(token)}.html",
        lambda token, name: f"/files/{token[:9]}.{name.rpartition('.')[2]}",
        {(CITY, 2023): "docx"},
        (*((CITY, year) for year in range(2020, 2025)), (COUNTY, 2022), (COUNTY, 2024)),
        ("website_statement", "news"),
    )


def _by_field(asked: Request, name: str) -> int | None:
    fields = parse_qs(asked.body.decode())
    return int(fields[name][0]) if name in fields else None


def _by_json(asked: Request, name: str) -> int | None:
    if not asked.headers.get("content-type", "").startswith("application/json"):
        return None
    return int(json.loads(asked.body)[name])


def _layui(lines: Lines, here: int, total: int, pages: int) -> str:
    told = [
        {"contentTitle": one.title, "contentUrl": one.url, "publishDate": f"{one.date} 10:00:00"}
        for one in lines
    ]
    data = {"pageNum": here, "pageSize": _SIZE, "total": total, "pages": pages, "list": told}
    return json.dumps({"code": 0, "data": data}, ensure_ascii=False)


def _records(lines: Lines, here: int, total: int, pages: int) -> str:
    told = [{"title": one.title, "url": one.url, "publishTime": one.date} for one in lines]
    data = {"records": told, "total": total, "current": here, "pages": pages}
    return json.dumps(data, ensure_ascii=False)


def _searched(lines: Lines, _here: int, total: int, _pages: int) -> str:
    told = [
        {"title": one.title, "docpuburl": one.url, "docreltime": one.date, "sitename": "云澜市"}
        for one in lines
    ]
    return json.dumps({"code": 200, "data": {"total": total, "data": told}}, ensure_ascii=False)


def _xml(lines: Lines, _here: int, _total: int, _pages: int) -> str:
    items = "".join(
        f"<item><title><![CDATA[{one.title}]]></title><link>{one.url}</link>"
        f"<pubDate>{one.date}</pubDate></item>"
        for one in lines
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss><channel>{items}</channel></rss>'


_WAYS: Mapping[str, Fetching] = {
    "fetched_layui": Fetching(
        "/xxgk/gknb/index.html",
        "/api/content/page",
        """layui.use(['laypage', 'jquery'], function () {
  var $ = layui.$;
  function query(curr) {
    $.ajax({url: '/api/content/page', type: 'POST', dataType: 'json',
      data: {channelId: '8a81', pageNum: curr, pageSize: 4},
      success: function (res) { $('#list').html(draw(res.data.list)); }});
  }
  query(1);
});""",
        partial(_by_field, name="pageNum"),
        _layui,
    ),
    "fetched_axios": Fetching(
        "/zfxxgk/nb/",
        "/gateway/portal/article/list",
        """axios.post('/gateway/portal/article/list', {channelId: 'n12', current: 1, size: 4})
  .then(function (r) { render('#list', r.data.records); });""",
        partial(_by_json, name="current"),
        _records,
    ),
    "fetched_stringify": Fetching(
        "/zwgk/zfxxgknb/index.html",
        "/trssearch/openSearch/searchPublishResource",
        """var data = {"pageNo": 1, "pageSize": 4, "channelId": "3301"};
$.ajax({type: 'POST', url: '/trssearch/openSearch/searchPublishResource',
  contentType: 'application/json', data: JSON.stringify(data),
  success: function (r) { show($('#list'), r.data.data); }});""",
        partial(_by_json, name="pageNo"),
        _searched,
    ),
    "fetched_xml": Fetching(
        "/gknb/",
        "/xml/nb.xml",
        """$.ajax({url: '/xml/nb.xml', dataType: 'xml', success: function (x) {
  $(x).find('item').each(function () { $('#list').append(line(this)); }); }});""",
        lambda _: 0,
        _xml,
    ),
}


def _build(place: Place, way: Fetching) -> Site:
    shelf = _shelf(place)
    parts = shelf.parts(_SIZE)

    def program(asked: Request) -> Response:
        here = way.ask(asked)
        if here is None:
            return Response(b"", 415, validators=False)
        # A list that is one file is no list of pages.
        lines = parts[here - 1] if 0 < here <= len(parts) else () if here else shelf.lines
        body = way.give(lines, here, len(shelf.lines), len(parts))
        kind = "text/xml" if body.startswith("<?xml") else "application/json"
        return Response(body.encode(), media_type=kind, validators=False)

    body = f'<ul id="list"></ul><script>{way.script}</script>'
    column = html(page(place, "政府信息公开年报", body, column_metas(place)))
    times = len(parts) if "POST" in way.script or "post" in way.script else 1
    return build(
        place,
        shelf,
        {**front(place, way.column), way.column: column},
        columns=[way.column],
        requests=get("/", way.column, *([way.program] * times)),
        handlers={way.program: program},
    )


PORTALS: dict[str, Builder] = {name: partial(_build, way=way) for name, way in _WAYS.items()}
