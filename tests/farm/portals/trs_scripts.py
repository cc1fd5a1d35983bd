"""TRS WCM: rows and documents inside scripts, all rows on one page, files in pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Response, Routes
from tests.farm.papers import CITY, COUNTY, Paper, paper
from tests.farm.shelf import FEW, Line, Shelf
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

_SCRIPTED = "/zwgk/xxgk/nb/"
_NEWS = Line(
    "望江县召开年度工作会议", f"{_SCRIPTED}202502/t20250211_2730001.shtml", "2025-02-11", "news"
)
_SLICED = "/zfxxgk/xxgknb/"
_PAIRED = "/xxgk/zfxxgknb/"


def _papers(place: Place, agency: str) -> list[Paper]:
    years = range(2022, 2025 if place.phase == 1 else 2026)
    papers = [paper(agency, year) for year in reversed(years)]
    return [one.edited() if place.phase > 1 and one.year == 2022 else one for one in papers]


def _path(one: Paper, column: str, extension: str) -> str:
    return f"{column}{one.day[:6]}/t{one.day}_{one.serial}.{extension}"


# 武汉 gives a row's address and title to variables and writes it out.
_ROW = """<script>
 var url = "{url}"; var title = "";
 if ("" == "") {{ title = "{title}";
 }}
 var FILENUM = "无";
 document.writeln("<li><a href='"+url+"' target='_blank'>"+title+"</a><span>");
 document.writeln("{date} 17:32");
 document.writeln("</span></li>");
</script>"""
# 南京 writes the documents of an article by scripts.
_TAIL = """<div class="view TRS_UEDITOR">附件：1．{name}</div>
<script>if("附件1.pdf<BR/>" != ""){{document.write('<a href="./{file}">{name}</a><BR/>');}}</script>
<script>document.write('<a href="{outside}">附件3-外部文件.pdf</a>')</script>"""


def _scripted_row(line: Line) -> str:
    return _ROW.format(url=line.url.replace(_SCRIPTED, "./"), title=line.title, date=line.date)


def _trsjs(place: Place) -> Site:
    papers = _papers(place, COUNTY)
    paths = {one: _path(one, _SCRIPTED, "shtml") for one in papers}
    lines = [_NEWS, *(Line(one.title, paths[one], one.published) for one in papers)]
    rows = "".join(map(_scripted_row, lines))
    body = f'<ul class="list">{rows}</ul><script>createPageHTML(1, 0, "index", "shtml")</script>'
    column = f"{_SCRIPTED}index.shtml"
    found = front(place, column)
    found[column] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    files: dict[Paper, str] = {}
    for one in papers:
        files[one] = f"{paths[one].rpartition('/')[0]}/P0{one.day}{one.serial}.pdf"
        outside = f"https://evil.example/{one.token}.pdf"
        told = {"name": f"附件1-{one.file_name}.pdf", "file": files[one].rpartition("/")[2]}
        inside = f"<h1>{one.title}</h1>" + _TAIL.format(outside=outside, **told)
        found[paths[one]] = html(article(place, one, inside, paths[one]))
        found[files[one]] = Response(one.pdf(), media_type="application/pdf")
    outsiders = [f"https://evil.example/{one.token}.pdf" for one in papers]
    asked = ["/", column, *paths.values(), *files.values()]
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="trs",
            columns=(place.url(column),),
            reports=[
                Listed(
                    one,
                    place.url(paths[one]),
                    {place.url(files[one]): f"附件1-{one.file_name}.pdf"},
                    one.published,
                )
                for one in papers
            ],
            rejected={place.url(_NEWS.url): "news"},
            outcomes=dict.fromkeys(outsiders, "off_site"),
            necessary=[f"GET {path}" for path in asked],
        ),
    )


def _sliced_address(day: str, token: str) -> str:
    number = int(token[:5], 16)
    return f"{_SLICED}{day[:7].replace('-', '')}/t{day.replace('-', '')}_{number}.html"


def _trs_sliced(place: Place) -> Site:
    """All rows stand on the page, a script shows some of them; old ones linger in comments."""
    shelf = Shelf(place, _sliced_address, lambda token, name: "", {}, FEW)
    rows = [row(line.url.replace(_SLICED, "./"), line.title, line.date) for line in shelf.lines]
    remnants = [f"<!-- {one.replace('t20', 't19')} -->" for one in rows]
    body = (
        f'<ul class="default_news">{"".join(map("".join, zip(rows, remnants, strict=True)))}</ul>'
        '<div class="page"><a href="javascript:;">上一页</a><a href="javascript:;">下一页</a></div>'
        "<script>var per = 4; var rows = $('.default_news li'); function show(n) {"
        " rows.hide().slice(n * per, n * per + per).show(); } show(0);</script>"
    )
    found = {**front(place, _SLICED), **shelf.articles()}
    found[_SLICED] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="trs",
            columns=(place.url(_SLICED),),
            reports=shelf.listed(),
            rejected=shelf.rejected(),
            necessary=["GET /", f"GET {_SLICED}", *shelf.requests()],
        ),
    )


def _ndrc_pair(place: Place) -> Site:
    """Each report is there as PDF and as OFD; both are sources of the one report."""
    papers = _papers(place, CITY)
    paths = {one: _path(one, _PAIRED, "html") for one in papers}
    rows = [row(paths[one].replace(_PAIRED, "./"), one.title, one.published) for one in papers]
    body = f"<ul>{''.join(rows)}</ul>"
    found = front(place, _PAIRED)
    found[_PAIRED] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    names: dict[Paper, Mapping[str, str]] = {}
    for one in papers:
        folder = f"{paths[one].rpartition('/')[0]}/P0{one.day}{one.serial}"
        names[one] = {
            f"{folder}{end}": f"{one.file_name}.{end[-3:]}" for end in ("825.pdf", "059.ofd")
        }
        links = [f'<li><a href="{path}">{name}</a></li>' for path, name in names[one].items()]
        inside = (
            f'<h1>{one.title}</h1><div class="article_attachment"><ul>{"".join(links)}</ul></div>'
        )
        found[paths[one]] = html(article(place, one, inside, paths[one]))
        pdf, ofd = names[one]
        found |= {pdf: Response(one.pdf()), ofd: Response(one.ofd())}
    asked: Sequence[str] = [path for one in papers for path in (paths[one], *names[one])]
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="trs",
            columns=(place.url(_PAIRED),),
            reports=[
                Listed(
                    one,
                    place.url(paths[one]),
                    {place.url(path): name for path, name in names[one].items()},
                    one.published,
                )
                for one in papers
            ],
            necessary=[f"GET {path}" for path in ("/", _PAIRED, *asked)],
        ),
    )


PORTALS: dict[str, Builder] = {
    "trsjs": _trsjs,
    "trs_sliced": _trs_sliced,
    "ndrc_pair": _ndrc_pair,
}
