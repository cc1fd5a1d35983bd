"""Columns whose metadata are missing, hidden, copied or of one's own making."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Response
from tests.farm.papers import CITY, COUNTY, DISTRICT, EDUCATION, FINANCE
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_METAS = re.compile(r"<meta name=[^>]*>\n?")


@dataclass(frozen=True)
class Defect:
    """What is wrong: `column` writes the column's page anew, `other` every page beside it."""

    path: str
    body: str
    years: range
    kind: str = "信息公开年报"
    column: Callable[[str], str] = str
    other: Callable[[str], str] = str


def _without(text: str) -> str:
    return _METAS.sub("", text).replace("政府信息公开年报</title>", "云澜市人民政府</title>")


def _hidden(text: str) -> str:
    metas = "".join(_METAS.findall(text))
    return _METAS.sub("", text).replace("<title>", f"<!-- {metas} -->\n<title>")


def _copied(text: str) -> str:
    """Let a page say that it is a column of reports of another town."""
    metas = (
        '<meta name="SiteName" content="齐齐哈尔"><meta name="SiteIDCode" content="5001070012">'
        '<meta name="ColumnName" content="信息公开年报">'
        '<meta name="ColumnType" content="信息公开年报">'
    )
    return _METAS.sub("", text).replace("<title>", f"{metas}<title>")


DEFECTS: Mapping[str, Defect] = {
    "metas_missing": Defect("/gk/c8871/list.html", CITY, range(2021, 2025), column=_without),
    "metas_hidden": Defect("/gk/c22/", COUNTY, range(2020, 2024), column=_hidden),
    "metas_copied": Defect(
        "/bumen/jy/bg/", EDUCATION, range(2022, 2025), kind="政策文件", other=_copied
    ),
    "metas_own_name": Defect("/x/1019/", FINANCE, range(2019, 2023), kind="政府信息公开年报"),
    "metas_several": Defect("/x/nb/", DISTRICT, range(2020, 2025), kind="信息公开，政策文件"),
}


def _build(defect: Defect, place: Place) -> Site:
    shelf = Shelf(
        place,
        lambda _, token: f"/content/{number(token)}.html",
        lambda token, name: f"/file/{token[:11]}.{name.rpartition('.')[2]}",
        {(defect.body, defect.years[0]): "docx"},
        [(defect.body, year) for year in defect.years],
        ("news",),
        (defect.body, 2025),
        (defect.body, defect.years[1]),
    )
    beside = front(place, defect.path)
    found = {path: _redone(page_, defect.other) for path, page_ in beside.items()}
    body = f"<ul>{rows(shelf.lines)}</ul>"
    text = page(place, "政府信息公开年报", body, column_metas(place, defect.kind))
    found[defect.path] = html(defect.column(text))
    return build(
        place, shelf, found, columns=[defect.path], requests=get("/", defect.path)
    )  # fmt: skip


def _redone(response: Response, change: Callable[[str], str]) -> Response:
    return html(change(response.body.decode()))


PORTALS: dict[str, Builder] = {
    name: partial(_build, defect) for name, defect in DEFECTS.items()
}  # fmt: skip
