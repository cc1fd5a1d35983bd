"""From a front page to columns: evidence is weighed, doors are tried in order of their worth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from crawler.discovery import discover
from crawler.evidence import has_column_token, heading_of, is_aside, weigh_link, weigh_page
from crawler.forwarding import find_frames
from crawler.page import is_same_page
from crawler.visit import visit
from tests.crawler.pages import ROOT, make_entry, make_page
from tests.crawler.portals import crawl
from tests.farm.farm import PortalFarm

MENU = "<a href='/zn/'>公开指南</a><a href='/zd/'>公开制度</a>{}<a href='/ysq/'>依申请公开</a>"


def weigh(link: str, around: str = "{}") -> dict[str, int]:
    page = make_page(f"<div>{around.format(link)}</div>")
    (anchor,) = [one for one in page.anchors if "/x" in one.url]
    return dict(weigh_link(anchor))


def found(body: str, role: Any = "root", url: str = ROOT) -> list[tuple[str, str, bool]]:
    told = discover(make_page(body, url), make_entry(url, role))
    return [
        (one.url.removeprefix(ROOT), one.role, one.reserve)
        for one in told
        if one.context.get("title") != "a known door"
    ]


@pytest.mark.parametrize(
    ("link", "kinds"),
    [
        ("<a href='/x/'>政府信息<br> 公开年报</a>", {"words_full"}),
        ("<a href='/x/'>\u200b政府信息公开工作年度报告&nbsp;</a>", {"words_full"}),
        ("<a href='/x/'>部门信息公开年报</a>", {"words_disclosure"}),
        ("<a href='/x/'>年度报告专栏</a>", {"words_plain"}),
        ("<a href='/x/'><img src='a.png' alt='信息公开年报'></a>", {"words_full"}),
        ("<a href='/x/xxgknb/'><img src='a.png'></a>", {"token_last"}),
        ("<a href='/x?c=ndbg'><img src='a.png'></a>", {"token_inside"}),
        ("<a href='/x/xxgknb/'>3</a>", set()),
        ("<a href='/x/'>政府网站工作年度报表</a>", set()),
        ("<a href='/x/'>法治政府建设年度报告</a>", set()),
        ("<a href='/x/202501/t20250124_1.html'>政府信息公开年报</a>", set()),
        ("<h3>信息公开年报</h3><p><a href='/x/'>更多&gt;&gt;</a></p>", {"words_full"}),
    ],
)
def test_what_speaks_for_a_link(link: str, kinds: set[str]) -> None:
    assert weigh(link).keys() == kinds


def test_the_standard_menu_speaks_for_its_entries() -> None:
    named = "<a href='/x/'>政府信息公开年报</a>"
    pictured = "<a href='/x/'><img src='4.png' alt='图片'></a>"
    assert weigh(named, MENU).keys() == {"words_full", "siblings"}
    assert weigh(pictured, MENU).keys() == {"picture_among_siblings"}
    both = f"{pictured}<a href='/nb/'>年报</a>"
    assert weigh(both, MENU) == {}


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("<meta name='ColumnType' content='信息公开年报'>", {"column_type"}),
        ("<meta name='columntype' content='政策文件，信息公开年报'>", {"column_type"}),
        ("<!--<meta name='ColumnType' content='信息公开年报'>-->", {"column_type_in_comment"}),
        ("<meta name='ColumnType' content='政策文件'>", set()),
        ("<meta name='ColumnName' content='公开年报'>", {"column_name"}),
        ("<title>政府信息公开年报_云澜市人民政府</title>", {"title"}),
        ("<body><div class='crumb'>首页 &gt; 公开 &gt; 年报</div>", {"breadcrumb"}),
    ],
)
def test_what_a_page_says_of_itself(head: str, kinds: set[str]) -> None:
    assert weigh_page(make_page(f"<html>{head}</html>", f"{ROOT}a/b.html")).keys() == kinds


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("zfxxgknb/", True),
        ("2024ndbg/index.html", True),
        ("zfxxgknb/n2024/", True),
        ("zfxxgkgzndbg_251551/index.shtml", True),
        ("2020nxxgknb/", True),
        ("66235/2017zfxxgkndbg.shtml", True),
        ("zfxxgk/ndbg.htm", True),
        ("zfxxgknb/3001.html", False),
        ("zfxxgknb/202501/a.html", False),
        ("zwgk/", False),
    ],
)
def test_addresses_of_columns(path: str, known: bool) -> None:
    assert has_column_token(ROOT + path) is known


def test_the_best_section_is_tried_first_and_the_others_wait() -> None:
    body = "<a href='/c/'>政务公开</a><a href='/a/'>信息公开</a><a href='/b/'>法定主动公开内容</a>"
    assert found(body) == [("a/", "hub", False), ("b/", "hub", True), ("c/", "hub", True)]


def test_beside_a_column_only_a_section_of_disclosure_is_tried() -> None:
    column = "<a href='/nb/'>政府信息公开年报</a>"
    assert found(f"{column}<a href='/a/'>政务公开</a>")[1] == ("a/", "hub", True)
    assert found(f"{column}<a href='/a/'>政府信息公开</a>")[1] == ("a/", "hub", False)


def test_news_that_speaks_of_disclosure_is_no_section() -> None:
    assert found("<a href='/a.html'>云澜市召开政务公开工作推进会</a>") == []


def test_a_directory_of_bodies_on_a_page_of_disclosure_is_followed() -> None:
    links = "".join(
        f"<li><a href='/gk/{n}/'>云澜市{n}局</a></li>" for n in ("教育", "水务", "财政")
    )
    body = f"<title>部门信息公开</title><ul>{links}</ul>"
    assert {one[1:] for one in found(body, "hub", f"{ROOT}xxgk/")} == {("hub", False)}


def test_friends_in_the_foot_are_no_directory() -> None:
    links = "".join(
        f"<a href='http://{n}.gov.cn/'>示例省{n}厅</a>"
        for n in ("a教育", "b水利", "c财政", "d民政")
    )
    body = f"<div class='footer'><p>{links}</p></div>"
    read = visit(make_page(body, f"{ROOT}nb/"), make_entry(f"{ROOT}nb/"))
    assert not [one for one in read.found if "厅" in str(one.context.get("title"))]


def test_other_hosts_do_not_lead_on_for_ever() -> None:
    body = "<a href='http://c.gov.cn/nb/'>部门年报</a>"
    far = make_entry("http://b.gov.cn/", "hub", context={"away": 2})
    assert not [one for one in visit(make_page(body, far.url), far).found if "c.gov" in one.url]
    near = make_entry("http://b.gov.cn/", "hub", context={"away": 1})
    (one,) = [one for one in visit(make_page(body, near.url), near).found if "c.gov" in one.url]
    assert one.context["away"] == 2


def test_frames_of_no_use_are_passed_over() -> None:
    sources = (
        "list.htm",
        "/visitcount?id=1",
        "login.jsp",
        "http://w.example/",
        "a/viewer?file=b.pdf",
    )
    body = "".join(f"<iframe src='{one}'></iframe>" for one in sources)
    assert find_frames(make_page(f"<html><body>{body}</body></html>")) == (f"{ROOT}list.htm",)


def test_a_folder_and_its_index_are_one_page() -> None:
    assert is_same_page(f"{ROOT}nb/", f"{ROOT}nb/index.shtml#top")
    assert not is_same_page(f"{ROOT}nb/", f"{ROOT}nb/index_1.shtml")


def test_headings_and_asides() -> None:
    page = make_page("<div class='footer'><b>友情链接</b><p><a href='/a/'>更多</a></p></div>")
    (anchor,) = page.anchors
    assert heading_of(anchor.element) == "友情链接"
    assert is_aside(anchor.element)


def test_the_way_and_the_evidence_are_stored(tmp_path: Path) -> None:
    with PortalFarm(["splash"]) as farm:
        base = farm.bases["splash"]
        crawl(tmp_path / "archive", farm.roots, delay=0.01)
    with open_archive(tmp_path / "archive") as archive:
        (row,) = archive.rows("SELECT * FROM columns")
    way = [url.removeprefix(base) for url in json.loads(row["chain"])]
    assert way == ["/", "/sy/", "/zwgk/", "/xxgk/gknb/index.shtml"]
    assert json.loads(row["evidence"])["words_full"] == 70
    assert row["reports"] == 6
