"""Lists that a portal's programs give, in shapes that the farm does not show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote

import pytest

from crawler.answers import AnswerError, read_answer
from crawler.cms import recognise
from crawler.model import Entry, Found, Visit
from crawler.visit import visit
from tests.crawler.pages import make_entry, make_page

TITLE = "云澜市2024年政府信息公开工作年度报告"
SITE = "http://www.yunlan.gov.cn"
MODULE = f"{SITE}/col/col315154/index.html?vc_xxgkarea=119901&jh=2"


def shown(body: str, url: str) -> tuple[str, tuple[Found, ...]]:
    """Return the family that a column's page is taken for, and the lists that are asked for."""
    page = make_page(f"<html><body>{body}</body></html>", url)
    read = visit(page, make_entry(url))
    return recognise(page)[0], tuple(one for one in read.found if one.role == "list")


def answered(body: str, asked: Found, **more: Any) -> Visit:
    return visit(make_page(body, asked.url), as_entry(asked, **more))


def as_entry(asked: Found, **more: Any) -> Entry:
    context: Mapping[str, Any] = {**asked.context, **more}
    return make_entry(asked.url, "list", method=asked.method, body=asked.body, context=context)


def lists(read: Visit) -> list[Found]:
    return [one for one in read.found if one.role == "list"]


def reports(read: Visit) -> dict[str, str | None]:
    return {one.url.removeprefix(SITE): one.rejected for one in read.found if one.role == "report"}


def form(found: Found) -> dict[str, str]:
    fields = parse_qs(found.body, keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


TREES = [
    """<li><a href="#" onclick="showInfo('B03','div4')">政府信息公开年报</a>""",
    """<a href="javascript:void(0)" class="m" onclick="f('B03','div4')">政府信息公开年报</a>""",
    """<a onclick="f('div4','B03')" class="m" href="javascript:void(0)">政府信息公开年报</a>""",
    """<li onclick='openNode("div4", "B03")'><span class="x"> 政府信息公开年报 </span></li>""",
    """d.add(5,1,"<a onclick=\\"funclick(\\'B03\\',\\'div4\\')\\">政府信息公开年报</a>");""",
    """d.add(5,1,'政府信息公开年报','javascript:funclick(\\'B03\\')');""",
]


@pytest.mark.parametrize("node", TREES)
def test_the_tree_tells_the_code_of_the_catalogue(node: str) -> None:
    frame = '<iframe src="/module/xxgk/tree.jsp?area=119901&amp;divid=div4"></iframe>'
    family, (tree,) = shown(frame, MODULE)
    assert (family, tree.url) == ("xxgk", f"{SITE}/module/xxgk/tree.jsp?area=119901&divid=div4")
    other = """<a onclick="showInfo('B02','div4')">政府网站工作年度报表</a>"""
    (asked,) = lists(answered(f"<html><body>{other}{node}</body></html>", tree))
    told = form(asked)
    assert (told["infotypeId"], told["area"], told["divid"]) == ("B03", "119901", "div4")
    assert (asked.method, told["currpage"]) == ("POST", "1")


def test_the_number_in_the_address_is_the_catalogue() -> None:
    script = "<script>var vc_xxgkarea = '119901'; var data = {infotypeId: 'A0'}</script>"
    _, (asked,) = shown(script, f"{MODULE}&number=B0303")
    assert form(asked)["infotypeId"] == "B0303"


def test_a_link_to_the_module_is_not_the_module() -> None:
    link = f'<a href="{MODULE}">临溪区</a><a href="/module/xxgk/tree.jsp?area=1">目录</a>'
    assert shown(link, f"{SITE}/zwgk/")[0] == "generic"


def fragment(*columns: int) -> str:
    rows = "".join(
        f"<li><a href='/art/2025/1/{n}/art_{column}_{n}.html'><span mc='{TITLE}'>云澜…</span>"
        for n, column in enumerate(columns, 1)
    )
    return f"<ul>{rows}</ul>共1页"


def test_an_attribute_may_be_a_label_of_the_title() -> None:
    frame = '<iframe src="/module/xxgk/search.jsp?infotypeId=B03&amp;area=119901"></iframe>'
    _, (asked,) = shown(frame, MODULE)
    labelled = fragment(315154).replace("云澜…", TITLE).replace(f"mc='{TITLE}'", "mc='title'")
    assert len(reports(answered(labelled, asked))) == 1


def test_reports_of_other_columns_are_turned_down() -> None:
    frame = '<iframe src="/module/xxgk/search.jsp?infotypeId=B03&amp;area=119901"></iframe>'
    _, (asked,) = shown(frame, MODULE)
    mixed = reports(answered(fragment(315154, 7), asked))
    assert list(mixed.values()) == [None, "other_column"]
    # A site that numbers its articles otherwise has no row of the column.
    assert set(reports(answered(fragment(8, 7), asked)).values()) == {None}


UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def unit(tag: str, **more: str) -> str:
    told = json.dumps({"parseType": "buildstatic", "tagId": tag, **more}, ensure_ascii=False)
    return f"""<script src="/unitbuild.js" url="{UNIT}" queryData="{told.replace('"', "&quot;")}">
    </script>"""


def test_parts_of_a_page_are_asked_for_in_utf_8_and_furniture_last() -> None:
    body = unit("顶部导航") + unit("右侧内容", webId="3630") + unit("底部")
    family, found = shown(body, f"{SITE}/zwgk/nb/index.html")
    assert family == "jpaas"
    assert [one.reserve for one in found] == [False, True, True]
    assert found[0].url == (
        f"{SITE}{UNIT}?parseType=buildstatic&tagId={quote('右侧内容')}&webId=3630"
    )


def part(rows: str, count: int) -> str:
    pager = f"<div class='pagination' count='{count}' rows='1'></div>"
    return json.dumps({"success": True, "data": {"html": f"<ul>{rows}</ul>{pager}"}})


def test_one_of_several_parts_is_turned_only_if_it_has_reports() -> None:
    _, (first, _) = shown(unit("左") + unit("右"), f"{SITE}/zwgk/nb/index.html")
    news = part("<li><a href='art_1_2.html'>要闻</a>2025-01-02", 900)
    assert lists(answered(news, first)) == []
    report = part(f"<li><a href='art_1_3.html'>{TITLE}</a>2025-01-02", 900)
    assert len(lists(answered(report, first))) == 1
    assert list(reports(answered(report, first, column=f"{SITE}/zwgk/nb/"))) == [
        "/zwgk/nb/art_1_3.html"
    ]


@pytest.mark.parametrize("body", ['{"success":false,"data":{}}', "<html>登录</html>", "", "[]"])
def test_an_answer_that_is_no_part_is_said_to_be_none(body: str) -> None:
    _, (asked,) = shown(unit("右侧内容"), f"{SITE}/zwgk/nb/index.html")
    if body:
        with pytest.raises(AnswerError):
            answered(body, asked)
    else:
        assert answered(body, asked).found == ()


@pytest.mark.parametrize(
    "text", ['{"a": 1}', 'cb({"a": 1});', ' jQuery1_2.cb( {"a": 1} )\n', 'cb({"a": 1})']
)
def test_an_object_is_read_with_or_without_a_callback(text: str) -> None:
    assert read_answer(text) == {"a": 1}


def test_the_codes_of_a_station_group_may_stand_in_any_script() -> None:
    script = """<script>$.post('/queryList', {"webSiteCode[]": ["ylszf"], current: 1,
    "channelCode[]": ["nb"], unitid: 52, perPage: 7})</script>"""
    family, (asked,) = shown(script, f"{SITE}/ylszf/nb/pc/list.html")
    told = form(asked)
    assert family == "querylist"
    assert (told["webSiteCode[]"], told["channelCode[]"]) == ("ylszf", "nb")
    assert (told["unitid"], told["pageSize"], told["current"]) == ("52", "7", "1")
    assert asked.headers["X-Requested-With"] == "XMLHttpRequest"


def test_a_list_may_be_of_several_channels() -> None:
    call = """<script>$('#d').jpage({webSiteCode:['a'],channelCode:['b','c'],perPage:2})</script>"""
    _, (asked,) = shown(call, f"{SITE}/x.html")
    assert parse_qs(asked.body)["channelCode[]"] == ["b", "c"]


def test_rows_of_a_station_group() -> None:
    _, (asked,) = shown("", f"{SITE}/ylszf/nb/pc/list.html")
    urls = json.dumps({"pc": "/ylszf/nb/1.shtml"})
    source = {"title": f"<b>{TITLE}</b>", "urls": urls, "pubDate": "2025-01-24 09:30:00"}
    results = [{"source": source}, {"source": {"title": "x", "urls": "no json"}}]
    read = answered(json.dumps({"data": {"total": 5, "results": results}}), asked)
    (row,) = [one for one in read.found if one.role == "report"]
    assert (row.url, row.context["title"]) == (f"{SITE}/ylszf/nb/1.shtml", TITLE)
    assert row.context["published_on"] == "2025-01-24"
    assert [form(one)["current"] for one in lists(read)] == ["2"]


CATALOGUE = f"{SITE}/dynamic/zwgk/govInfoPub.html?categorynum=003001003&deptcode=11"


def test_the_key_of_a_site_may_stand_in_the_page() -> None:
    script = "<script>var siteInfo = {siteGuid: '7eb5', projectName: '/EWB'};</script>"
    family, (asked,) = shown(script, CATALOGUE)
    assert (family, asked.url) == ("epoint", f"{SITE}/EWB/rest/lightfrontaction/getgovinfolist")
    assert json.loads(asked.body) == {
        "deptcode": "11",
        "categorynum": "003001003",
        "siteGuid": "7eb5",
        "pageSize": 20,
        "pageIndex": 1,
    }
    ways = []
    way: Found | None = asked
    while way:
        ways.append(("params" in json.loads(way.body), way.url.rpartition("/")[2]))
        way = way.otherwise
    assert ways == [(False, "getgovinfolist"), (True, "getgovinfolist"), (True, "getGovInfoList")]


def test_the_key_is_looked_for_in_each_script_that_may_tell_it() -> None:
    names = ("/js/webBuilderCommon.js?v=1", "/a/ajaxReq.js")
    scripts = "".join(f'<script src="{name}"></script>' for name in names)
    _, (asked,) = shown(scripts, CATALOGUE)
    assert asked.url == f"{SITE}/js/webBuilderCommon.js?v=1"
    assert asked.otherwise
    assert asked.otherwise.url == f"{SITE}/a/ajaxReq.js"
    with pytest.raises(AnswerError, match="no siteInfo"):
        answered("var x = 1;", asked)


def test_a_page_of_an_epoint_site_without_catalogue_is_a_plain_one() -> None:
    script = '<script src="/js/webBuilderCommon.js"></script>'
    assert shown(script, f"{SITE}/zfxxgk/202501/index.html")[0] == "generic"


def test_a_catalogue_may_be_told_by_a_field_or_by_the_folder_of_its_page() -> None:
    key = "<script>var siteInfo = {siteGuid: '7eb5'};</script>"
    field = '<input type="hidden" id="categorynum" value="003001009">'
    row = '<ul><li><a href="./20250124/a.html">云澜市2024年政府信息公开工作年度报告</a></li></ul>'
    page = f"{SITE}/003/003001/index.html"
    _, (asked,) = shown(key, page)
    assert json.loads(asked.body)["categorynum"] == "003001"
    _, (asked,) = shown(key + field, page)
    assert json.loads(asked.body)["categorynum"] == "003001009"
    assert shown(key + row, page) == ("epoint", ())


def test_truecms_is_shown_by_a_call_that_jpage_leaves_to_it() -> None:
    xml = '<datastore><record><![CDATA[<a href="${(a.path)!}">年报</a>]]></record></datastore>'
    options = f"contentTemplate:'{xml}', perPage:9, ajaxParam:{{columnId:'754f'}}"
    program = "/TrueCMS/messageController/getMessage.do"
    call = f"<script>$('#c').jpage({{{options}, proxyUrl:'{program}'}})</script>"
    family, (asked,) = shown(call, f"{SITE}/nb/list.html")
    assert family == "truecms"
    assert asked.url == (
        f"{SITE}/TrueCMS/messageController/getMessage.do?startrecord=1&endrecord=9&perpage=9"
        "&columnId=754f&callback=cb&contentTemplate="
    )
    assert asked.headers == {"Referer": f"{SITE}/nb/list.html"}
    with pytest.raises(AnswerError, match="no result"):
        answered('cb({"message": "error"})', asked)


def test_a_list_that_shows_no_row_at_first_is_looked_at_beside_others() -> None:
    news = "".join(f"<record><![CDATA[<a href='/a/{n}.html'>要闻</a>]]></record>" for n in (1, 2))
    proxy = "/module/web/jpage/dataproxy.jsp"
    body = (
        f"<div id='1'><script type='text/xml'><datastore>{news}</datastore></script></div>"
        f"<script>$('#1').jpage({{totalRecord:900,perPage:2,proxyUrl:'{proxy}'}});"
        f"$('#2').jpage({{perPage:2,proxyUrl:'{proxy}',ajaxParam:{{unitid:2}}}})</script>"
    )
    _, (asked,) = shown(body, f"{SITE}/col/col2/index.html")
    assert asked.body == "unitid=2"
    record = f"<record><![CDATA[<a href='/art/2025/1/2/art_2_3.html'>{TITLE}</a>]]></record>"
    assert len(lists(answered(f"<datastore>{record}</datastore>", asked))) == 1
    assert lists(answered(f"<datastore>{news}</datastore>", asked)) == []


def test_a_list_that_has_more_rows_and_leads_to_none_of_them_says_so() -> None:
    record = f"<record><![CDATA[<a href='/art/1.html'>{TITLE}</a>]]></record>"
    xml = f"<script type='text/xml'><datastore>{record}</datastore></script>"
    call = "<script>$('#5').jpage({totalRecord:9, perPage:4})</script>"
    url = f"{SITE}/col/col5/index.html"
    read = visit(make_page(f"<html><div id='5'>{xml}</div>{call}</html>", url), make_entry(url))
    assert read.shortfall == "1 of 9 rows, and nothing leads to the others"
