"""Hanweb's XML of rows is read however it is wrapped, quoted and broken."""

from __future__ import annotations

import pytest

from crawler.datastore import pair, read_calls, read_stores, renumber
from crawler.model import Row

BASE = "http://www.yunlan.gov.cn/col/col1/index.html"
TITLE = "云澜市2024年政府信息公开工作年度报告"
URL = "http://www.yunlan.gov.cn/art/2025/1/24/art_1_2.html"
LINE = f'<li><a href="/art/2025/1/24/art_1_2.html" title="{TITLE}">云澜市...</a><b>2025-01-24</b>'


def store(*records: str, more: str = "") -> str:
    inner = "".join(f"<record><![CDATA[{record}]]></record>" for record in records)
    return f"<datastore>{more}<recordset>{inner}</recordset></datastore>"


def read(text: str) -> list[tuple[str, str, str | None]]:
    rows: list[Row] = [row for one in read_stores(text) for row in one.rows(BASE)]
    return [(row.url, row.title, row.published_on) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        store(LINE),
        store(LINE).replace('"', "'"),
        store(LINE).replace('"', '\\"').replace("/", "\\/"),
        store(LINE).upper().replace("YUNLAN", "yunlan").replace("/ART/", "/art/")
        .replace("ART_1_2.HTML", "art_1_2.html").replace("<B>", "<b>"),
        store("<table></table>" + LINE).replace("<recordset>", "<recordset><table><tr>"),
        store(LINE).replace("<![CDATA[", "").replace("]]>", ""),
        store(LINE.replace("<", "&lt;").replace(">", "&gt;")).replace("<![CDATA[", "")
        .replace("]]>", ""),
        store(f"<li>[<a href='/col/col9/index.html'>市政府</a>]{LINE.removeprefix('<li>')}"),
        store(f"<table><tr><td>{LINE.replace('<b>', '</td><td>').replace('</b>', '')}</table>"),
    ],
)  # fmt: skip
def test_a_row_is_read(text: str) -> None:
    assert read(text) == [(URL, TITLE, "2025-01-24")]


def test_what_a_server_is_asked_to_fill_is_no_row() -> None:
    assert read(store("<a href='${(one.htmlPath)!}' title='年报'>${one.title}</a>")) == []


def test_records_without_links_are_none() -> None:
    assert read(store("<li>暂无信息</li>", "")) == []
    assert read("<datastore><recordset></recordset></datastore>") == []


def test_the_total_and_the_next_group_are_told() -> None:
    link = "<nextgroup><![CDATA[<a href='/p.jsp?page=1&amp;id=a%3D'></a>]]></nextgroup>"
    (one,) = read_stores(store(LINE, more=f"<totalrecord>45</totalrecord>{link}"))
    assert (one.total, one.following) == (45, "/p.jsp?page=1&id=a%3D")


def test_calls_are_read_with_xml_in_their_options() -> None:
    xml = store("<a href='/a.html'>it\\'s</a>")
    (call,) = read_calls(
        f"""$("#x-1").jpage({{ initData:'{xml}', proxyUrl:'/p.jsp', perPage:'20',
        totalRecord: 45, ajaxParam:{{ columnId:'754f', webid: 2 }} }});"""
    )
    assert (call.element, call.proxy, call.size, call.total) == ("x-1", "/p.jsp", 20, 45)
    assert call.parameters == {"columnId": "754f", "webid": "2"}


def test_each_list_of_a_page_has_its_own_call() -> None:
    page = (
        f'<div id="11"><script type="text/xml">{store("<a href=/a>a</a>")}</script></div>'
        f'<div id="22"><script type="text/xml">{store("<a href=/b>b</a>")}</script></div>'
        "<script>$('#22').jpage({totalRecord:2}); $('#11').jpage({totalRecord:1});"
        "$('#33').jpage({totalRecord:3, proxyUrl:'/dataproxy.jsp'})</script>"
    )
    told = [(one and one.rows(BASE)[0].title, call and call.total) for one, call in pair(page)]
    assert told == [("a", 1), ("b", 2), (None, 3)]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/p.jsp?page=1&id=2", "/p.jsp?page=3&id=2"),
        ("/p.jsp?id=2", "/p.jsp?id=2&page=3"),
        ("/p.jsp", "/p.jsp?page=3"),
        ("/p?startrecord=1&endrecord=20&perpage=20", "/p?startrecord=41&endrecord=60&perpage=20"),
        ("/p.jsp?webpage=1&perpage=5&page=9", "/p.jsp?webpage=1&perpage=5&page=3"),
    ],
)  # fmt: skip
def test_a_page_is_numbered_as_its_server_counts(url: str, expected: str) -> None:
    assert renumber(url, 3) == expected
