"""Rows of any list, its next page however it is asked for, and what a page must hold."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs, quote_plus

import pytest

from crawler.cms import generic
from crawler.model import Entry, Found, Row
from crawler.next_pages import count_in_body, count_on
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
GO = "<script>function go(n){location.href='l_'+n+'.html'}</script>"
CHOICE = "<option value='index.html'>1</option><option value='index_2.html'>2</option>"
HEADINGS = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p>"


def row(markup: str) -> Row:
    (anchor,) = make_page(markup, COLUMN).anchors
    return read_row(anchor)


def read(body: str, role: Any = "column", url: str = COLUMN, **context: Any) -> tuple[Found, ...]:
    return visit(make_page(body, url), make_entry(url, role, context=context)).found


def lists(body: str, url: str = COLUMN, **context: Any) -> list[str]:
    role = "list" if context else "column"
    listing = generic.list_rows(make_page(body, url), make_entry(url, role, context=context))
    return [one.url.removeprefix(ROOT) for one in listing.pages]


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


@pytest.mark.parametrize(
    ("pager", "pages"),
    [
        ("<a href='index_1.html'>下一页</a>", ["gk/nb/index_1.html"]),
        ("<a href='#' onclick=\"location.href='p2.html'\">下页</a>", ["gk/nb/p2.html"]),
        ("<div class='pages'><b>1</b><a href='2.html'>2</a></div>", ["gk/nb/2.html"]),
        ("<p>共3页 <a href='2.html'>&gt;</a></p>", ["gk/nb/2.html"]),
        ("<p><a href='/a/'>&gt;</a></p>", []),
        ("<table><tr><td><a href='?d=1'>1</a></td><td><a href='?d=2'>2</a></td></tr></table>", []),
        (f"{GO}<p class='page'><a href='javascript:go(2)'>2</a></p>", ["gk/nb/l_2.html"]),
        ("<div id='p' pagecount='3'></div>", ["gk/nb/index_1.html"]),
        ("<p>第1页 共2页</p>", ["gk/nb/index_1.html"]),
        (f"<select>{CHOICE}</select> 1/2页", ["gk/nb/index_2.html"]),
        ("<a href='/a/'>更多</a>", []),
    ],
)  # fmt: skip
def test_the_next_page(pager: str, pages: list[str]) -> None:
    assert lists(f"<html>{ROW}{pager}</html>") == pages


@pytest.mark.parametrize(
    ("path", "pages"),
    [
        ("gk/nb/1.html", ["gk/nb/2.html"]),
        ("list-62944-1.html", ["list-62944-2.html"]),
        ("a?c=7&page=1", ["a?c=7&page=2"]),
        ("gk/nb/", []),
        ("gk/7.html", []),
    ],
)
def test_an_address_may_say_that_it_is_the_first(path: str, pages: list[str]) -> None:
    assert lists(ROW, ROOT + path) == pages


def test_a_pager_that_only_leads_back_is_at_its_end() -> None:
    body = f"{ROW}<p class='page'><a href='1.html'>上一页</a><span>下一页</span></p>"
    assert lists(body, f"{COLUMN}2.html", number=2, seen=["x"]) == []


def test_a_list_ends_where_nothing_is_new() -> None:
    onward = f"{ROW}<a href='3.html'>下一页</a>"
    page, entry = make_page(onward, f"{COLUMN}2.html"), make_entry(COLUMN, "column")
    (first,) = generic.list_rows(make_page(onward, COLUMN), entry).pages
    again = make_entry(f"{COLUMN}2.html", "list", context=first.context)
    assert generic.list_rows(page, again).pages == ()


def test_an_archive_of_news_is_given_up() -> None:
    news = "<li><a href='/c/202501/n{}.html'>第{}号简讯</a></li><a href='{}.html'>下一页</a>"
    context: dict[str, Any] = {"number": 1, "seen": [], "idle": 0}
    for number in range(1, 50):
        body = f"<ul>{news.format(number, number, number + 1)}</ul>"
        entry = make_entry(f"{COLUMN}{number}.html", "list", context=context)
        pages = generic.list_rows(make_page(body, entry.url), entry).pages
        if not pages:
            break
        context = dict(pages[0].context)
    assert number < 10


def test_a_pager_may_hide_in_base64() -> None:
    hidden = base64.b64encode(quote_plus("<a href='/policies/2.html'>下一页</a>").encode()).decode()
    body = f"{ROW}<div id='pages'>{hidden}</div><script>window.atob(x)</script>"
    assert lists(body) == ["policies/2.html"]


@pytest.mark.parametrize(
    ("url", "number", "there", "counted"),
    [
        ("http://a/l_1.html", 1, 2, "http://a/l_2.html"),
        ("http://a/l_1.html", 2, 3, "http://a/l_2.html"),
        ("http://a/l?page=3&x=1", 3, 4, "http://a/l?page=4&x=1"),
        ("http://a/l_9.html", 1, 2, None),
        ("http://a/2024/l.html", 1, 2, None),
        ("http://a/l?pageIndex=2&pageNumber=2", 2, 3, "http://a/l?pageIndex=3&pageNumber=3"),
        ("http://a/l?pageIndex=3&pageNumber=1", 3, 4, "http://a/l?pageIndex=4&pageNumber=1"),
    ],
)
def test_counting_on(url: str, number: int, there: int, counted: str | None) -> None:
    assert count_on(url, number, there) == counted


@pytest.mark.parametrize(
    ("body", "number", "there", "counted"),
    [
        ("a=1&page=1", 1, 3, "a=1&page=3"),
        ("pageIndex=0&s[]=x&s[]=y", 1, 2, "pageIndex=1&s%5B%5D=x&s%5B%5D=y"),
        ('{"current": 2, "size": 2}', 2, 3, '{"current": 3, "size": 2}'),
        ('{"params": {"pageNo": "1"}}', 1, 2, '{"params": {"pageNo": "2"}}'),
        ("word=1", 1, 2, None),
        ("page=7", 1, 2, None),
    ],
)
def test_counting_on_in_what_is_sent(
    body: str, number: int, there: int, counted: str | None
) -> None:
    assert count_in_body(body, number, there) == counted


HEADINGS = (
    "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
)


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


def test_pages_that_are_counted_and_not_led_to_are_said() -> None:
    body = f"{ROW}<div>第1/3页</div>"
    told = [
        generic.list_rows(make_page(body, url), make_entry(url)).shortfall
        for url in (f"{ROOT}nb?id=4", COLUMN)
    ]
    assert told == ["page 1 of 3, and nothing leads on", None]


ASPX = (
    "<form method='post' action='List.aspx?id=1'><input type='hidden' name='__VIEWSTATE'"
    " value='/wE='><input type='hidden' name='__EVENTVALIDATION' value='v'><input name='key'>"
    "<input type='submit' name='go' value='搜索'>"
    f"{ROW}<div class='pager'><a href=\"javascript:__doPostBack('Pager$1','2')\">2</a></div></form>"
)


def test_a_post_back_sends_all_that_the_form_holds() -> None:
    (page,) = generic.list_rows(make_page(ASPX, COLUMN), make_entry(COLUMN)).pages
    assert (page.method, page.url) == ("POST", f"{COLUMN}List.aspx?id=1")
    assert parse_qs(page.body, keep_blank_values=True) == {
        "__VIEWSTATE": ["/wE="],
        "__EVENTVALIDATION": ["v"],
        "key": [""],
        "__EVENTTARGET": ["Pager$1"],
        "__EVENTARGUMENT": ["2"],
    }


def test_a_form_is_sent_with_the_number_of_the_page() -> None:
    form = (
        "<form method='post'><input name='cpage' value='1'><select name='y'><option value='7'>x"
        f"</select></form>{ROW}<p>共2页<a href=\"javascript:page('2')\">2</a></p>"
    )
    (page,) = generic.list_rows(make_page(form, COLUMN), make_entry(COLUMN)).pages
    assert (page.method, page.url, page.body) == ("POST", COLUMN, "cpage=2&y=7")


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
