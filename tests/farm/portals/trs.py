"""TRS WCM: static lists, relative links, rows cut short, pages in GB18030 that say gb2312."""

from __future__ import annotations

from collections.abc import Sequence

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Response, Routes
from tests.farm.papers import CITY, Paper, paper
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

COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
_NEWS = "/xwzx/202501/t20250120_3300077.html"
# GBK has the first character and gb2312 has not; the second takes four bytes in GB18030.
_RARE = "镕㙍"
_ROWS = 2


def _papers(place: Place) -> list[Paper]:
    years = range(2020, 2025 if place.phase == 1 else 2026)
    papers = [paper(CITY, year) for year in reversed(years)]
    edited = place.phase > 1
    return [one.edited() if edited and one.year == 2022 else one for one in papers]


def _path(one: Paper) -> str:
    return f"{COLUMN}{one.day[:6]}/t{one.day}_{one.serial}.html"


def _file(one: Paper) -> str:
    return f"{COLUMN}{one.day[:6]}/P0{one.day}{one.serial}.docx"


def _report(place: Place, one: Paper) -> dict[str, Response]:
    """Return a report's page; that of 2023 only leads to a Word document."""
    if one.year != 2023:
        text = article(place, one, f'<div class="TRS_Editor">{one.html()}</div>', charset="gb2312")
        return {_path(one): _gb(text)}
    name = f"{one.file_name}.docx"
    link = _file(one).rpartition("/")[2]
    body = (
        f'<h1>{one.title}</h1><div class="trs_editor_view TRS_UEDITOR"><p>详见附件。</p>'
        f'<p class="insertfileTag"><a appendix="true" href="./{link}" title="{name}"'
        f' download="{name}" OLDSRC="/protect/{link[:8]}/{link}">附件</a></p></div>'
    )
    text = article(place, one, body, charset="gb2312")
    return {
        _path(one): _gb(text),
        _file(one): Response(one.docx(), media_type="application/msword"),
    }


def _gb(text: str) -> Response:
    return Response(text.replace("</body>", f"<i>{_RARE}</i></body>").encode("gb18030"))


def _pager(pages: int, number: int) -> str:
    return f'createPageHTML({pages}, {number}, "index", "html");'


def _list(place: Place, papers: Sequence[Paper], pages: int, number: int) -> Response:
    rows = [
        row(
            f"./{_path(one).removeprefix(COLUMN)}",
            one.title,
            one.published,
            shown=f"{one.title[:16]}...",
            mark="b",
        )
        for one in papers
    ]
    if number == 0:
        rows.insert(1, row(f"../../..{_NEWS}", "云澜市召开政务公开工作推进会", "2025-01-20"))
        rows.append("<!--<li><a href='./202401/t20240119_1.html'>旧模板残留</a></li>-->")
    body = (
        f'<div class="zfxxgk_zdgkc"><ul>{"".join(rows)}</ul></div>'
        f'<div class="page"><script language="javascript">{_pager(pages, number)}</script></div>'
    )
    return _gb(page(place, "政府信息公开年报", body, column_metas(place), "gb2312"))


def _build(place: Place) -> Site:
    papers = _papers(place)
    parts = [papers[start : start + _ROWS] for start in range(0, len(papers), _ROWS)]
    found = front(place, COLUMN)
    for number, part in enumerate(parts):
        name = "" if number == 0 else f"index_{number}.html"
        found[COLUMN + name] = _list(place, part, len(parts), number)
    # One beyond the last answers 200 with nothing in it.
    found[f"{COLUMN}index_{len(parts)}.html"] = html("<html><body><ul></ul></body></html>")
    for one in papers:
        found |= _report(place, one)
    pages = [COLUMN, *(f"{COLUMN}index_{number}.html" for number in range(1, len(parts)))]
    files = [_file(one) for one in papers if one.year == 2023]
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="trs",
            columns=(place.url(COLUMN),),
            reports=[
                Listed(
                    one,
                    place.url(_path(one)),
                    {place.url(_file(one)): f"{one.file_name}.docx"} if one.year == 2023 else {},
                    one.published,
                )
                for one in papers
            ],
            rejected={place.url(_NEWS): "news"},
            necessary=[f"GET {path}" for path in ("/", *pages, *map(_path, papers), *files)],
            forbidden=[f"GET /protect/{file.rpartition('/')[2][:8]}" for file in files],
        ),
    )


PORTALS: dict[str, Builder] = {"trs": _build}
