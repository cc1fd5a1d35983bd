"""What each family lists, on pages of the shapes that were met."""

import json
from dataclasses import asdict, replace

import pytest

from crawler.cms import families, recognise
from crawler.model import Found
from crawler.visit import visit
from tests.crawler.pages import make_entry, make_page

COLUMN = "http://www.yunlan.gov.cn/zwgk/zfxxgk/zfxxgknb/"
TITLE = "云澜市2024年政府信息公开工作年度报告"


def by_role(found: tuple[Found, ...], role: str) -> list[str]:
    return [one.url for one in found if one.role == role and not one.rejected]


def test_a_family_is_a_file_in_the_folder_and_the_last_resort_is_last() -> None:
    assert {"trs", "jpage", "gkmlpt"} < set(families())
    assert list(families())[-1] == "generic"
    for family in families().values():
        assert callable(family.recognise)
        assert callable(family.list_rows)
        assert callable(family.list_attachments)


TRS_LIST = f"""<html><head><meta name="ColumnType" content="信息公开年报"><base target="_blank">
</head><body><div class="pos"><a href="../../../" class="CurrChnlCls">首页</a>
<a href="./" title="政府信息公开年报" class="CurrChnlCls">政府信息公开年报</a></div>
<ul class="submenu"><li><a href="../zfxxgkzn/">政府信息公开指南</a></li></ul>
<div class="zfxxgk_zdgkc"><ul>
<li><a href="./202501/t20250124_1.html" title="{TITLE}">云澜市2024年...</a><b>2025-01-24</b></li>
<li><a href="../../xwzx/202501/t20250120_7.html" title="推进会">推进会</a><b>2025-01-20</b></li>
<!--<li><a href="./202401/t20240119_2.html" title="旧模板残留">旧</a><b>2024-01-19</b></li>-->
<li><a href="./202401/t20240122_4.html" title="2023年">2023年</a><b>2024-01-22</b></li>
</ul></div><script>PAGER</script></body></html>"""


def test_trs_rows_are_read_with_title_and_date() -> None:
    read = visit(make_page(TRS_LIST, COLUMN), make_entry(COLUMN))

    reports = [found for found in read.found if found.role == "report"]
    assert [(one.url, one.context.get("title"), one.rejected) for one in reports] == [
        (COLUMN + "202501/t20250124_1.html", TITLE, None),
        ("http://www.yunlan.gov.cn/zwgk/xwzx/202501/t20250120_7.html", "推进会", "news"),
        (COLUMN + "202401/t20240122_4.html", "2023年", None),
    ]
    assert reports[0].context["published_on"] == "2025-01-24"
    assert (read.family, read.accepted) == ("trs", 2)


def test_trs_pages_are_numbered_by_a_call() -> None:
    body = TRS_LIST.replace("PAGER", 'createPageHTML(3, 0, "index", "html");')
    read = visit(make_page(body, COLUMN), make_entry(COLUMN))
    assert by_role(read.found, "list") == [COLUMN + "index_1.html", COLUMN + "index_2.html"]


TRS_SCRIPT = """<html><body><ul class="list"><script>
 var url = "./202501/t20250124_2730572.shtml"; var title = "";
 if ("" == "") { title = "望江县2024年政府信息公开工作年度报告";
 } else { title = ""; }
 var FILENUM = "无";
 document.writeln("<li><a href='"+url+"' target='_blank'>"+title+"</a><span>");
 document.writeln("2025-01-24 17:32");
 document.writeln("</span></li>");
 url = "./202401/t20240119_2730001.shtml"; title = "望江县2023年政府信息公开工作年度报告";
 document.writeln("2024-01-19 09:00");
</script></ul></body></html>"""


def test_trs_rows_may_stand_in_a_script_only() -> None:
    read = visit(make_page(TRS_SCRIPT, COLUMN), make_entry(COLUMN))
    assert [(one.url, one.context) for one in read.found] == [
        (
            f"{COLUMN}202501/t20250124_2730572.shtml",
            {"title": "望江县2024年政府信息公开工作年度报告", "published_on": "2025-01-24"},
        ),
        (
            f"{COLUMN}202401/t20240119_2730001.shtml",
            {"title": "望江县2023年政府信息公开工作年度报告", "published_on": "2024-01-19"},
        ),
    ]
    assert read.family == "trs"


def test_a_gb18030_page_is_read_whatever_it_says() -> None:
    body = TRS_LIST.replace(TITLE, "云澜市镕㙍区2024年政府信息公开工作年度报告").encode("gb18030")
    read = visit(make_page(body, COLUMN), make_entry(COLUMN))
    assert read.found[0].context["title"] == "云澜市镕㙍区2024年政府信息公开工作年度报告"


PROXY = "/module/web/jpage/dataproxy.jsp?page=1&amp;webid=110&amp;columnid=a%3D&amp;unitid=38486"
RECORDS = f"""<record><![CDATA[
<li><a href="/art/2025/1/24/art_12377_1.html" title="{TITLE}">云澜市...</a>
<b>2025-01-24</b></li>]]></record>
<record><![CDATA[<li><a href='http://edu.yunlan.gov.cn/art/2025/1/20/art_9_2.html'
 title='云澜市教育局政府信息公开2024年年报'>云澜市教育局...</a><b>2025-01-20</b></li>]]></record>"""
JPAGE = f"""<html><body><ul class="main_list"></ul><div id="38486"><script type="text/xml">
<datastore>
<nextgroup><![CDATA[<a href="{PROXY}"></a>]]></nextgroup><recordset><table></table>{RECORDS}
</recordset></datastore></script></div><script>CALL</script></body></html>"""
JURL = "http://www.yunlan.gov.cn/col/col12377/index.html"


def test_jpage_rows_stand_in_a_script() -> None:
    read = visit(make_page(JPAGE, JURL), make_entry(JURL))
    assert by_role(read.found, "report") == [
        "http://www.yunlan.gov.cn/art/2025/1/24/art_12377_1.html",
        "http://edu.yunlan.gov.cn/art/2025/1/20/art_9_2.html",
    ]
    assert read.family == "jpage"


def read_jpage(body: str, onward: Found) -> tuple[Found, ...]:
    """Read an answer as the one that a request brought."""
    asked = make_entry(onward.url, "list", context=onward.context, method=onward.method)
    return visit(make_page(body, onward.url), asked).found


def test_jpage_asks_for_all_pages_when_the_second_is_another() -> None:
    body = JPAGE.replace("CALL", "$('#38486').jpage({totalRecord:7,perPage:2});")
    read = visit(make_page(body, JURL), make_entry(JURL))
    proxy = "http://www.yunlan.gov.cn/module/web/jpage/dataproxy.jsp?page={}&webid=110&columnid=a%3D&unitid=38486"
    (second,) = [found for found in read.found if found.role == "list"]
    assert second.url == proxy.format(2)
    other = f"<datastore>{RECORDS.replace('art_', 'art_7_')}</datastore>"
    onward = read_jpage(other, second)
    assert by_role(onward, "list") == [proxy.format(3), proxy.format(4)]


def test_jpage_asks_otherwise_when_the_second_page_is_the_first() -> None:
    body = JPAGE.replace("CALL", "$('#38486').jpage({totalRecord:7,perPage:2});")
    (second,) = [
        found
        for found in visit(make_page(body, JURL), make_entry(JURL)).found
        if found.role == "list"
    ]
    assert second.otherwise
    told = {**second.context, "otherwise": asdict(second.otherwise)}
    (posted,) = [
        found for found in read_jpage(JPAGE, replace(second, context=told)) if found.role == "list"
    ]
    assert (posted.method, posted.body) == ("POST", "webid=110&columnid=a%3D&unitid=38486")
    assert posted.url.endswith("dataproxy.jsp?startrecord=3&endrecord=4&perpage=2&page=2")


def test_jpage_walks_until_a_page_repeats() -> None:
    read = visit(make_page(JPAGE, JURL), make_entry(JURL))
    (onward,) = [found for found in read.found if found.role == "list"]
    assert "page=2&" in onward.url
    again = make_entry(onward.url, "list", context=onward.context)
    assert by_role(visit(make_page(JPAGE, onward.url), again).found, "list") == []


def test_jpage_data_may_stand_in_an_option() -> None:
    store = f"<datastore><recordset>{RECORDS}</recordset></datastore>".replace("'", "\\'")
    call = (
        f"$('#x').jpage({{initData:'{store}', proxyUrl:'/p.jsp', perPage:2, totalRecord:3,"
        " ajaxParam:{columnId:'12377'}})"
    )
    body = f"<html><body><script>{call}</script></body></html>"
    read = visit(make_page(body, JURL), make_entry(JURL))
    assert len(by_role(read.found, "report")) == 2
    (posted,) = [found for found in read.found if found.role == "list"]
    assert posted.url.endswith("/p.jsp?startrecord=3&endrecord=4&perpage=2&page=2")
    assert (posted.method, posted.body) == ("POST", "columnId=12377")


def test_an_exhausted_jpage_ends() -> None:
    body = "<datastore><recordset></recordset></datastore>"
    assert visit(make_page(body, JURL), make_entry(JURL, "list")).found == ()


GROOT = "http://www.yunlan.gov.cn/gkmlpt/index"
TREE = [
    {"id": 20, "name": "机构职能", "post_count": 3, "jump_url": "", "children": []},
    {
        "id": 21020,
        "name": "政府信息公开年报",
        "post_count": 0,
        "jump_url": "",
        "children": [
            {"id": 21022, "name": "市政府年报", "post_count": 7, "jump_url": "", "children": []},
            {"id": 21023, "name": "部门年报", "jump_url": "http://b.gov.cn/nb/", "children": []},
        ],
    },
]
CONFIG = (
    "<html><body><div id='app'></div><script>\nwindow._CONFIG = { APP_URL: '//x', SID: '999001',\n"
    f" TREE: {json.dumps(TREE, ensure_ascii=False)},\n SERVICE_AREA_ID: '99' }};"
    "</script></body></html>"
)
API = "http://www.yunlan.gov.cn/gkmlpt/api/all/21022?page=1&sid=999001"


@pytest.mark.parametrize("role", ["root", "hub", "column"])
def test_the_tree_of_gkmlpt_leads_to_its_lists(role: str) -> None:
    read = visit(make_page(CONFIG, GROOT), make_entry(GROOT, role))
    assert [(one.url, one.role) for one in read.found] == [
        (API, "list"),
        ("http://b.gov.cn/nb/", "column"),
    ]


def test_a_fragment_names_the_column() -> None:
    entry = make_entry(GROOT + "#21022", "root")
    assert [one.url for one in visit(make_page(CONFIG, GROOT), entry).found] == [API]


def test_the_lists_of_gkmlpt_are_json() -> None:
    articles = [
        {
            "title": TITLE,
            "type": "normal",
            "url": "http://www.yunlan.gov.cn/gkmlpt/content/3/3255/post_3255421.html",
            "create_time": 1737682200,
            "attachment": [{"name": "年报.pdf", "url": "/attachment/0/306/3255421.pdf"}],
        },
        {
            "title": "云澜市教育局2024年政府信息公开年报",
            "type": "url",
            "url": "https://mp.weixin.qq.com/s/a",
        },
    ]
    body = json.dumps({"total": 5, "articles": articles})
    read = visit(make_page(body, API), make_entry(API, "list"))
    reports = [one for one in read.found if one.role == "report"]
    assert reports[0].context == {
        "title": TITLE,
        "published_on": "2025-01-24",
        "attachments": [["http://www.yunlan.gov.cn/attachment/0/306/3255421.pdf", "年报.pdf"]],
    }
    assert reports[1].url == "https://mp.weixin.qq.com/s/a"
    (turned,) = (one for one in read.found if one.role == "list")
    assert turned.url == API.replace("page=1", "page=2")
    other = json.dumps(
        {"total": 5, "articles": [{"title": TITLE, "url": f"/a/post_{n}.html"} for n in (1, 2)]}
    )
    again = visit(
        make_page(other, turned.url), make_entry(turned.url, "list", context=turned.context)
    )
    assert by_role(again.found, "list") == [API.replace("page=1", "page=3")]


def test_a_gkmlpt_article_holds_its_content_in_a_script() -> None:
    names = 'class="nfw-cms-attachment" alt="云澜市2024年年报.pdf"'
    content = f'<a {names} href="/attachment/0/1.pdf">点击下载</a>'
    detail = json.dumps({"content": content}).replace("<", "\\u003C").replace('\\"', "\\u0022")
    body = f"<html><script>window._CONFIG = {{ SID: '9', DETAIL: {detail} }};</script></html>"
    url = "http://www.yunlan.gov.cn/gkmlpt/content/3/3255/post_3255421.html"
    (one,) = visit(make_page(body, url), make_entry(url, "report")).found
    assert one.url == "http://www.yunlan.gov.cn/attachment/0/1.pdf"
    assert one.context["file_name"] == "云澜市2024年年报.pdf"


def test_a_plain_list_is_the_last_resorts() -> None:
    body = (
        f"<ul><li><a href='/2025/a.htm'>{TITLE}</a> 2025-01-24</li></ul><a href='p2.htm'>下一页</a>"
    )
    url = "http://www.yunlan.gov.cn/ndbg/p1.htm"
    assert recognise(make_page(body, url))[0] == "generic"
    read = visit(make_page(body, url), make_entry(url))
    assert by_role(read.found, "list") == ["http://www.yunlan.gov.cn/ndbg/p2.htm"]
    assert by_role(read.found, "report") == ["http://www.yunlan.gov.cn/2025/a.htm"]
