"""Columns that are a tab of one address: by script from JSON, all in the page, or nowhere."""

from __future__ import annotations

import json

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response, Routes
from tests.farm.papers import CITY, COUNTY, DISTRICT, EDUCATION
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page

_TAB = "/zwgk/zfxxgk/zfxxgkml/?gk=4"
_MORE = "/asnmg/zwgk/zwgkMore"
_STATE = "/hn/xxgk/zfxxgk/index.html?state=3"
_LOADED = "/openinfo/annual/index.html"
_SIZE = 3
_GET_JSON = (
    "function getQuery(n){var m=location.search.match(new RegExp(n+'=([^&]*)'));return m&&m[1]}\n"
    f"$.getJSON('{_MORE}?gk='+getQuery('gk')+'&page=1',function(r){{ $('.xxgkItemList').html("
    "r.list.map(function(o){return '<li><a href=\"'+o.url+'\">'+o.title+'</a></li>'}).join(''))})"
    ";\n$.get('/tools/visitCount?site=1')"
)


def _shelf(place: Place, *published: tuple[str, int], base: str = "/content") -> Shelf:
    return Shelf(
        place,
        lambda _, token: f"{base}/{number(token)}.html",
        lambda token, name: f"/files/{token[:9]}.{name.rpartition('.')[2]}",
        {published[0]: "pdf"},
        published,
        ("accounts", "news"),
        (published[-1][0], 2025),
        published[1],
    )


def _by_json(place: Place) -> Site:
    """Show the same page for every tab; its script asks for the rows of the one in the query."""
    shelf = _shelf(place, *((COUNTY, year) for year in range(2019, 2025)))
    parts = shelf.parts(_SIZE)

    def more(asked: Request) -> Response:
        here = int(asked.value("page", "1"))
        lines = parts[here - 1] if asked.value("gk") == "4" and 0 < here <= len(parts) else []
        told = [{"title": one.title, "url": one.url, "date": one.date} for one in lines]
        body = json.dumps({"list": told, "total": len(shelf.lines)}, ensure_ascii=False)
        return Response(body.encode(), media_type="application/json")

    shown = "".join(f'<a href="?gk={gk}">{gk}</a>' for gk in (1, 2, 3, 4))
    body = f'<div class="gk-item">{shown}</div><ul class="xxgkItemList"></ul>'
    text = page(place, "政府信息公开", f"{body}<script>{_GET_JSON}</script>")
    found = {**front(place, _TAB), "/zwgk/zfxxgk/zfxxgkml/": html(text)}
    asked = [f"{_MORE}?gk=4&page={here}" for here in range(1, len(parts) + 1)]
    return build(
        place,
        shelf,
        found,
        columns=[_TAB],
        requests=get("/", _TAB, *asked),
        handlers={_MORE: more},
        forbidden=get("/tools/"),
    )


def _in_page(place: Place) -> Site:
    """Hold the rows of every tab, all but one hidden by style alone."""
    shelf = _shelf(place, *((DISTRICT, year) for year in range(2020, 2025)), base="/hn/xxgk/2")
    tabs = "".join(
        f'<li class="tab"><a href="/hn/xxgk/zfxxgk/index.html?state={state}">{name}</a></li>'
        for state, name in enumerate(("指南", "制度", "法定主动公开内容", "年报"))
    )
    other = '<p>为便于公众获取政府信息，编制本指南。</p><a href="/hn/zn.html">公开指南</a>'
    body = (
        f'<ul class="tabs">{tabs}</ul><div id="zn" style="display:none">{other}</div>'
        f'<ul class="navContent" id="fdzd_gknr" style="display:none">{rows(shelf.lines)}</ul>'
    )
    found = front(place, _STATE)
    found["/hn/xxgk/zfxxgk/index.html"] = html(
        page(place, "政府信息公开", body, column_metas(place))
    )
    return build(place, shelf, found, columns=[_STATE], requests=get("/", _STATE))


def _by_fragment(place: Place) -> Site:
    """Load the list as HTML whose links are relative to the page that shows it."""
    shelf = _shelf(
        place, (CITY, 2022), (EDUCATION, 2023), (CITY, 2023), (CITY, 2024), base="/openinfo/annual"
    )
    lines = rows(shelf.lines).replace("/openinfo/annual/", "./")
    script = (
        "var site='openinfo'; function show(id, n){ var u = '/parts/' + site + '/' + id + '_' + n"
        " + '.html'; $('#list').load(u + '?t=' + new Date().getTime()) } show('annual', 1)"
    )
    body = f'<div id="list"></div><script>{script}</script>'
    found = front(place, _LOADED)
    found[_LOADED] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    fragment = "/parts/openinfo/annual_1.html"
    found[fragment] = html(f"<ul>{lines}</ul>")
    asked = get("/", _LOADED, f"{fragment}?t=0")
    return build(place, shelf, found, columns=[_LOADED], requests=asked)


def _nowhere(place: Place) -> Site:
    """Fill the list by a script that does not stand in the page."""
    body = (
        '<div class="tabs">信息公开年报</div><ul class="list" id="nbList"></ul>'
        '<script src="/js/nb.min.js"></script><script>renderList("#nbList", CATALOG)</script>'
    )
    found = front(place, _LOADED)
    found[_LOADED] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    expected = Expected(
        outcome="column_needs_script",
        outcomes={place.url(_LOADED): "column_needs_script"},
        necessary=get("/", _LOADED),
        forbidden=get("/js/"),
    )
    return Site(Routes(found, {}, missing(place)), expected)


PORTALS: dict[str, Builder] = {
    "tabs_json": _by_json,
    "tabs_in_page": _in_page,
    "tabs_fragment": _by_fragment,
    "tabs_nowhere": _nowhere,
}
