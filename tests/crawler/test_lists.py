"""Rows of any list, and what a page must hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.cms import generic
from crawler.model import Entry, Found, Row
from crawler.page import Page
from crawler.proof import is_report
from crawler.rows import read_row
from crawler.visit import visit
from tests.crawler.pages import ROOT, make_entry, make_page

COLUMN = f"{ROOT}gk/nb/"
TITLE, DAY = "云澜市2024年政府信息公开工作年度报告", "2025-01-04"
ROW = f"<ul><li><a href='/c/202501/a.html'>{TITLE}</a> 2025-01-24</li></ul>"
OLD = "公开工作报告 一、概述 二、主动公开政府信息的情况 三、依申请公开情况 四、公开渠道"
LABELS = (
    "本年新收政府信息公开申请数量 上年结转政府信息公开申请数量 其他法律行政法规禁止公开"
    " 保护第三方合法权益 属于三类内部事务信息 属于四类过程性信息 属于行政执法案卷"
)
HEADINGS = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p>"


def row(markup: str) -> Row:
    (anchor,) = make_page(markup, COLUMN).anchors
    return read_row(anchor)


def read(body: str, role: Any = "column", url: str = COLUMN, **context: Any) -> tuple[Found, ...]:
    return visit(make_page(body, url), make_entry(url, role, context=context)).found


@pytest.mark.parametrize(
    ("markup", "title", "date"),
    [
        (f"<li><a href='/a'>{TITLE}</a><b>2025/1/4</b></li>", TITLE, "2025-01-04"),
        (f"<li><a href='/a'>·[2025-01-24] {TITLE}</a></li>", TITLE, "2025-01-24"),
        (f"<tr onclick=\"go('/a.html')\"><td>{TITLE}</td><td>2025.1.4</td></tr>", TITLE, DAY),
        (f"<tr><td>{TITLE}</td><td><a href='/a'>点击查看</a></td></tr>", TITLE, None),
        (
            f"<a href='/a'>{TITLE}（2024年1月1日至12月31日）</a>",
            f"{TITLE}（2024年1月1日至12月31日）",
            None,
        ),
        (f"<a href='/a' title='{TITLE}'>云澜市2024年…</a>", TITLE, None),
    ],
)  # fmt: skip
def test_a_row_is_read_with_its_title_and_date(markup: str, title: str, date: str | None) -> None:
    told = row(f"<html><body><table>{markup}</table></body></html>" if "<tr" in markup else markup)
    assert (told.title, told.published_on) == (title, date)


def test_a_year_is_known_by_the_body_before_it() -> None:
    beside = "<table><tr><th>云澜市教育局</th><td><a href='/a.html'>2023年</a></td></tr></table>"
    above = "<h4>云澜市教育局</h4><ul><li><a href='/a.html'>2023年</a></li></ul>"
    assert row(beside).body == row(above).body == "云澜市教育局"


def test_links_to_one_address_are_one_row() -> None:
    body = (
        "<ul><li><a href='/c/202501/a.html'><img src='n.gif'></a>"
        f"<a href='/c/202501/a.html'>{TITLE}</a><a href='/c/202501/a.html'>详情</a>2025-01-24</li>"
    )
    (one,) = [one for one in read(body) if one.role == "report"]
    assert (one.context["title"], one.rejected) == (TITLE, None)


def test_what_stands_beside_reports_is_a_row_without_a_date_too() -> None:
    body = (
        f"<ul><li><a href='/c/202501/a.html'>{TITLE}</a></li>"
        "<li><a href='/c/202501/b.html'>云澜市召开会议</a></li></ul>"
        "<ul><li><a href='/c/202501/c.html'>云澜市概况</a></li></ul>"
    )
    assert [one.rejected for one in read(body)] == [None, "news"]


def test_names_of_bodies_are_rows_in_a_column_of_reports_only() -> None:
    names = "".join(
        f"<li><a href='/c/202501/{n}.html'>云澜市{n}局</a></li>" for n in ("教育", "水务")
    )
    told = [one for one in read(f"<ul>{names}</ul>") if one.role == "report"]
    assert [one.context["body"] for one in told] == ["云澜市教育局", "云澜市水务局"]
    assert {one.context["doubt"] for one in told} == {"short"}
    elsewhere = read(f"<ul>{names}</ul>", "hub", f"{ROOT}zwgk/")
    assert not [one for one in elsewhere if one.role == "report"]


def test_a_body_whose_address_has_digits_only_is_not_lost_among_others() -> None:
    names = zip(("1f3a9", "19467", "c0d1e"), ("教育", "民政", "水务"), strict=True)
    lines = "".join(f"<li><a href='/nb/{at}.html'>云澜市{name}局</a></li>" for at, name in names)
    assert [one.url for one in read(f"<ul>{lines}</ul>") if one.role == "report"] == [
        f"{ROOT}nb/19467.html"
    ]


@pytest.mark.parametrize(
    ("current", "turned", "accepted"),
    [("<a href='?y=2024'>2024年</a>", None, 3), ("<b>2024年</b>", "report", 0)],
)
def test_a_column_may_show_the_newest_report_above_links_to_the_others(
    current: str, turned: str | None, accepted: int
) -> None:
    years = f"{current}<a href='?y=2023'>2023年</a><a href='?y=2022'>2022年</a>"
    body = f"<html><ul>{years}</ul><h1>云澜市2024年政府信息公开工作年度报告</h1>{HEADINGS}</html>"
    told = visit(make_page(body, f"{ROOT}nb.jsp"), make_entry(f"{ROOT}nb.jsp"))
    assert (told.turned, told.accepted) == (turned, accepted)
    others = {one.url for one in told.found if one.role == "column"}
    assert others >= {f"{ROOT}nb.jsp?y=2023", f"{ROOT}nb.jsp?y=2022"}


def test_the_years_of_a_column_that_shows_a_report_may_be_chosen_in_a_form() -> None:
    options = "".join(f"<option value='{year}'>{year}年</option>" for year in (2024, 2023))
    form = f"<form action='nb.jsp'><select name='y'>{options}</select></form>"
    body = f"<html>{form}<h1>云澜市2024年政府信息公开工作年度报告</h1>{HEADINGS}</html>"
    told = visit(make_page(body, f"{ROOT}nb.jsp"), make_entry(f"{ROOT}nb.jsp"))
    assert (told.turned, told.accepted) == (None, 2)
    assert [one.url for one in told.found] == [f"{ROOT}nb.jsp?y={year}" for year in (2024, 2023)]


def test_bodies_may_be_chosen_in_a_form() -> None:
    options = "<option value='7'>市教育局</option><option value='8'>市财政局</option>"
    elsewhere = "<option value='http://jyj.gov.cn/'>市教育局</option>" * 2
    forms = f"<form action='nb.jsp'><select name='d'>{options}</select></form>"
    forms += f"<form action='go.jsp'><select name='s'>{elsewhere}</select></form>"
    told = visit(make_page(f"<html>{forms}</html>", f"{ROOT}nb.jsp"), make_entry(f"{ROOT}nb.jsp"))
    chosen = {one.url: one.context["body"] for one in told.found if "?" in one.url}
    assert chosen == {f"{ROOT}nb.jsp?d=7": "市教育局", f"{ROOT}nb.jsp?d=8": "市财政局"}


def json_list(data: Any, url: str = f"{ROOT}api?page=1") -> tuple[tuple[Row, ...], list[str]]:
    context = {"script": True, "shown_in": COLUMN}
    entry = make_entry(url, "list", context=context)
    body = data if isinstance(data, str) else json.dumps(data)
    page = Page(url, 200, (), body.encode(), COLUMN)
    listing = generic.list_rows(page, entry)
    return listing.rows, [one.url for one in listing.pages]


@pytest.mark.parametrize(
    "record",
    [
        {"title": TITLE, "url": "./a.html", "date": "2025-01-24"},
        {"ID": "7", "BT": TITLE, "LINK": "a.html", "FBRQ": "2025-01-24 09:30"},
        {"docTitle": TITLE, "docUrl": "/gk/nb/a.html", "pubTime": 1737682200000},
    ],
)
def test_records_are_read_whatever_their_fields_are_called(record: dict[str, Any]) -> None:
    (one,), _ = json_list({"code": 200, "data": {"list": [record]}})
    assert (one.url, one.title, one.published_on) == (f"{COLUMN}a.html", TITLE, "2025-01-24")


def test_json_may_be_wrapped_and_may_hold_html() -> None:
    (one,), _ = json_list(f"cb({json.dumps({'html': ROW})});")
    assert (one.title, one.published_on) == (TITLE, "2025-01-24")


def test_json_may_be_what_only_a_script_can_read() -> None:
    (one,), _ = json_list(
        """{"count":"1",\n"py":'###pypy###',"docs":[{"title":"云澜市2023年年报","url":"/a/1.html"}]}"""
    )
    assert one.title == "云澜市2023年年报"


def test_json_says_how_many_pages_there_are() -> None:
    records = [{"title": TITLE, "url": f"{n}.html"} for n in range(3)]
    assert json_list({"list": records, "total": 7})[1] == [f"{ROOT}api?page=2"]
    assert json_list({"list": records, "total": 3})[1] == []
    assert json_list({"list": records, "pageCount": 2})[1] == [f"{ROOT}api?page=2"]
    # PageHelper tells the number of this page first; a count may be of the records here.
    assert json_list({"pageNum": 1, "pages": 2, "list": records})[1] == [f"{ROOT}api?page=2"]
    assert json_list({"count": "7", "docs": records})[1] == [f"{ROOT}api?page=2"]
    assert json_list({"count": 3, "docs": records})[1] == [f"{ROOT}api?page=2"]


def needs_script(body: str, role: Any = "column") -> str | None:
    return visit(make_page(body, COLUMN), make_entry(COLUMN, role)).needs_script


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<ul id='nb'></ul><script>fill('#nb')</script>", "<ul> nb is empty"),
        ("<ul><li v-for='one in list'></li></ul>", "<li> is filled by a template"),
        ("<div id='app'></div><script src='app.js'></script>", "<div> app is all"),
        ("<noscript>请启用JavaScript</noscript><div id='app'></div>", "<div> app is all"),
        ("<ul id='nb'></ul>", None),
        ("<p>暂无内容</p>", None),
    ],
)
def test_a_column_may_need_a_script(body: str, told: str | None) -> None:
    found = needs_script(f"<html><body>{body}</body></html>")
    assert (found or "").startswith(told or "") if told else found is None


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("<a href=\"javascript:open2('nb')\">公开年报</a>", "公开年报: open2('nb')"),
        ("<a href='javascript:void(0)' class='nb'>公开年报</a>", "公开年报: void(0)"),
        ("<a href='#nb'>公开年报</a><div id='nb'></div>", None),
        ("<a href=\"javascript:open2('zn')\">公开指南</a>", None),
    ],
)
def test_a_menu_may_need_a_script(link: str, told: str | None) -> None:
    assert needs_script(f"<html><body>{link}</body></html>", "root") == told


def test_an_endpoint_that_brings_nothing_is_not_the_list() -> None:
    entry = make_entry(f"{ROOT}api", "list", context={"script": True})
    told = visit(Page(entry.url, 200, (), b'{"list": []}'), entry)
    assert told.needs_script == "what its script asks for has no rows"


def accepted(title: str, **context: Any) -> Entry:
    return make_entry(f"{ROOT}c/a.html", "report", context={"title": title, **context})


def test_a_page_without_a_report_is_rejected_after_all() -> None:
    told = visit(make_page("<h1>x</h1><p>更新中</p>"), accepted(TITLE))
    assert told.rejected == "no_report_inside"


@pytest.mark.parametrize(
    "body",
    [
        HEADINGS,
        "<p>附件：<a href='/a.pdf'>年报.pdf</a></p>",
        "<p><img src='/W020250124.jpg' width='700'></p>",
        "<iframe src='body.html'></iframe>",
    ],
)
def test_a_report_may_be_text_a_document_pictures_or_a_frame(body: str) -> None:
    page = make_page(f"<h1>{TITLE}</h1>{body}", f"{ROOT}c/a.html")
    assert visit(page, accepted(TITLE)).rejected is None


def test_a_title_cut_short_is_settled_by_the_page() -> None:
    cut = accepted("云澜市2024年政府信息公开工作", doubt="cut")
    told = visit(make_page(f"<h1>{TITLE}</h1>{HEADINGS}"), cut)
    assert (told.rejected, told.title) == (None, TITLE)
    notice = f"关于做好{TITLE}编制工作的通知"
    assert visit(make_page(f"<h1>{notice}</h1>{HEADINGS}"), cut).rejected == "notice"


def test_a_title_may_lead_to_a_list() -> None:
    links = "".join(
        f"<li><a href='/c/202501/{n}.html'>云澜市{n}局2024年政府信息公开工作年度报告</a></li>"
        for n in ("教育", "水务")
    )
    told = visit(make_page(f"<ul>{links}</ul>"), accepted("2024年政府信息公开年报"))
    assert (told.turned, len(told.found)) == ("column", 2)
    other = visit(make_page(f"<ul>{links}</ul>"), accepted("2019年政府信息公开年报"))
    assert (other.turned, other.rejected) == (None, "no_report_inside")


def test_a_year_may_lead_to_a_report() -> None:
    told = visit(make_page(HEADINGS, COLUMN), make_entry(COLUMN, context={"title": "2019年"}))
    assert told.turned == "report"


@pytest.mark.parametrize(
    ("text", "year", "proved"),
    [
        (OLD, 2012, True),
        (OLD, 2022, False),
        ("收到申请数 12 申请办结数 12 举报投诉数量 0 公开 公开 公开 公开", 2016, True),
        (LABELS, 2023, True),
        ("云澜市召开政务公开会议，要求做好信息公开。", None, False),
    ],
)  # fmt: skip
def test_proofs_of_a_report(text: str, year: int | None, proved: bool) -> None:
    assert is_report(make_page(f"<p>{text}</p>"), year) is proved
