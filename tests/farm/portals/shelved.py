"""Columns parted by year, by body, by both; years and bodies alone for titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Routes
from tests.farm.papers import CITY, COUNTY, DISTRICT, EDUCATION, FINANCE, Paper, paper
from tests.farm.plain import get
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

_WATER = "云澜市水务局"
_TOWN = "望江县岚溪镇人民政府"
Papers = Sequence[Paper]


@dataclass(frozen=True)
class Nest:
    """A portal's reports and what its lists look like.

    `draw` gives the pages by path, the column's first; `path` is where a report stands; `dated`
    tells that rows show their dates, `nameless` that reports do not say whose they are.
    """

    bodies: Sequence[str]
    years: Sequence[int]
    path: Callable[[Paper], str]
    draw: Callable[[Papers], Mapping[str, str]]
    dated: bool = True
    nameless: bool = False
    column_type: str = "信息公开年报"


def _by_year(papers: Papers) -> Mapping[str, str]:
    """A list of years, each a list of reports."""
    found = {"/zfxxgk/zfxxgknb/": _years(papers, "/zfxxgk/zfxxgknb/{}n/")}
    for year in _years_of(papers):
        found[f"/zfxxgk/zfxxgknb/{year}n/"] = _rows(papers, year=year)
    return found


def _by_body(papers: Papers) -> Mapping[str, str]:
    """A directory of bodies, each a list of reports whose titles say no name."""
    bodies = sorted({one.agency for one in papers})
    links = "".join(
        f'<li><a href="/zwgk/bm/{_number(body)}/nb.shtml">{body}</a></li>' for body in bodies
    )
    found = {"/zwgk/bmnb/index.shtml": f'<div class="bmlist"><ul>{links}</ul></div>'}
    for body in bodies:
        own = [one for one in papers if one.agency == body]
        lines = "".join(row(_body_path(one), one.title, one.published) for one in own)
        found[f"/zwgk/bm/{_number(body)}/nb.shtml"] = f"<ul>{lines}</ul>"
    return found


def _by_both(papers: Papers) -> Mapping[str, str]:
    """Groups of bodies, bodies, and years that lead straight to the reports."""
    root = "/openness/annual/"
    groups = {"市政府": (CITY,), "市直部门": (FINANCE, _WATER), "县(市、区)": (COUNTY, DISTRICT)}
    names = "".join(
        f'<dd><a href="{root}g{place}/">{name}</a></dd>' for place, name in enumerate(groups)
    )
    found = {root: f"<dl><dt>公开年报</dt>{names}</dl>"}
    for place, bodies in enumerate(groups.values()):
        links = "".join(
            f'<p><a href="{root}g{place}/u{_number(body)}/">{body}</a></p>' for body in bodies
        )
        found[f"{root}g{place}/"] = f"<div>{links}</div>"
        for body in bodies:
            own = [one for one in papers if one.agency == body]
            years = "".join(f'<li><a href="{_both_path(one)}">{one.year}年</a></li>' for one in own)
            found[f"{root}g{place}/u{_number(body)}/"] = f"<ul>{years}</ul>"
    return found


def _by_year_and_body(papers: Papers) -> Mapping[str, str]:
    """Years, and below each the bodies' names alone."""
    found = {"/nbgz/index.html": _years(papers, "/nbgz/{}/index.html")}
    for year in _years_of(papers):
        links = "".join(
            f"<td><a href='{_named_path(one)}'>{one.agency}</a></td>"
            for one in papers
            if one.year == year
        )
        found[f"/nbgz/{year}/index.html"] = f"<table><tr>{links}</tr></table>"
    return found


def _matrix(papers: Papers) -> Mapping[str, str]:
    """One table, a line for each body, a link for each year."""
    lines = ""
    for body in sorted({one.agency for one in papers}):
        links = "".join(
            f"<td><a href='{_named_path(one)}'>{one.year}</a></td>"
            for one in papers
            if one.agency == body
        )
        lines += f"<tr><th>{body}</th>{links}</tr>"
    return {"/gkml/nb.html": f"<table>{lines}</table>"}


def _years(papers: Papers, path: str) -> str:
    links = "".join(
        f'<li><a href="{path.format(year)}">{year}年</a></li>' for year in _years_of(papers)
    )
    return f'<div class="years"><ul>{links}</ul></div>'


def _years_of(papers: Papers) -> list[int]:
    return sorted({one.year for one in papers}, reverse=True)


def _rows(papers: Papers, year: int) -> str:
    lines = (row(_year_path(one), one.title, one.published) for one in papers if one.year == year)
    return f"<ul>{''.join(lines)}</ul>"


def _number(body: str) -> int:
    return 10_000 + sum(map(ord, body)) % 80_000


def _year_path(one: Paper) -> str:
    return f"/zfxxgk/zfxxgknb/{one.year}n/{one.day[:6]}/{one.serial}.html"


def _body_path(one: Paper) -> str:
    return f"/zwgk/bm/{_number(one.agency)}/{one.day[:6]}/{one.token[:10]}.shtml"


def _both_path(one: Paper) -> str:
    return f"/openness/annual/{one.serial}.html"


def _named_path(one: Paper) -> str:
    return f"/content/{one.day[:6]}/{one.serial}.html"


NESTS = {
    "nested_years": Nest((CITY, COUNTY), range(2020, 2025), _year_path, _by_year),
    "nested_bodies": Nest(
        (EDUCATION, FINANCE, _WATER), (2022, 2023, 2024), _body_path, _by_body, nameless=True
    ),
    "nested_both": Nest(
        (CITY, FINANCE, _WATER, COUNTY, DISTRICT), (2023, 2024), _both_path, _by_both, dated=False
    ),
    "nested_names": Nest(
        (EDUCATION, _WATER, _TOWN), (2021, 2023), _named_path, _by_year_and_body, dated=False
    ),
    "nested_matrix": Nest(
        (EDUCATION, FINANCE, DISTRICT), (2019, 2021, 2024), _named_path, _matrix, dated=False
    ),
}  # fmt: skip


def _build(nest: Nest, place: Place) -> Site:
    title = "{}年度政府信息公开工作年度报告" if nest.nameless else ""
    wanted = [(body, year) for year in nest.years for body in nest.bodies]
    wanted += [(nest.bodies[0], 2025)] if place.phase > 1 else []
    papers = [paper(body, year, title=title.format(year)) for body, year in wanted]
    papers[0] = papers[0].edited() if place.phase > 1 else papers[0]
    papers.sort(key=lambda one: (one.published, one.agency), reverse=True)
    lists = nest.draw(papers)
    column = next(iter(lists))
    found = front(place, column)
    for path, body in lists.items():
        metas = column_metas(place, nest.column_type)
        found[path] = html(page(place, "政府信息公开年报", body, metas))
    found |= {nest.path(one): html(_article(place, nest, one)) for one in papers}
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="generic",
            columns=(place.url(column),),
            reports=[
                Listed(one, place.url(nest.path(one)), {}, one.published if nest.dated else None)
                for one in papers
            ],
            necessary=get("/", *lists, *map(nest.path, papers)),
        ),
    )


def _article(place: Place, nest: Nest, one: Paper) -> str:
    if nest.nameless:
        return page(place, one.title, f'<div class="con">{one.html()}</div>')
    return article(place, one, one.html(), nest.path(one))


PORTALS: dict[str, Builder] = {name: partial(_build, nest) for name, nest in NESTS.items()}
