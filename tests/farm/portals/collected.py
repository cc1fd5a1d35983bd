"""Rows that promise the reports of many bodies, and articles that hold them."""

from __future__ import annotations

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Response, Routes
from tests.farm.papers import CITY, EDUCATION, FINANCE, Paper, paper
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

_COLUMN = "/zwgk/nb/"
_BODIES = (EDUCATION, FINANCE)


def _build(place: Place) -> Site:
    """Attach the departments' reports of one year to an article, link to those of another."""
    own = [paper(CITY, year) for year in ((2022, 2023) if place.phase == 1 else (2022, 2023, 2024))]
    own = [one.edited() if place.phase > 1 and one.year == 2022 else one for one in own]
    attached, linked = ([paper(body, year) for body in _BODIES] for year in (2023, 2022))
    where = {one: f"{_COLUMN}f/{one.token[:9]}.docx" for one in attached}
    where |= {one: f"{_COLUMN}{one.token}.html" for one in (*own, *linked)}
    gathered = {f"{_COLUMN}bm{group[0].year}.html": group for group in (attached, linked)}
    found = {path: _gather(place, path, group, where) for path, group in gathered.items()}
    found |= {where[one]: html(article(place, one, one.html(), where[one])) for one in own + linked}
    found |= {where[one]: Response(one.docx(), media_type="application/msword") for one in attached}
    lines = [row(where[one], one.title, one.published) for one in own]
    lines += [row(path, _title(group), group[0].published) for path, group in gathered.items()]
    shown = page(place, "政府信息公开年报", f"<ul>{''.join(lines)}</ul>", column_metas(place))
    found |= {**front(place, _COLUMN), _COLUMN: html(shown)}
    expected = Expected(
        family="generic",
        columns=(place.url(_COLUMN),),
        reports=[_list(place, one, path) for one, path in where.items()],
        necessary=[f"GET {path}" for path in ("/", _COLUMN, *gathered, *where.values())],
    )
    return Site(Routes(found, {}, missing(place)), expected)


def _list(place: Place, one: Paper, path: str) -> Listed:
    if path.endswith(".docx"):
        return Listed(one, place.url(path), {place.url(path): f"{one.title}.docx"})
    return Listed(one, place.url(path), {}, one.published)


def _title(group: list[Paper]) -> str:
    return f"云澜市各部门{group[0].year}年政府信息公开工作年度报告"


def _gather(place: Place, path: str, group: list[Paper], where: dict[Paper, str]) -> Response:
    links = (
        f'<p>附件：<a href="{where[one]}">{one.title}</a> {one.published}</p>' for one in group
    )
    title = _title(group)
    told = f'<meta name="ArticleTitle" content="{title}"><meta name="Url" content="{path}">'
    return html(page(place, title, f"<h1>{title}</h1>{''.join(links)}", told))


PORTALS: dict[str, Builder] = {"collected": _build}
