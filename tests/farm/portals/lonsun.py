"""Lonsun: years as the only words, a directory of units, lists in fragments, a page a year."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import CITY, EDUCATION, FINANCE, Paper, paper
from tests.farm.shelf import FEW, FEW_DECOYS, Shelf
from tests.farm.site import (
    Builder,
    Expected,
    Listed,
    Place,
    Site,
    article,
    column_metas,
    front,
    missing,
    page,
    row,
)

CITY_HALL = 6601841
_UNITS = {CITY: CITY_HALL, EDUCATION: 6601901, FINANCE: 6601902}
# The city has none of 2021, the offices began late.
_YEARS = {CITY: (2020, 2022, 2023, 2024), EDUCATION: (2023, 2024), FINANCE: (2024,)}
_TEMPLATE = '<li><a href="<?=el.link?>" title="<?=el.title?>"><?=el.title?></a></li>'
_NOTHING = "暂无相关信息"
SIZE = 3


def _papers(place: Place) -> Sequence[Paper]:
    names = [(agency, year) for agency, years in _YEARS.items() for year in reversed(years)]
    names += [(CITY, 2025)] if place.phase > 1 else []
    papers = [paper(*name) for name in names]
    edited = (CITY, 2022) if place.phase > 1 else None
    return [one.edited() if (one.agency, one.year) == edited else one for one in papers]


def _reports(unit: int, prefix: str) -> str:
    return f"{prefix}/public/column/{unit}?type=3&nav=4"


def _path(one: Paper, prefix: str) -> str:
    return f"{prefix}/public/{_UNITS[one.agency]}/56{one.serial}.html"


def _file(one: Paper) -> str:
    return f"/group3/M00/12/73/rBUt{one.token[:24]}.docx"


def _article(place: Place, one: Paper, prefix: str) -> Response:
    """Return a report's page; those of 2023 carry it as a file with a name in the text only."""
    name = f"{one.file_name}.docx"
    link = f'<h1>{one.title}</h1><p>见附件。</p><p><a href="{_file(one)}">{name}</a></p>'
    inside = one.html() if one.year != 2023 else link
    body = f'<div class="xxgkcontent"><div class="wzcon j-fontContent">{inside}</div></div>'
    return html(article(place, one, body, _path(one, prefix)))


def _years(place: Place, papers: Sequence[Paper], unit: int, prefix: str) -> Response:
    """Return a unit's page of years, the years being all that is said; the menu leads on."""
    mine = sorted(papers, key=lambda one: -one.year)
    rows = "".join(f'<li><a href="{_path(one, prefix)}">{one.year}年</a></li>' for one in mine)
    menu = "".join(
        f'<li><a href="{prefix}/public/column/{unit}?type={kind}">{name}</a></li>'
        for kind, name in ((2, "政府信息公开指南"), (1, "政府信息公开制度"), (5, "依申请公开"))
    )
    to = f"{prefix}/public/column/{CITY_HALL}?type=4&amp;action=rel"
    directory = f'<a href="{to}">部门信息公开</a>'
    body = f'<ul class="menu">{menu}</ul>{directory}<ul id="timeFrame">{rows}{_TEMPLATE}</ul>'
    return html(page(place, "政府信息公开年报", body, column_metas(place)))


def _directory(place: Place, prefix: str) -> Response:
    """Return the directory: units by their pages of years or by their catalogues."""
    queries = ("type=3&amp;nav=4", "type=3&amp;nav=4", "type=4&amp;action=list&amp;nav=3")
    rows = "".join(
        f'<li><a title="{name}" href="{prefix}/public/column/{unit}?{query}">{name}</a></li>'
        for (name, unit), query in zip(_UNITS.items(), queries, strict=True)
    )
    return html(page(place, "部门信息公开", f'<ul class="clearfix">{rows}</ul>'))


def _units(place: Place, prefix: str) -> Site:
    papers = _papers(place)
    columns = {unit: _reports(unit, prefix) for unit in _UNITS.values()}
    directory = f"{prefix}/public/column/{CITY_HALL}?type=4&action=rel"
    found = front(place, columns[CITY_HALL], f"{prefix}/zwgk/")
    for agency, unit in _UNITS.items():
        mine = [one for one in papers if one.agency == agency]
        found[columns[unit]] = _years(place, mine, unit, prefix)
    found[directory] = _directory(place, prefix)
    found |= {_path(one, prefix): _article(place, one, prefix) for one in papers}
    found |= {_file(one): Response(one.docx()) for one in papers if one.year == 2023}
    asked = [*columns.values(), directory, *(path for path in found if "/public/66" in path)]
    files = [_file(one) for one in papers if one.year == 2023]
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="lonsun",
            columns=(place.url(columns[CITY_HALL]),),
            reports=[_listed(place, one, prefix) for one in papers],
            necessary=[f"GET {path}" for path in ("/", *asked, *files)],
        ),
    )


def _listed(place: Place, one: Paper, prefix: str) -> Listed:
    """The lists say nothing of the day of publication."""
    files = {place.url(_file(one)): f"{one.file_name}.docx"} if one.year == 2023 else {}
    return Listed(one, place.url(_path(one, prefix)), files)


_LABEL = "/chuzhou/site/label/8888"
_LIST = f"/chuzhou/public/column/{CITY_HALL}?type=4&catId=6708531&action=list&nav=3"
_CALL = """<div class="xxgk_navli" id="list"></div><div id="page_public_info" class="page"></div>
<script>var siteId = '6781961', organId = '6601841';
function load(pageIndex) {
  var url = "%s?IsAjax=1&dataType=html&_=" + Math.random() + "&labelName=publicInfoList&siteId=" +
    siteId + "&organId=" + organId + "&type=4&catId=6708531&cId=&pageSize=%d&action=list" +
    "&isDate=true&dateFormat=yyyy-MM-dd&length=46&result=%s&file=/ahxxgk/list&pageIndex=" +
    pageIndex;
  $('#list').load(url);
}
load(1);</script>"""


def _shelf(place: Place) -> Shelf:
    return Shelf(
        place,
        lambda day, token: f"/chuzhou/public/{CITY_HALL}/56{int(token[:6], 16)}.html",
        lambda token, name: f"/group3/M00/12/73/rBUt{token[:24]}.{name.rpartition('.')[2]}",
        {(CITY, 2023): "docx"},
        FEW,
        FEW_DECOYS,
    )


def _fragments(place: Place) -> Site:
    """A list that comes in fragments; beyond the last there are only the words of `result`."""
    shelf = _shelf(place)

    def answer(asked: Request) -> Response:
        number = int(asked.value("pageIndex", "1"))
        part = shelf.lines[SIZE * (number - 1) :][:SIZE]
        if (
            asked.value("siteId") != "6781961"
            or asked.value("organId") != str(CITY_HALL)
            or not part
        ):
            return html(asked.value("result"))
        rows = "".join(
            f'<li class="mc"><a href="{one.url}" target="_blank" title="{one.title}">'
            f'{one.title[:12]}…</a><span class="date">{one.date}</span></li>'
            for one in part
        )
        pager = '<div id="page_public_info" class="page"></div>'
        return html(f'<div class="xxgk_navli"><ul>{rows}{_TEMPLATE}</ul></div>{pager}')

    body = _CALL % (_LABEL, SIZE, _NOTHING)
    found = {**front(place, _LIST, "/chuzhou/zwgk/"), **shelf.articles(), **shelf.files()}
    found[_LIST] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    count = -(-len(shelf.lines) // SIZE)
    parts = [f"GET {_LABEL} page {number}" for number in range(1, count + 1)]
    handlers: dict[str, Handler] = {_LABEL: answer}
    return Site(
        Routes(found, handlers, missing(place)),
        Expected(
            family="lonsun",
            columns=(place.url(_LIST),),
            reports=shelf.listed(),
            rejected=shelf.rejected(),
            necessary=["GET /", f"GET {_LIST}", *parts, *shelf.requests()],
        ),
    )


def _yearly(place: Place) -> Site:
    """A page for each year of publication, which links to the others."""
    shelf = _shelf(place)
    years = sorted({one.date[:4] for one in shelf.lines}, reverse=True)
    paths = {year: f"/site/tpl/{7000 + int(year)}?nav=4&year={year}" for year in years}
    tabs = "".join(f'<li><a href="{paths[year]}">{year}年</a></li>' for year in years)
    first = paths["2024"]
    found = {**front(place, first), **shelf.articles(), **shelf.files()}
    for year in years:
        rows = "".join(
            row(one.url, one.title, one.date) for one in shelf.lines if one.date.startswith(year)
        )
        body = f'<ul class="tabs">{tabs}</ul><ul class="list">{rows}</ul>'
        found[paths[year]] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="lonsun",
            columns=(place.url(first),),
            reports=shelf.listed(),
            rejected=shelf.rejected(),
            necessary=["GET /", *(f"GET {path}" for path in paths.values()), *shelf.requests()],
        ),
    )


PORTALS: dict[str, Builder] = {
    "lonsun": partial(_units, prefix=""),
    "lonsun_prefix": partial(_units, prefix="/zfxxgk"),
    "lonsun_label": _fragments,
    "lonsun_tpl": _yearly,
}
