"""The long tail: addresses and pagers of systems that no family covers."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from urllib.parse import quote_plus

from nianbao.demo.portals.common import html
from tests.farm.papers import CITY, COUNTY, DISTRICT, EDUCATION, FINANCE
from tests.farm.plain import build, get, number, rows, uuid
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_UUID = "29527d47-65f0-4e58-9a95-804549f339e9"
Published = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Grammar:
    """One portal: the addresses of pages, articles and documents, and what its pages look like.

    `page` gives the path of a page of the list by its number, `draw` the inside of one by its rows,
    its number and how many pages there are. The first path is that of the column.
    """

    page: Callable[[int], str]
    address: Callable[[str, str], str]
    draw: Callable[[Sequence[Line], int, int], str]
    published: Published
    new: tuple[str, int]
    size: int = 4
    metas: bool = True
    formats: dict[tuple[str, int], str] = field(default_factory=dict)
    decoys: Sequence[str] = ("website_statement", "news")


def _hebei(lines: Sequence[Line], here: int, pages: int) -> str:
    links = "".join(
        f'<a href="{_hebei_page(one)}">{one}</a>' for one in range(1, pages + 1) if one != here
    )
    return f'<ul class="xxgkList">{rows(lines)}</ul><div class="pages">共{pages}页 {links}</div>'


def _hebei_page(here: int) -> str:
    name = "index" if here == 1 else f"index_{here}"
    return f"/columns/{_UUID}/{name}.html"


def _hebei_article(day: str, token: str) -> str:
    year, month, date = day.split("-")
    return f"/columns/{_UUID}/{year}{month}/{date}/{uuid(token)}.html"


def _henan(lines: Sequence[Line], here: int, pages: int) -> str:
    shown = "".join(
        f'<li><a href="{one.url}">{one.title}</a><span>{one.date}</span></li>' for one in lines
    )
    return (
        f'<div class="zfxxgk_zdgkc"><ul>{shown}</ul></div>'
        f'<div id="pageDec" pagesize="3" pagecount="{pages}"></div>'
    )


def _henan_page(here: int) -> str:
    return "/zwgk/zfxxgk/zfxxgknb/" + ("" if here == 1 else f"index_{here - 1}.html")


def _henan_article(day: str, token: str) -> str:
    year, month, date = day.split("-")
    return f"/{year}/{month}-{date}/{number(token)}.html"


def _yichang(lines: Sequence[Line], here: int, pages: int) -> str:
    links = f'<a href="{_yichang_page(here + 1)}">下一页</a>' if here < pages else ""
    links += f'<a href="{_yichang_page(here - 1)}">上一页</a>' if here > 1 else ""
    cells = "".join(
        f'<tr><td>{place}</td><td><a href="{one.url}">{one.title}</a></td><td>{one.date}</td></tr>'
        for place, one in enumerate(lines, 1)
    )
    return f"<table>{cells}</table><div>第{here}/{pages}页 {links}</div>"


def _yichang_page(here: int) -> str:
    return f"/list-62944-{here}.html"


def _numeric(lines: Sequence[Line], here: int, pages: int) -> str:
    shown = "".join(
        f"<dl><dt><a href='{one.url}' title='{one.title}'>{one.title[:14]}…</a></dt>"
        f"<dd><em>{one.date[8:]}</em><i>{one.date[:7]}</i></dd></dl>"
        for one in lines
    )
    links = f"<a href='{here + 1}.html'>后页&gt;</a>" if here < pages else "<span>后页</span>"
    links += f"<a href='{here - 1}.html'>前页</a>" if here > 1 else ""
    return f"{shown}<p class='fy'>{links}</p>"


def _numeric_page(here: int) -> str:
    return f"/zfxxgk/zfxxgknb/{here}.html"


def _jeecms(lines: Sequence[Line], here: int, pages: int) -> str:
    move = f"onclick=\"location.href='index_{here + 1}.jhtml';\""
    button = f"<input type='button' value='下一页' {move}>" if here < pages else ""
    option = "".join(
        f"<option value='index{'' if one == 1 else f'_{one}'}.jhtml'>{one}</option>"
        for one in range(1, pages + 1)
    )
    choose = f"<select onchange='location.href=this.value'>{option}</select>"
    told = f"<div class='pagebar'>共 {pages * 4} 条记录 {here}/{pages} 页 {button}{choose}</div>"
    return f"<div class='list'>{rows(lines, 'em')}</div>{told}"


def _jeecms_page(here: int) -> str:
    return "/zfxxgknb/" + ("index.jhtml" if here == 1 else f"index_{here}.jhtml")


def _show_list(lines: Sequence[Line], here: int, pages: int) -> str:
    shown = "".join(f"<p><a href='{one.url}'>{one.date} {one.title}</a></p>" for one in lines)
    links = " ".join(
        f"<a href='{_show_list_page(one)}'>{one}</a>" if one != here else f"<b>{one}</b>"
        for one in range(1, pages + 1)
    )
    return f"<div class='con'>{shown}</div><div class='pagination'>{links}</div>"


def _show_list_page(here: int) -> str:
    return f"/Content/showList/650/page_{here}.html"


def _base64(lines: Sequence[Line], here: int, pages: int) -> str:
    onward = f'<a href="/policies/{here + 1}.html">下一页</a>' if here < pages else "<i>下一页</i>"
    back = f'<a href="/policies/{here - 1}.html">上一页</a>' if here > 1 else ""
    hidden = base64.b64encode(quote_plus(back + onward).encode()).decode()
    show = "document.getElementById('pages').innerHTML=decodeURIComponent(window.atob(t))"
    return (
        f'<ul>{rows(lines, "i", cut=13)}</ul><div id="pages">{hidden}</div>'
        f"<script>var t=document.getElementById('pages').innerText; {show}</script>"
    )


def _base64_page(here: int) -> str:
    return "/policies/" if here == 1 else f"/policies/{here}.html"


def _phpcms(lines: Sequence[Line], here: int, pages: int) -> str:
    shown = "".join(
        f"<div><a href='{escape(one.url)}'>{one.title}</a><time>{one.date}</time></div>"
        for one in lines
    )
    links = "".join(
        f"<a href='{escape(_phpcms_page(one))}'>{one}</a>" if one != here else f"<span>{one}</span>"
        for one in range(1, pages + 1)
    )
    return f"<div class='news-box'>{shown}</div><div id='pages'>{links}</div>"


def _phpcms_page(here: int) -> str:
    first = "/index.php?m=content&c=index&a=lists&catid=12"
    return first if here == 1 else f"{first}&page={here}"


def _cards(lines: Sequence[Line], here: int, pages: int) -> str:
    """Cards have no links: a script opens the address that they hold."""
    shown = "".join(
        f"<div class='card' data-url='{one.url}' onclick='openDetail(this)'>"
        f"<h3>{one.title}</h3><small>发布时间：{one.date}</small></div>"
        for one in lines
    )
    opens = "<script>function openDetail(o) {window.open($(o).attr('data-url'))}</script>"
    links = "".join(
        f"<a href='{_cards_page(one)}'>{one}</a>" for one in range(1, pages + 1) if one != here
    )
    return f"<section>{shown}</section>{opens}<nav class='pagination'>{links}</nav>"


def _cards_page(here: int) -> str:
    return f"/portal/annual{'' if here == 1 else f'-{here}'}.html"


def _capitals(lines: Sequence[Line], here: int, pages: int) -> str:
    """Dates end in a number before the pager's words, which count: 2024/01/11 页次：1/3."""
    shown = "".join(
        f"<TR><TD>·<A HREF=' ./{one.url.removeprefix('/ZWGK/NB/')} '>{one.title}</A></TD>"
        f"<TD>{one.date.replace('-', '/')}</TD></TR>"
        for one in lines
    )
    onward = f"<A HREF='INDEX_{here}.HTM'>下页</A>" if here < pages else ""
    return f"<TABLE>{shown}</TABLE><SPAN>页次：{here}/{pages} {onward}</SPAN>"


def _capitals_page(here: int) -> str:
    return f"/ZWGK/NB/INDEX{'' if here == 1 else f'_{here - 1}'}.HTM"


GRAMMARS = {
    "grammar_query": Grammar(
        _phpcms_page,
        lambda _, token: f"/index.php?m=content&c=index&a=show&catid=12&id={number(token)}",
        _phpcms,
        tuple((COUNTY, year) for year in range(2020, 2025)),
        (COUNTY, 2025),
        size=3,
    ),
    "grammar_cards": Grammar(
        _cards_page,
        lambda _, token: f"/portal/detail/{number(token)}.html",
        _cards,
        tuple((DISTRICT, year) for year in range(2019, 2025)),
        (DISTRICT, 2025),
        metas=False,
    ),
    "grammar_capitals": Grammar(
        _capitals_page,
        lambda day, token: f"/ZWGK/NB/{day.replace('-', '')}/{number(token)}.HTM",
        _capitals,
        tuple((CITY, year) for year in range(2020, 2025)),
        (CITY, 2025),
        size=3,
    ),
    "grammar_uuid": Grammar(
        _hebei_page,
        _hebei_article,
        _hebei,
        tuple((COUNTY, year) for year in range(2019, 2025)),
        (COUNTY, 2025),
        metas=False,
    ),
    "grammar_counted": Grammar(
        _henan_page,
        _henan_article,
        _henan,
        ((CITY, 2021), (CITY, 2022), (EDUCATION, 2022), (CITY, 2023), (CITY, 2024)),
        (EDUCATION, 2024),
        size=3,
        formats={(CITY, 2021): "docx"},
    ),
    "grammar_table": Grammar(
        _yichang_page,
        lambda _, token: f"/content-62944-{number(token)}-1.html",
        _yichang,
        tuple((DISTRICT, year) for year in (2020, 2021, 2022, 2023, 2024)),
        (DISTRICT, 2025),
        size=3,
    ),
    "grammar_numbers": Grammar(
        _numeric_page,
        lambda day, token: f"/zfxxgk/zfxxgknb/{day[:4]}{day[5:7]}/{token[:12]}.html",
        _numeric,
        tuple((FINANCE, year) for year in range(2019, 2025)),
        (FINANCE, 2025),
    ),
    "grammar_buttons": Grammar(
        _jeecms_page,
        lambda _, token: f"/zfxxgknb/{number(token)}.jhtml",
        _jeecms,
        ((CITY, 2020), (COUNTY, 2021), (CITY, 2022), (COUNTY, 2023), (CITY, 2024), (COUNTY, 2024)),
        (CITY, 2025),
        metas=False,
    ),
    "grammar_window": Grammar(
        _show_list_page,
        lambda _, token: f"/Content/show/{number(token)}.html",
        _show_list,
        tuple((EDUCATION, year) for year in range(2019, 2025)),
        (EDUCATION, 2025),
        size=2,
        metas=False,
    ),
    "grammar_base64": Grammar(
        _base64_page,
        lambda _, token: f"/policies/{token[:4]}/{number(token)}.html",
        _base64,
        ((COUNTY, 2022), (DISTRICT, 2022), (COUNTY, 2023), (DISTRICT, 2023), (COUNTY, 2024)),
        (DISTRICT, 2024),
        size=2,
    ),
}


def _build(grammar: Grammar, place: Place) -> Site:
    shelf = Shelf(
        place,
        grammar.address,
        lambda token, name: f"/upload/{token[:8]}.{name.rpartition('.')[2]}",
        grammar.formats,
        grammar.published,
        grammar.decoys,
        grammar.new,
        grammar.published[2],
    )
    parts = shelf.parts(grammar.size)
    metas = column_metas(place) if grammar.metas else ""
    found = front(place, grammar.page(1))
    for here, lines in enumerate(parts, 1):
        body = grammar.draw(lines, here, len(parts))
        found[grammar.page(here)] = html(page(place, "政府信息公开年报", body, metas))
    lists = [grammar.page(here) for here in range(1, len(parts) + 1)]
    return build(place, shelf, found, columns=lists[:1], requests=get("/", *lists))


PORTALS: dict[str, Builder] = {name: partial(_build, grammar) for name, grammar in GRAMMARS.items()}
