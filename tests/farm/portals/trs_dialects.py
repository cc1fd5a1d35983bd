"""TRS WCM with the pagers that its sites write, with all rows on one page, with rows in scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Routes
from tests.farm.papers import CITY
from tests.farm.shelf import FEW, FEW_DECOYS, Line, Shelf
from tests.farm.site import (
    Builder,
    Expected,
    Place,
    Site,
    column_metas,
    front,
    missing,
    page,
    row,
)

SIZE = 3
# One beyond the last page answers 200 with a stub of about 300 bytes.
_STUB = f"<html><head><title></title></head><body><ul></ul>{' ' * 240}</body></html>"


@dataclass(frozen=True)
class Dialect:
    """How a site numbers and shows the pages of a list.

    `call` writes the pager of a page, from how many pages there are, this one's number from 0 and
    how many rows; `base` is the number that the script gives to the first page. `tried` are pages
    that a crawler asks for in vain because the script does not tell its base.
    """

    call: Callable[[int, int, int], str]
    base: int = 0
    column: str = "/zwgk/zfxxgk/gknb/"
    name: str = "index"
    extension: str = "html"
    article: str = "{column}{month}/t{day}_{number}.{extension}"
    tried: Mapping[str, str] | None = None

    def page(self, number: int) -> str:
        """Return the path of a page of the list."""
        plain = f"{self.column}{self.name}.{self.extension}"
        if number == 0:
            return self.column if self.name == "index" else plain
        return f"{self.column}{self.name}_{number + self.base}.{self.extension}"

    def address(self, day: str, token: str) -> str:
        """Return the path of an article."""
        told = {"month": day[:7].replace("-", ""), "day": day.replace("-", "")}
        number = int(token[:5], 16)
        shape = self.article
        return shape.format(
            column=self.column, number=number, token=token, extension=self.extension, **told
        )


def _count_page(pages: int, number: int, rows: int) -> str:
    return (
        f"var currentPage = {number}; // 所在页从0开始\nvar prevPage = currentPage - 1;\n"
        f"var countPage = {pages}; // 共多少页\nfor (var i = 0; i < countPage; i++) {{\n"
        'if (i == 0) document.write("<a href=\\"index"+"."+"html\\">1</a>");\n'
        'else document.write("<a href=\\"index\\"+\\"_\\"+i+\\".\\"+\\"html\\">"); }'
    )


def _five_arguments(pages: int, number: int, rows: int) -> str:
    return f'createPageHTML({pages},{number}, "index","shtml","{rows}");'


def _three_numbers(pages: int, number: int, rows: int) -> str:
    return f'createPageHTML({rows}, {pages}, {number}, "index", "html", {SIZE})'


def _plain(pages: int, number: int, rows: int) -> str:
    return f'createPage({pages}, {number}, "index", "html");'


def _contained(pages: int, number: int, rows: int) -> str:
    return f"createPageHTML('page_div', {pages}, {number + 1}, 'xlist', 'shtml', {rows});"


def _options(pages: int, number: int, rows: int) -> str:
    return f"Pager({{prefix: 'index', suffix: 'html', current: {number}, size: {pages}}});"


def _from_one(pages: int, number: int, rows: int) -> str:
    return f"$('.pagination').pagination({{ totalPage: {pages}, showCount: 5 }});"


def _unsure(pages: int, number: int, rows: int) -> str:
    return f"var countPage = {pages}; showPages(countPage);"


DIALECTS: Mapping[str, Dialect] = {
    "trs_countpage": Dialect(_count_page),
    "trs_fiveargs": Dialect(
        _five_arguments,
        column="/zwgk/zfxxgkgzndbg_251551/",
        extension="shtml",
        article="/gggs/{month}/t{day}_{number}.{extension}",
    ),
    "trs_threeints": Dialect(_three_numbers),
    "trs_createpage": Dialect(_plain),
    "trs_sixargs": Dialect(_contained, base=1, name="xlist", extension="shtml"),
    "trs_options": Dialect(_options),
    "trs_onebased": Dialect(
        _from_one, base=1, column="/2025ndbg/", article="/nw12344/{day}/{token}.html"
    ),
    "trs_unsure": Dialect(_unsure, base=1, tried={"index_1.html": "not_found"}),
}


def _shelf(place: Place, dialect: Dialect) -> Shelf:
    def link(token: str, name: str) -> str:
        return f"{dialect.column}202401/P0{token[:20]}.{name.rpartition('.')[2]}"

    formats = {(CITY, 2023): "docx", (CITY, 2020): "pdf"}
    return Shelf(place, dialect.address, link, formats, FEW, FEW_DECOYS)


def _attach(address: str, name: str) -> str:
    file = address.rpartition("/")[2]
    return (
        f'<p class="insertfileTag"><a appendix="true" href="{address}" title="{name}"'
        f' download="{name}" OLDSRC="/protect/{file[:8]}/{file}">附件</a></p>'
    )


def _row(line: Line, dialect: Dialect) -> str:
    url = line.url.replace(dialect.column, "./")
    return row(url, line.title, line.date, shown=f"{line.title[:14]}...", mark="b")


def _build(place: Place, dialect: Dialect) -> Site:
    shelf = _shelf(place, dialect)
    parts = shelf.parts(SIZE)
    found = {**front(place, dialect.page(0)), **shelf.articles(_attach), **shelf.files()}
    for number, part in enumerate(parts):
        rows = "".join(_row(line, dialect) for line in part)
        call = dialect.call(len(parts), number, len(shelf.lines))
        body = f'<div class="zfxxgk_zdgkc"><ul>{rows}</ul></div><script>{call}</script>'
        text = page(place, "政府信息公开年报", body, column_metas(place))
        found[dialect.page(number)] = html(text)
    found[dialect.page(len(parts))] = html(_STUB)
    pages = [dialect.page(number) for number in range(len(parts))]
    tried = dialect.tried or {}
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="trs",
            columns=(place.url(pages[0]),),
            reports=shelf.listed(),
            rejected=shelf.rejected(),
            outcomes={place.url(dialect.column + one): ended for one, ended in tried.items()},
            necessary=["GET /", *(f"GET {path}" for path in pages), *shelf.requests()],
            forbidden=["GET /protect/"],
        ),
    )


PORTALS: dict[str, Builder] = {
    name: partial(_build, dialect=dialect) for name, dialect in DIALECTS.items()
}
