"""The next page of any list, however it is asked for."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs, quote_plus

import pytest

from crawler.cms import generic
from crawler.next_pages import count_in_body, count_on
from tests.crawler.pages import ROOT, make_entry, make_page

COLUMN = f"{ROOT}gk/nb/"
TITLE = "云澜市2024年政府信息公开工作年度报告"
ROW = f"<ul><li><a href='/c/202501/a.html'>{TITLE}</a> 2025-01-24</li></ul>"
GO = "<script>function go(n){location.href='l_'+n+'.html'}</script>"
CHOICE = "<option value='index.html'>1</option><option value='index_2.html'>2</option>"


def lists(body: str, url: str = COLUMN, **context: Any) -> list[str]:
    role = "list" if context else "column"
    listing = generic.list_rows(make_page(body, url), make_entry(url, role, context=context))
    return [one.url.removeprefix(ROOT) for one in listing.pages]


@pytest.mark.parametrize(
    ("pager", "pages"),
    [
        ("<a href='index_1.html'>下一页</a>", ["gk/nb/index_1.html"]),
        ("<a href='#' onclick=\"location.href='p2.html'\">下页</a>", ["gk/nb/p2.html"]),
        ("<div class='pages'><b>1</b><a href='2.html'>2</a></div>", ["gk/nb/2.html"]),
        ("<p><a rel='next' href='2.html'><i></i></a></p>", ["gk/nb/2.html"]),
        ("<p class='fy'><a class='next' href='2.html'><i></i></a></p>", ["gk/nb/2.html"]),
        ("<p class='banner'><a class='next' href='2.html'><i></i></a></p>", []),
        ("<p>共3页 <a href='2.html'>&gt;</a></p>", ["gk/nb/2.html"]),
        ("<p><a href='/a/'>&gt;</a></p>", []),
        ("<table><tr><td><a href='?d=1'>1</a></td><td><a href='?d=2'>2</a></td></tr></table>", []),
        (f"{GO}<p class='page'><a href='javascript:go(2)'>2</a></p>", ["gk/nb/l_2.html"]),
        ("<div id='p' pagecount='3'></div>", ["gk/nb/index_1.html"]),
        ("<p>第1页 共2页</p>", ["gk/nb/index_1.html"]),
        ("<a href='more?page=2'>点击加载更多</a>", ["gk/nb/more?page=2"]),
        (f"<select>{CHOICE}</select> 1/2页", ["gk/nb/index_2.html"]),
        ("<p class='page'><a href='?start=4'>[2]</a></p>", ["gk/nb/?start=4"]),
        (f"{GO}<p class='page'><input type='button' value='下一页' onclick='go(2)'></p>",
         ["gk/nb/l_2.html"]),
        ((f"{GO}<p class='page'><select onchange='go(this.value)'><option value='2'>第2页</option>"
         "</select></p>"), ["gk/nb/l_2.html"]),
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


@pytest.mark.parametrize(
    ("call", "pages"),
    [
        ("laypage.render({count: 21, curr: 1, jump: function(o){location.href='?p='+o.curr}})",
         ["gk/nb/?p=2"]),
        ("laypage.render({count: 9, limit: 9, jump: function(o){location.href='?p='+o.curr}})", []),
        (("kkpager.generPageHtml({total: 2, former: 'l', getLink: function(n){"
         " return this.former + '_' + n + '.html'}})"), ["gk/nb/l_2.html"]),
        (("$('#p').jqPaginator({totalPages: 3, onPageChange: turn});"
         "function turn(n){location.href='l_'+n+'.html'}"), ["gk/nb/l_2.html"]),
        ("$('#p').pagination(21, {callback: function(i){location.href='l_'+i+'.html'}})",
         ["gk/nb/l_1.html"]),
        (("$('#p').pagination({pageCount: 3, callback: function(api){"
         "location.href='?p='+api.getCurrent()}})"), ["gk/nb/?p=2"]),
        ("$('.fy li').click(function(){ $('#l').load('f.jsp?p=' + $(this).data('page')) })",
         ["gk/nb/f.jsp?p=2"]),
        (("laypage.render({count: 21, jump: function(o, first){ if(!first) load(o.curr) }});"
         "function load(n){ $.get('/list?p=' + n) }"), ["list?p=2"]),
        ("$('.tab li').click(function(){ $('#l').load('f.jsp?p=' + $(this).index()) })", []),
        ("tree.init({click: function(node){location.href='/a/'}})", []),
    ],
)  # fmt: skip
def test_a_pager_that_a_library_draws(call: str, pages: list[str]) -> None:
    assert lists(f"<html>{ROW}<script>{call}</script></html>") == pages


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


def test_pages_that_are_counted_and_not_led_to_are_said() -> None:
    body = f"{ROW}<div>第1/3页</div>"
    told = [
        generic.list_rows(make_page(body, url), make_entry(url)).shortfall
        for url in (f"{ROOT}nb?id=4", COLUMN)
    ]
    assert told == ["page 1 of 3, and nothing leads on", None]


FORM = (
    "<form name='f' method='post' action='list.jsp'><input type='hidden' name='{0}' value='1'>"
    "</form><p class='page'><a href='javascript:goPage(2)'>下一页</a></p>"
)


@pytest.mark.parametrize("field", ["pageNow", "pageNo", "page.currentPage", "gotoPage", "cpage"])
def test_a_field_of_a_form_may_have_the_number(field: str) -> None:
    (found,) = generic.list_rows(make_page(ROW + FORM.format(field)), make_entry()).pages
    assert (found.method, found.body) == ("POST", f"{field}=2")


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
