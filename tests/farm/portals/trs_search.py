"""TRS WCM: columns whose rows a search engine beside it gives, was5 or the newer IGS."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response
from tests.farm.papers import CITY, EDUCATION
from tests.farm.plain import build, get
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, page

_COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
_SIZE = 4
_WAS5 = "/was5/web/search"
_IGS = "/igs/front/search/publish/data/list.html"
_WAS5_SCRIPT = """var channelid = 290792; var chnlid = '5727';
function show(no) {
  $.get('/was5/web/search?channelid=' + channelid + '&templet='
    + '&sortfield=-docorderpri%2C-docreltime&classsql=chnlid%3D' + chnlid
    + '&random=' + Math.random() + '&prepage=4&page=' + no,
    function (text) { var told = eval('(' + text + ')'); fill($('#list'), told.docs); });
}
show(1);"""
_IGS_SCRIPT = """var no = 1;
function load() {
  $.ajax({type: 'get', dataType: 'json', url: '/igs/front/search/publish/data/list.html',
    data: {'index': 'wzqsearch-v20190124', 'type': 'infomation', 'siteId': 71, 'pageSize': 4,
      'orderProperty': 'DOCRELTIME', 'orderDirection': 'desc', 'filter[SITEID]': 71,
      'filter[CHANNELID]': 28135, 'pageIndex': no, 'pageNumber': no},
    success: function (told) { fill($('#list'), told.page.content); }});
}
load();"""


def _was5(asked: Request, lines: Sequence[Line]) -> str:
    """Write JSON as was5's templates do: marks for the pager in quotes of another kind."""
    number = int(asked.value("page", "1"))
    docs = [
        {"title": one.title, "title2": one.title, "url": one.url, "time": one.date, "docid": "1"}
        for one in lines[_SIZE * (number - 1) :][:_SIZE]
    ]
    told = json.dumps(docs, ensure_ascii=False, indent=0)
    return (
        f'{{"count":"{len(lines)}","chnlname":"政府信息公开年报",\n"pagenum":"{number}",\n'
        f'"searchtime":"0.01",\n"py":\'###pypy###\',\n"dy":\'###dydy###\',\n"docs":{told}}}\n'
    )


def _igs(asked: Request, lines: Sequence[Line]) -> str:
    number = int(asked.value("pageNumber", "1"))
    content = [
        {"DOCTITLE": one.title, "DOCPUBURL": one.url, "DOCRELTIME": f"{one.date} 09:30:00"}
        for one in lines[_SIZE * (number - 1) :][:_SIZE]
    ]
    pages = -(-len(lines) // _SIZE)
    told = {"content": content, "total": str(len(lines)), "totalPages": pages, "number": number}
    return json.dumps({"page": told, "success": True}, ensure_ascii=False)


def _knows(asked: Request, fields: Mapping[str, str]) -> bool:
    return all(asked.value(name) == value for name, value in fields.items())


def _build(
    place: Place,
    address: str,
    script: str,
    fields: Mapping[str, str],
    tell: Callable[[Request, Sequence[Line]], str],
) -> Site:
    shelf = Shelf(
        place,
        lambda day, token: (
            f"{_COLUMN}{day[:7].replace('-', '')}/t{day.replace('-', '')}_{int(token[:5], 16)}.html"
        ),
        lambda token, name: f"{_COLUMN}P0{int(token[:9], 16)}.{name.rpartition('.')[2]}",
        {(CITY, 2023): "docx"},
        (*((CITY, year) for year in range(2019, 2025)), (EDUCATION, 2023)),
        ("website_statement", "news"),
    )

    def search(asked: Request) -> Response:
        lines = shelf.lines if _knows(asked, fields) else ()
        return Response(tell(asked, lines).encode(), media_type="text/html", validators=False)

    here = f'<a href="{_COLUMN}" class="CurrChnlCls">政府信息公开年报</a>'
    body = f'{here}<ul class="list" id="list"></ul><script>{script}</script>'
    text = page(place, "政府信息公开年报", body, column_metas(place))
    asked = [address] * len(shelf.parts(_SIZE))
    return build(
        place,
        shelf,
        {**front(place, _COLUMN), _COLUMN: html(text)},
        columns=[_COLUMN],
        requests=get("/", _COLUMN, *asked),
        handlers={address: search},
    )


def _gone(place: Place) -> Site:
    """The search engine was taken away: its address has the front page, status 404."""
    site = PORTALS["trs_was5"](place)
    home = replace(site.routes.pages["/"], status=404, validators=False)
    asked = (
        f"{place.base}{_WAS5}?channelid=290792&templet=&sortfield=-docorderpri%2C-docreltime"
        f"&classsql=chnlid%3D5727&random=0&prepage={_SIZE}&page=1"
    )
    expected = Expected(
        outcome="column_needs_script",
        note=f"not_found: {asked}",
        outcomes={asked: "not_found"},
    )
    return Site(replace(site.routes, handlers={}, missing=home), expected)


PORTALS: dict[str, Builder] = {
    "trs_was5": partial(
        _build,
        address=_WAS5,
        script=_WAS5_SCRIPT,
        fields={"channelid": "290792", "classsql": "chnlid=5727"},
        tell=_was5,
    ),
    "trs_igs": partial(
        _build,
        address=_IGS,
        script=_IGS_SCRIPT,
        fields={"siteId": "71", "filter[CHANNELID]": "28135"},
        tell=_igs,
    ),
    "trs_was5_gone": _gone,
}
