"""Pagers that scripts write: how many pages, and what they are called."""

from __future__ import annotations

import pytest

from crawler.model import Found, Row
from crawler.pagers import find_pages
from tests.crawler.pages import make_entry, make_page

COLUMN = "http://www.yunlan.gov.cn/zwgk/nb/"
COUNTED = r"""var currentPage = 0; var countPage = 3
for (var i = 1; i < countPage; i++) document.write("<a href=\"list\"+\"_\"+i+\".\"+\"shtml\">")"""


def find(script: str, url: str, row: str = "a", **context: object) -> list[Found]:
    page = make_page(f"<html><body><script>{script}</script></body></html>", url)
    return list(find_pages(page, make_entry(url, "list", context=context), [Row(row, row)]))


def pages(script: str, url: str = COLUMN, body: str = "") -> list[str]:
    page = make_page(f"<html><body>{body}<script>{script}</script></body></html>", url)
    return [one.url.removeprefix(COLUMN) for one in find_pages(page, make_entry(url), [])]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('createPageHTML(3, 0, "index", "html");', ["index_1.html", "index_2.html"]),
        ('createPageHTML(2,0,"index","shtml","25")', ["index_1.shtml"]),
        ("createPageHTML('2', '0', 'index', '.htm')", ["index_1.htm"]),
        ('createPage(2, 0, "index", "html")', ["index_1.html"]),
        ('createPageHTML(25, 2, 0, "index", "html", 15)', ["index_1.html"]),
        ('createPageHTML(3, 1, "index", "html")', ["index_2.html", "index_3.html"]),
        ("createPageHTML('d', 3, 1, 'xlist', 'shtml', 50)", ["xlist_2.shtml", "xlist_3.shtml"]),
        ("createPageHTML('d', 2, 0, 'xlist', 'shtml', 50)", ["xlist_1.shtml"]),
        (COUNTED, ["list_1.shtml", "list_2.shtml"]),
        ("var currentPage = 0, countPage = 2", ["index_1.html"]),
        ("Pager({prefix:'index', suffix:'html', current:0, size:2})", ["index_1.html"]),
        ("new Pager({size: 2, prefix: 'index', suffix: 'shtml'})", ["index_1.shtml"]),
        (
            "Pager({prefix:'l', suffix:'htm', total:31, pageSize:15})",
            ["l_1.htm", "l_2.htm"],
        ),
        ("$('.pagination').pagination({ totalPage: 3 })", ["index_2.html", "index_3.html"]),
        ("$('.p').pagination({totalPage: 2, current: 0, callback: f})", ["index_1.html"]),
        # It is not said from where counting starts.
        ("var countPage = 3;", ["index_1.html", "index_2.html", "index_3.html"]),
        ("createPageHTML(2, 'index', 'html')", ["index_1.html", "index_2.html"]),
        # No further page, or no pager of a static list.
        ('createPageHTML(1, 0, "index", "html");', []),
        ("function createPageHTML(count, current, name, ext) { return count; }", []),
        ("// createPageHTML(9, 0, 'index', 'html')", []),
        ("$('#p').pagination({pageSize: 15, total: 40, callback: load})", []),
    ],
)
def test_what_a_pager_says(script: str, expected: list[str]) -> None:
    assert pages(script) == expected


def test_pages_are_named_after_the_page_where_the_script_does_not_say() -> None:
    script = "var currentPage = 0; var countPage = 2;"
    assert pages(script, f"{COLUMN}zfxxgk_gknb.shtml") == ["zfxxgk_gknb_1.shtml"]
    holder = '<div id="pageParam" data="2" url="xxgk.shtml"></div>'
    assert pages("createPageHTML('paging', 2)", body=holder) == ["xxgk_2.shtml"]


def test_only_the_first_page_names_the_others() -> None:
    assert pages('createPageHTML(3, 1, "index", "html")', f"{COLUMN}index_1.html") == []


def test_many_pages_are_named_bit_by_bit_while_they_have_other_rows() -> None:
    script = 'createPageHTML(60, 0, "index", "html")'
    first = find(script, COLUMN)
    assert [one.url.removeprefix(COLUMN) for one in first] == [
        f"index_{number}.html" for number in range(1, 26)
    ]
    assert [one.url for one in first if one.context] == [f"{COLUMN}index_25.html"]
    second = find(script, first[-1].url, "b", **first[-1].context)
    assert [one.url.removeprefix(COLUMN) for one in second] == [
        f"index_{number}.html" for number in range(26, 51)
    ]
    assert find(script, second[-1].url, "b", **second[-1].context) == []
    assert len(find(script, second[-1].url, "c", **second[-1].context)) == 9
