"""Columns below columns that only programs name: years as records, menus as parts of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response, Routes
from tests.farm.portals.jpaas import UNIT
from tests.farm.portals.jpage import store
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page, row

YEARS = "/col/col12377/index.html"
SHELL = "/zwgk/zfxxgknb/index.html"
_NEWS = [Line(f"要闻{n}", f"/art/2025/art_{n:032x}.html", f"2025-03-0{n}") for n in range(1, 9)]


def _article(day: str, token: str) -> str:
    return f"/art/{day[:4]}/art_{token}.html"


def _file(token: str, name: str) -> str:
    return f"/attach/0/{token}.{name.rpartition('.')[2]}"


def _by_year(shelf: Shelf) -> Mapping[str, Sequence[Line]]:
    """Return the rows by the year in which they were published."""
    years = dict.fromkeys(line.date[:4] for line in shelf.lines)
    return {year: [one for one in shelf.lines if one.date[:4] == year] for year in years}


def _records(place: Place, title: str, lines: Sequence[Line]) -> Response:
    """Return a column that shows all of its rows as XML."""
    call = f"$('#u1').jpage({{totalRecord:{len(lines)},perPage:20}});"
    shown = f'<div id="u1"><script type="text/xml">{store(lines)}</script></div>'
    metas = column_metas(place, kind="") if "年报" in title else ""
    return html(page(place, title, f"{shown}<script>{call}</script>", metas))


def _build_years(place: Place) -> Site:
    """A column whose records are columns, one a year of publication."""
    shelf = Shelf(place, _article, _file)
    years = {f"/col/col{year}0/index.html": (year, rows) for year, rows in _by_year(shelf).items()}
    tabs = [Line(f"{year}年", path, "") for path, (year, _) in years.items()]
    found = {
        **front(place, YEARS),
        YEARS: _records(place, "政府信息公开年报", tabs),
        **{path: _records(place, f"{year}年", rows) for path, (year, rows) in years.items()},
        **shelf.articles(),
        **shelf.files(),
    }
    routes = Routes(found, {}, missing(place))
    return Site(routes, _expected(shelf, "jpage", ["/", YEARS, *years]))


def _unit(tag: str, number: str) -> str:
    told = {"parseType": "bulidstatic", "webId": "3630", "tagId": tag, "pageId": number}
    return f'<script src="/unitbuild.js" url="{UNIT}" queryData="{told}"></script>'


def _list(lines: Sequence[Line], count: int = 0) -> str:
    rows = "".join(row(one.url, one.title, one.date, shown=f"{one.title[:9]}…") for one in lines)
    pager = f'<div class="pagination" rows="8" count="{count}"></div>' if count else ""
    return f"<ul>{rows}</ul>{pager}"


def _build_shell(place: Place) -> Site:
    """A front page and columns that are nothing but parts: the menu, the news, years, rows."""
    shelf = Shelf(place, _article, _file)
    years = {f"/zwgk/zfxxgknb/{year}/index.html": year for year in _by_year(shelf)}
    parts = {"menu": _menu(), "news": _list(_NEWS, 9000), "years": _tabs(years)}
    parts |= {year: _list(rows) for year, rows in _by_year(shelf).items()}

    def answer(asked: Request) -> Response:
        part = parts.get(asked.value("pageId"))
        data = {"success": part is not None, "data": {"html": part} if part else {}}
        text = json.dumps(data, ensure_ascii=False)
        return Response(text.encode(), media_type="application/json", validators=False)

    shells = {path: page(place, f"{year}年", _unit("列表", year)) for path, year in years.items()}
    shells["/"] = page(place, "云澜市", _unit("导航", "menu") + _unit("要闻", "news"))
    shells[SHELL] = page(place, "年报", _unit("右侧内容", "years"), column_metas(place))
    found = {path: html(text) for path, text in shells.items()}
    routes = Routes({**found, **shelf.articles(), **shelf.files()}, {UNIT: answer}, missing(place))
    asked = ["/", SHELL, *years, *(f"{UNIT}?pageId={name}" for name in parts if name != "news")]
    return Site(routes, _expected(shelf, "jpaas", asked))


def _menu() -> str:
    links = {"/zwgk/": "政务公开", SHELL: "政府信息公开年报"}
    return "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in links.items())


def _tabs(years: Mapping[str, str]) -> str:
    return "".join(f'<p><a href="{path}">{year}年</a></p>' for path, year in years.items())


def _expected(shelf: Shelf, family: str, asked: Sequence[str]) -> Expected:
    return Expected(
        family=family,
        reports=shelf.listed(),
        rejected=shelf.rejected(),
        necessary=[*(f"GET {path}" for path in asked), *shelf.requests()],
    )


PORTALS: dict[str, Builder] = {"jpage_years": _build_years, "jpaas_shell": _build_shell}
