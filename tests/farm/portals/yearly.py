"""Columns that show the newest report itself, above links to that of each year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Request, Response, Routes
from tests.farm.papers import CITY, EDUCATION, FINANCE, Paper, paper
from tests.farm.site import (
    Builder,
    Expected,
    Listed,
    Place,
    Site,
    column_metas,
    front,
    missing,
    page,
)


@dataclass(frozen=True)
class Yearly:
    """One portal: whose reports, its column, the address of a year's, and how years are linked."""

    agency: str
    column: str
    address: Callable[[int], str]
    link: str
    family: str = "generic"


_ANNUAL = "/module/xxgk/xxgkAnnualReport.jsp?area=119901000045000000"
_UNIT = "/public/column/6601841?type=3"
_WAYS = {
    # 浙江's and 山东's sites of Hanweb: the addresses are of real reports.
    "yearly_query": Yearly(
        CITY,
        _ANNUAL,
        lambda year: f"{_ANNUAL}&fbtime={year}",
        '<a href="xxgkAnnualReport.jsp?area=119901000045000000&amp;fbtime={year}">{year}年</a>',
    ),
    "yearly_unit": Yearly(
        EDUCATION,
        _UNIT,
        lambda year: f"/public/column/6601841?action=detail&title={year}&type=3",
        '<li><a href="?action=detail&amp;title={year}&amp;type=3">{year}</a></li>',
        "lonsun",
    ),
    "yearly_pages": Yearly(
        FINANCE,
        "/zfxxgk/zfxxgknb.htm",
        lambda year: f"/zfxxgk/zfxxgknb/n{year}n.htm",
        '<li id="line_u8_0"><a href="/zfxxgk/zfxxgknb/n{year}n.htm">{year}年度</a></li>',
        "vsb",
    ),
}


def _papers(place: Place, agency: str) -> list[Paper]:
    years = range(2024 if place.phase == 1 else 2025, 2019, -1)
    papers = [paper(agency, year) for year in years]
    return [one.edited() if place.phase > 1 and one.year == 2022 else one for one in papers]


def _show(place: Place, one: Paper, papers: Sequence[Paper], link: str) -> Response:
    """Link to the years before, so that a new one changes the newest page alone."""
    tabs = "".join(link.format(year=other.year) for other in papers if other.year <= one.year)
    body = f'<ul class="years">{tabs}</ul><div class="con">{one.html()}</div>'
    return html(page(place, "政府信息公开年报", body, column_metas(place)))


def _build(place: Place, way: Yearly) -> Site:
    papers = _papers(place, way.agency)
    shown = {way.address(one.year): _show(place, one, papers, way.link) for one in papers}

    def answer(asked: Request) -> Response:
        return shown.get(asked.target, shown[way.address(papers[0].year)])

    paths = {way.column.partition("?")[0], *(one.partition("?")[0] for one in shown)}
    expected = Expected(
        family=way.family,
        columns=(place.url(way.column),),
        reports=[Listed(one, place.url(way.address(one.year))) for one in papers],
        necessary=[f"GET {path}" for path in ("/", way.column, *shown)],
    )
    found = front(place, way.column)
    return Site(Routes(found, dict.fromkeys(paths, answer), missing(place)), expected)


def _build_newest(place: Place) -> Site:
    """Show the newest report at the column's address only, and link to those before it."""
    papers, column = _papers(place, EDUCATION), "/zwgk/nb/"
    paths = [column, *(f"{column}{one.year}.html" for one in papers[1:])]
    links = (
        f'<a href="{path}">{one.year}年度</a>' for one, path in zip(papers, paths, strict=True)
    )
    years = f'<div class="years">{"".join([*links][1:])}</div>'
    found = {
        path: html(page(place, "政府信息公开年报", one.html() + years * (path == column)))
        for one, path in zip(papers, paths, strict=True)
    }
    expected = Expected(
        reports=[Listed(one, place.url(path)) for one, path in zip(papers, paths, strict=True)],
        necessary=[f"GET {path}" for path in ("/", *paths)],
    )
    return Site(Routes({**front(place, column), **found}, {}, missing(place)), expected)


PORTALS: dict[str, Builder] = {
    **{name: partial(_build, way=way) for name, way in _WAYS.items()},
    "yearly_newest": _build_newest,
}
