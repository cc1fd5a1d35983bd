"""Front pages whose menu is written by scripts, drawn in pictures, or chosen from a box."""

from __future__ import annotations

from nianbao.demo.portals.common import foot, html
from nianbao.demo.responses import Response, Routes
from tests.farm.papers import CITY, COUNTY, DISTRICT, EDUCATION, FINANCE
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Shelf
from tests.farm.site import Builder, Expected, Place, Site, missing, page

_UUID = "7c1d0b52-9a3e-4f6d-8b21-0c5e6f7a8d90"
_PICTURED = f"/columns/{_UUID}/index.html"
_BESIDE = ("zn", "zd", "fd", "ysq")
_NAMES = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "依申请公开")


def _shelf(place: Place, base: str, *published: tuple[str, int]) -> Shelf:
    return Shelf(
        place,
        lambda _, token: f"{base}{number(token)}.html",
        lambda token, name: f"{base}{token[:7]}.{name.rpartition('.')[2]}",
        {published[0]: "docx"},
        published,
        ("notice", "news"),
        (published[-1][0], 2025),
        published[-1],
    )


def _front(place: Place, menu: str, script: str = "") -> dict[str, Response]:
    """Return a front page with a menu of its own, and the sections beside the column."""
    beside = [f"/zwgk/{name}/" for name in _BESIDE]
    found = {
        path: html(page(place, name, f"<p>{name}</p>"))
        for path, name in zip(beside, _NAMES, strict=True)
    }
    body = f'<div class="gk">{menu}</div>{foot(place.info)}<script>{script}</script>'
    return {**found, "/": html(page(place, "云澜市人民政府", body))}


def _others(*, pictures: bool = False) -> list[str]:
    shown = (f'<img src="/i/{name}.png" alt="{name}">' if pictures else name for name in _NAMES)
    pairs = zip(_BESIDE, shown, strict=True)
    return [f'<a href="/zwgk/{path}/">{inside}</a>' for path, inside in pairs]


def _scripted(place: Place) -> Site:
    """Ask for the column by a word; the page's own script says from where it comes."""
    shelf = _shelf(place, "/info/gk/", *((CITY, year) for year in range(2019, 2025)))
    entry = "<a href=\"javascript:getMainData('xxgknb')\">政府信息公开年度报告</a>"
    script = (
        "function getMainData(k){ var base='/data/main/'; $('#cur').text(k);"
        " $.get(base + k + '.htm', function(d){ $('#main').html(d) }) }"
    )
    found = _front(place, "".join([*_others()[:3], entry, *_others()[3:]]), script)
    column = "/data/main/xxgknb.htm"
    found[column] = html(f"<h3>年报</h3><ul>{rows(shelf.lines)}</ul>")
    return build(place, shelf, found, columns=[column], requests=get("/", column))


def _pictured(place: Place) -> Site:
    """Draw the five entries; the picture of the one that matters has no words at all."""
    shelf = _shelf(
        place, f"/columns/{_UUID}/2/", (DISTRICT, 2021), (DISTRICT, 2023), (DISTRICT, 2024)
    )
    entry = f'<a href="{_PICTURED}"><img src="/i/btn04.png"></a>'
    others = _others(pictures=True)
    found = _front(place, "".join([*others[:3], entry, others[3]]))
    found[_PICTURED] = html(page(place, "临溪区", f"<ul>{rows(shelf.lines)}</ul>"))
    return build(place, shelf, found, columns=[_PICTURED], requests=get("/", _PICTURED))


def _chosen(place: Place) -> Site:
    """Offer the columns in a box to choose from, and the sections on a map."""
    shelf = _shelf(place, "/gk/bg/", (COUNTY, 2020), (COUNTY, 2022), (COUNTY, 2024))
    options = "".join(f'<option value="/zwgk/{path}/">{path}</option>' for path in _BESIDE)
    menu = (
        '<map name="m"><area href="/zwgk/zn/" alt="公开指南"><area href="/zwgk/fd/" alt="公开目录">'
        f'</map><select onchange="window.open(this.value)"><option>请选择</option>{options}'
        '<option value="/gk/bg/list.html">信息公开年报</option></select>'
    )
    found = _front(place, menu)
    found["/gk/bg/list.html"] = html(page(place, "望江县", f"<ul>{rows(shelf.lines)}</ul>"))
    return build(
        place,
        shelf,
        found,
        columns=["/gk/bg/list.html"],
        requests=get("/", "/gk/bg/list.html"),
    )


def _written(place: Place) -> Site:
    """Keep the menu as data in a script, and write part of it out."""
    shelf = _shelf(
        place, "/nb/2/", (EDUCATION, 2021), (FINANCE, 2022), (EDUCATION, 2023), (FINANCE, 2024)
    )
    script = (
        f"document.write('<a href=\"/zwgk/zn/\">{_NAMES[0]}</a>');"
        "var nodes = [{id: 3, pId: 1, name: '依申请公开', url: '/zwgk/ysq/'},"
        "{id: 4, pId: 1, name: '政府信息公开工作年度报告', url: '/nb/list.html'}];"
        "$.fn.zTree.init($('#tree'), {}, nodes);"
    )
    found = _front(place, '<ul id="tree"></ul>', script)
    found["/nb/list.html"] = html(page(place, "年报", f"<ul>{rows(shelf.lines)}</ul>"))
    return build(place, shelf, found, columns=["/nb/list.html"], requests=get("/", "/nb/list.html"))


def _mapped(place: Place) -> Site:
    """Name the column on the map of the site alone."""
    shelf = _shelf(place, "/c7/", (CITY, 2021), (CITY, 2022), (CITY, 2024))
    column, chart = "/c7/index.html", "/wzdt/index.html"
    found = {
        "/": html(page(place, "云澜市", f'<a href="/xw/">新闻</a><a href="{chart}">网站地图</a>')),
        chart: html(
            page(place, "网站地图", f'<a href="/c1/">概况</a><a href="{column}">信息公开年报</a>')
        ),
        column: html(page(place, "云澜市", f"<ul>{rows(shelf.lines)}</ul>")),
    }
    return build(place, shelf, found, columns=[column], requests=get("/", chart, column))


def _lost(place: Place) -> Site:
    """Ask for the column by a word that only a script elsewhere understands."""
    entry = "<a href=\"javascript:openMenu('ndbg')\">政府信息公开年报</a>"
    found = _front(place, "".join([*_others(), entry]))
    expected = Expected(outcome="column_needs_script", note="政府信息公开年报", necessary=get("/"))
    return Site(Routes(found, {}, missing(place)), expected)


PORTALS: dict[str, Builder] = {
    "menu_scripted": _scripted,
    "menu_pictured": _pictured,
    "menu_chosen": _chosen,
    "menu_written": _written,
    "menu_mapped": _mapped,
    "menu_lost": _lost,
}
