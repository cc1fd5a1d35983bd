"""Ucap, Lonsun, VSB and gkmlpt, on pages of the shapes that were met."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.answers import AnswerError
from crawler.cms import recognise
from crawler.model import Found
from crawler.visit import visit
from tests.crawler.pages import make_entry, make_page

SITE = "http://www.yunlan.gov.cn"
TITLE = "云澜市2024年政府信息公开工作年度报告"


def look(body: str, path: str, role: str = "column", **parts: Any) -> tuple[Found, ...]:
    url = SITE + path
    return visit(make_page(body, url), make_entry(url, role, **parts)).found


def named(found: tuple[Found, ...], role: str) -> list[str]:
    return [one.url.removeprefix(SITE) for one in found if one.role == role and not one.rejected]


def follow(found: Found, body: str) -> tuple[Found, ...]:
    entry = make_entry(
        found.url, found.role, context=found.context, method=found.method, body=found.body
    )
    return visit(make_page(body, found.url), entry).found


HEX = "0123456789abcdef0123456789abcdef"
CHANNEL = '<meta name="channelid" content="e068df9ab47644bd9c66deb4d0a0c2f1">'
UCAP_ROW = (
    f'<li><a href="/yl/c108464/202501/{HEX}.shtml" title="{TITLE}">{TITLE}</a>'
    '<span class="time">2025-01-24</span></li>'
)
UCAP = f"<html><head>{CHANNEL}</head><body><ul>%s</ul><div id='page_div'></div>%s</body></html>"
SEARCH = "page=1&_pageSize=15&_isAgg=true&_isJson=true&_template=index&_rangeTimeGte=&_channelName="


def test_ucap_counts_its_pages_from_one() -> None:
    pager = "<script>createPageHTML('page_div', 3, 1,'zfxxgk','shtml',36);</script>"
    found = look(UCAP % (UCAP_ROW, pager), "/yl/c108464/zfxxgk.shtml")
    assert named(found, "report") == [f"/yl/c108464/202501/{HEX}.shtml"]
    assert named(found, "list") == [f"/yl/c108464/zfxxgk_{n}.shtml" for n in (2, 3)]


def test_ucap_is_searched_by_channel_where_a_page_has_no_rows() -> None:
    found = look(UCAP % ("", ""), "/yl/c108464/zfxxgk.shtml")
    channel = "e068df9ab47644bd9c66deb4d0a0c2f1"
    assert named(found, "list") == [f"/common/search/{channel}?{SEARCH}"]
    assert found[0].otherwise is not None
    assert found[0].otherwise.url == f"{SITE}/searchList/{channel}?{SEARCH}"


SUZHOU = """var channel_id = '9f-1'; $.ajax({type: 'post',
url: '/x/interfacesWebZcwj/loadData?pageSize=15', data: {pageIndex: i, channel_id: channel_id}})"""
HUNAN = """$.post('/search/common/search/100782', {page: current, 'datas[0][key]': 'status',
'datas[0][value]': 1}, show)"""


@pytest.mark.parametrize(
    ("script", "method", "url", "body"),
    [
        (
            "$.get('/common/search/77?_pageSize=20', show)",
            "GET",
            f"/common/search/77?{SEARCH.replace('=15', '=20')}",
            "",
        ),
        (
            "$.ajax({url: '/searchList/7a-b', type: 'GET', data: {page: n, _pageSize: 10}})",
            "GET",
            f"/searchList/7a-b?{SEARCH.replace('=15', '=10')}",
            "",
        ),
        (
            HUNAN,
            "POST",
            "/search/common/search/100782",
            "page=1&datas%5B0%5D%5Bkey%5D=status&datas%5B0%5D%5Bvalue%5D=1",
        ),
        (
            SUZHOU,
            "POST",
            "/x/interfacesWebZcwj/loadData?pageSize=15",
            "pageIndex=1&channel_id=9f-1",
        ),
    ],
)
def test_ucap_asks_what_its_script_asks(script: str, method: str, url: str, body: str) -> None:
    found = look(UCAP % ("", f"<script>{script}</script>"), "/yl/c108464/zfxxgk.shtml")
    (one,) = (one for one in found if one.role == "list")
    assert (one.method, one.url.removeprefix(SITE), one.body) == (method, url, body)


def results(*numbers: int, **told: Any) -> str:
    rows = [
        {
            "title": f"云澜市<em>{2025 - number}年</em>政府信息公开工作年度报告",
            "url": f"//www.yunlan.gov.cn/yl/c108464/20250{number}/{HEX}.shtml",
            "publishedTimeStr": f"202{6 - number}-01-24 10:00:00",
            "resList": [{"fileName": "年报.docx", "filePath": "/yl/c1/files/1.docx", "size": 3}],
        }
        for number in numbers
    ]
    return json.dumps({"code": 200, "data": {"results": rows, **told}})


def test_ucap_rows_are_json() -> None:
    (asked,) = look(UCAP % ("", ""), "/yl/c108464/zfxxgk.shtml")
    found = follow(asked, results(1, 2, total=5, page=1, rows=2))
    assert found[0].context == {
        "title": TITLE,
        "published_on": "2025-01-24",
        "attachments": [[f"{SITE}/yl/c1/files/1.docx", "年报.docx"]],
    }
    (turned,) = (one for one in found if one.role == "list")
    assert turned.url == asked.url.replace("page=1", "page=2")
    last = [
        one for one in follow(turned, results(3, 4, total=5, page=2, rows=2)) if one.role == "list"
    ]
    assert [one.url for one in last] == [asked.url.replace("page=1", "page=3")]
    assert named(follow(last[0], results(5, total=5, page=3, rows=2)), "list") == []


def test_the_list_of_suzhou_has_keys_in_capitals() -> None:
    row = {
        "TITLE": TITLE,
        "URL": f"/yl/c1/202501/{HEX}.shtml",
        "PUBLISHED_TIME_FORMAT": "2025-01-24",
    }
    body = json.dumps({"data": {"allRow": 16, "totalPage": 2, "list": [row]}})
    asked = make_entry(
        f"{SITE}/x/interfacesWebZcwj/loadData?pageSize=15",
        "list",
        method="POST",
        body="pageIndex=1&channel_id=9f",
        context={"family": "ucap"},
    )
    found = visit(make_page(body, asked.url), asked).found
    assert (found[0].context["title"], found[0].context["published_on"]) == (TITLE, "2025-01-24")
    assert [(one.method, one.body) for one in found[1:]] == [("POST", "pageIndex=2&channel_id=9f")]


def test_an_answer_without_results_is_not_an_empty_list() -> None:
    (asked,) = look(UCAP % ("", ""), "/yl/c108464/zfxxgk.shtml")
    with pytest.raises(AnswerError):
        follow(asked, '{"code": 500, "msg": "error"}')


YEARS = "".join(
    f'<li><a href="/public/6601841/56541{year}.html">{year}年</a></li>'
    for year in (2024, 2023, 2021)
)
UNITS = "".join(
    f'<li><a title="{name}" href="/zfxxgk/public/column/{number}?{query}">{name}</a></li>'
    for name, number, query in (
        ("云澜市教育局", 6601901, "type=3&nav=4"),
        ("云澜市财政局", 6601902, "type=4&action=list"),
        ("信息公开指南", 6601841, "type=2"),
    )
)


def test_lonsun_lists_reports_by_nothing_but_their_years() -> None:
    body = f'<html><body><ul id="timeFrame">{YEARS}</ul></body></html>'
    found = look(body, "/public/column/6601841?type=3&nav=4")
    assert named(found, "report") == [
        f"/public/6601841/56541{year}.html" for year in (2024, 2023, 2021)
    ]


@pytest.mark.parametrize("role", ["root", "column"])
def test_lonsun_has_a_directory_of_units(role: str) -> None:
    path = "/zfxxgk/public/column/6601841?type=4&action=rel"
    found = look(f'<html><body><ul class="clearfix">{UNITS}</ul></body></html>', path, role)
    assert named(found, "column") == [
        f"/zfxxgk/public/column/{number}?type=3&nav=4" for number in (6601901, 6601902)
    ]


def test_a_page_of_lonsun_leads_to_the_directory() -> None:
    link = '<a href="/public/column/6601841?type=4&amp;action=rel">部门公开</a>'
    body = f'<html><body>{link}<ul id="timeFrame">{YEARS}</ul></body></html>'
    found = look(body, "/public/column/6601841?type=3")
    assert named(found, "column") == ["/public/column/6601841?type=4&action=rel"]


def test_a_front_page_may_lead_to_the_directory() -> None:
    link = '<a href="/public/column/6601841?type=4&amp;action=rel">政务公开</a>'
    years = '<a href="/public/column/6601841?type=3">政府信息公开年报</a>'
    found = look(f"<html><body>{link}{years}</body></html>", "/", "root")
    due = [one.url.removeprefix(SITE) for one in found if one.role == "column" and not one.reserve]
    assert set(due) == {
        "/public/column/6601841?type=3",
        "/public/column/6601841?type=4&action=rel",
    }


LABEL = """<html><body><div class="xxgk_navli" id="list"></div><script>
var siteId = '6781961';
function load(pageIndex) {
  $('#list').load('/chuzhou/site/label/8888?IsAjax=1&dataType=html&_=' + Math.random() +
    '&labelName=publicInfoList&siteId=' + siteId + '&organId=&type=4&catId=6708531&cId=' +
    '&pageSize=2&result=暂无相关信息&pageIndex=' + pageIndex);
}
load(1);</script></body></html>"""


def rows(*years: int) -> str:
    return "".join(
        f'<li><a href="/public/6601841/5654{year}.html" title="云澜市{year}年政府信息公开年报">'
        f'云澜市{year}年…</a><span class="date">{year + 1}-01-24</span></li>'
        for year in years
    )


def test_lonsun_lists_may_come_in_fragments() -> None:
    (asked,) = look(LABEL, "/public/column/6601841?type=4&catId=6708531&action=list")
    assert asked.url.startswith(f"{SITE}/chuzhou/site/label/8888?IsAjax=1&dataType=html&_=&")
    assert "siteId=6781961&organId=6601841&type=4&catId=6708531&cId=&pageSize=2&" in asked.url
    assert asked.url.endswith("&pageIndex=1")

    found = follow(asked, f'<div class="xxgk_navli"><ul>{rows(2024, 2023)}</ul></div>')
    assert len(named(found, "report")) == 2
    (turned,) = (one for one in found if one.role == "list")
    assert turned.url == asked.url.replace("pageIndex=1", "pageIndex=2")
    # Fewer rows than asked for are the last; after a full part there may be only `result`.
    assert named(follow(turned, f"<ul>{rows(2022)}</ul>"), "list") == []
    (beyond,) = (
        one for one in follow(turned, f"<ul>{rows(2022, 2021)}</ul>") if one.role == "list"
    )
    assert follow(beyond, "暂无相关信息") == ()


def test_lonsun_fragments_say_how_many_they_are() -> None:
    (asked,) = look(LABEL, "/public/column/6601841?type=4&catId=6708531&action=list")
    pager = (
        "<script>Ls.pagination('#page_public_info', load, {currentPage: 1, pageCount: 1});</script>"
    )
    assert named(follow(asked, f"<ul>{rows(2024, 2023)}</ul>{pager}"), "list") == []


def test_a_fragment_of_other_things_is_not_gone_through() -> None:
    (asked,) = look(LABEL, "/public/column/6601841?type=4&catId=6708531&action=list")
    other = "<a href='/public/1/2.html'>通知</a><a href='/public/1/3.html'>公告</a>"
    assert named(follow(asked, other), "list") == []


def test_lonsun_counts_the_pages_of_a_content_column() -> None:
    pager = "<script>Ls.pagination('#page', f, {currentPage: '1', pageCount: '3'});</script>"
    body = f"<html><body><ul>{rows(2024)}</ul>{pager}</body></html>"
    found = look(body, "/content/column/6795621")
    assert named(found, "list") == [f"/content/column/6795621?pageIndex={n}" for n in (2, 3)]


def vsb(pager: str) -> str:
    row = (
        f'<li id="line_u8_0"><a href="../info/1109/25667.htm" title="{TITLE}">{TITLE}</a>'
        "<p>2025-01</p><em>24</em></li>"
    )
    return f'<html><body><ul>{row}</ul><div class="pb_sys_common">{pager}</div></body></html>'


COUNTED_DOWN = (
    '<span class="p_pages"><span class="p_no_d">1</span><span class="p_no"><a href="ndbg/77.htm">2'
    '</a></span><span class="p_dot">...</span><span class="p_no"><a href="ndbg/1.htm">78</a></span>'
    '<span class="p_next p_fun"><a href="ndbg/77.htm">下页</a></span>'
    '<span class="p_last p_fun"><a href="ndbg/1.htm">尾页</a></span></span>'
)


def test_vsb_counts_its_pages_down() -> None:
    found = look(vsb(COUNTED_DOWN), "/zfxxgk/ndbg.htm")
    assert named(found, "report") == ["/info/1109/25667.htm"]
    assert found[0].context["published_on"] == "2025-01-24"
    assert named(found, "list") == [f"/zfxxgk/ndbg/{n}.htm" for n in range(77, 0, -1)]


def test_vsb_names_its_pages_on_the_first_only() -> None:
    pager = '<a href="../ndbg.htm">1</a><a href="77.htm">2</a><a href="1.htm">尾页</a>'
    assert named(look(vsb(pager), "/zfxxgk/ndbg/76.htm", "list"), "list") == []


@pytest.mark.parametrize("total", ["totalpage=3&amp;", ""])
def test_vsb_counts_up_where_a_program_lists(total: str) -> None:
    query = "urltype=tree.TreeTempUrl&amp;wbtreeid=1034"
    pager = f'<a href="list.jsp?{total}PAGENUM=2&amp;{query}">下页</a>'
    pager += "" if total else f'<a href="list.jsp?PAGENUM=3&amp;{query}">尾页</a>'
    found = look(vsb(pager), "/zfxxgk/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1034")
    told = total.replace("&amp;", "&")
    assert named(found, "list") == [
        f"/zfxxgk/list.jsp?{told}PAGENUM={n}&urltype=tree.TreeTempUrl&wbtreeid=1034" for n in (2, 3)
    ]


def gkmlpt(tree: str) -> str:
    config = f"{{ SID: 999001, TREE: {tree}, SERVICE_AREA_ID: '9' }}"
    return f"<html><script>window._CONFIG = {config};</script></html>"


def test_a_report_of_gkmlpt_may_stand_in_a_script_only() -> None:
    content = "\\u003Cp\\u003E一、总体情况\\u003C/p\\u003E\\u003Cp\\u003E六、其他需要报告的事项"
    body = f"<html><script>window._CONFIG = {{DETAIL: {{content: '{content}'}}}};</script></html>"
    page = make_page(body, f"{SITE}/gkmlpt/content/3/3255/post_3255421.html")
    entry = make_entry(page.url, "report", context={"title": TITLE})
    assert visit(page, entry).rejected is None
    empty = make_page(body.replace(content, ""), page.url)
    assert visit(empty, entry).rejected == "no_report_inside"


def test_a_row_may_be_a_years_report_of_a_body_and_say_where_else_it_is() -> None:
    url = f"{SITE}/gkmlpt/api/all/3?page=1&sid=9"
    article = {"title": "云澜市教育局2024年年报（微信）", "url": "https://mp.weixin.qq.com/s/abc"}
    body = json.dumps({"total": 1, "articles": [article]})
    (one,) = look(body, url.removeprefix(SITE), "list", context={"family": "gkmlpt"})
    assert (one.url, one.rejected) == ("https://mp.weixin.qq.com/s/abc", None)


def test_the_tree_of_gkmlpt_is_javascript() -> None:
    tree = (
        "[{id:1,name:'机构职能',children:[]},{id:2,name:'政府信息公开年报',post_count:0,children:["
        "{id:3,name:'2024年',post_count:7,children:[]},{id:4,name:'政府网站年度报表',children:[]},"
        "{id:5,name:'部门年报',jump_url:'http://b.gov.cn/nb/',children:[]}]},]"
    )
    found = look(gkmlpt(tree), "/yljyj/gkmlpt/index")
    assert [(one.role, one.url.removeprefix(SITE)) for one in found] == [
        ("list", "/yljyj/gkmlpt/api/all/3?page=1&sid=999001"),
        ("column", "http://b.gov.cn/nb/"),
    ]


def test_a_fragment_is_a_list_even_where_the_tree_does_not_show_it() -> None:
    url = f"{SITE}/gkmlpt/index#77"
    page = make_page(gkmlpt("[{id:1,name:'年报',children:[]}]"), f"{SITE}/gkmlpt/index")
    found = visit(page, make_entry(url, "root")).found
    assert [one.url for one in found] == [f"{SITE}/gkmlpt/api/all/77?page=1&sid=999001"]


def test_gkmlpt_is_followed_to_its_end_where_no_total_is_told() -> None:
    url = f"{SITE}/gkmlpt/api/all/3?page=1&sid=9"
    body = json.dumps({"articles": [{"title": TITLE, "url": "/a/post_1.html", "attachment": "[]"}]})
    found = look(body, url.removeprefix(SITE), "list", context={"family": "gkmlpt"})
    assert named(found, "list") == ["/gkmlpt/api/all/3?page=2&sid=9"]


def test_an_article_of_gkmlpt_lists_its_documents_beside_its_content() -> None:
    detail = (
        "{content: '<p>见附件</p>', attachments: [{name: '年报.pdf', url: '/attachment/0/1.pdf'}]}"
    )
    body = f"<html><script>window._CONFIG = {{DETAIL: {detail}}};</script></html>"
    (one,) = look(body, "/gkmlpt/content/3/3255/post_3255421.html", "report")
    assert (one.url, one.context["file_name"]) == (f"{SITE}/attachment/0/1.pdf", "年报.pdf")


NUMBERED = "<html><script>createPageHTML('d', 1, 1, 'list', 'shtml', 3)</script></html>"
SKIN = "<html><div class='zfxxgk_zdgkc'><a href='/2025/03-31/31.html'>x</a></div></html>"


@pytest.mark.parametrize(
    ("family", "path", "body"),
    [
        ("ucap", "/yl/c108464/zfxxgk.shtml", UCAP % (UCAP_ROW, "")),
        ("ucap", "/a.shtml", "<html><h1><UCAPTITLE>x</UCAPTITLE></h1></html>"),
        ("ucap", "/list.shtml", NUMBERED),
        ("lonsun", "/public/column/66?type=3", "<html><ul id='timeFrame'></ul></html>"),
        ("lonsun", "/site/tpl/7931?nav=4&year=2024", "<html><body></body></html>"),
        ("lonsun", "/", "<html><a href='/public/column/66?type=3'>政府信息公开年报</a></html>"),
        ("vsb", "/zfxxgk/ndbg.htm", vsb("")),
        ("vsb", "/info/1109/25667.htm", "<html><div id='vsb_content'></div></html>"),
        ("trs", "/nb/", "<html><a href='./202501/t20250124_1.html'>x</a></html>"),
        ("trs", "/nb/", f"<html><a href='{SITE}/nb/t20250124_1.html'>x</a></html>"),
        ("gkmlpt", "/gkmlpt/index", gkmlpt("[]")),
        # What stands on another site says nothing of this one; nor does the national skin.
        ("generic", "/", "<html><a href='http://a.gov.cn/nb/t20250124_1.html'>x</a></html>"),
        ("generic", "/", "<html><a href='http://a.gov.cn/public/column/66?type=3'>x</a></html>"),
        ("generic", "/", "<html><a href='http://a.gov.cn/info/1109/25667.htm'>x</a></html>"),
        ("generic", "/nb/", SKIN),
        ("generic", "/nb/", "<html><div id='UCAP-CONTENT'>x</div></html>"),
    ],
)
def test_pages_are_known_by_what_is_their_own(family: str, path: str, body: str) -> None:
    assert recognise(make_page(body, SITE + path))[0] == family
