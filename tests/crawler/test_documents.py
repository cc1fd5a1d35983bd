"""What comes where a document was asked for: told by its bytes, never by its name."""

from __future__ import annotations

import pytest

from crawler.model import Visit
from crawler.outcomes import INSTEAD, judge, stops_host
from crawler.visit import visit
from tests.crawler.pages import make_entry, make_page

URL = "http://www.yunlan.gov.cn/system/_content/download.jsp?wbfileid=2"
CAPTCHA = "<html><p>请输入验证码下载附件</p><input name='codeValue'><img src='/code.jsp'></html>"
ERROR = "<html><body><h1>出错了</h1><p>您要下载的文件无法打开。</p></body></html>"
HEADINGS = "<p>一、总体情况</p><p>六、其他需要报告的事项</p>"
REPORT = f"<html><body>{HEADINGS}<p>验证码登录已取消。</p><img src='a.png'></body></html>"


def read(body: str | bytes, name: str = "年报.docx", header: str = "") -> Visit:
    headers = (("Content-Disposition", header),) if header else ()
    entry = make_entry(URL, "attachment", context={"file_name": name})
    return visit(make_page(body, URL, headers=headers), entry)


@pytest.mark.parametrize("body", [ERROR, b"", "<!DOCTYPE html><html></html>"])
def test_a_page_instead_of_a_document_means_that_it_is_gone(body: str | bytes) -> None:
    assert read(body).absent


@pytest.mark.parametrize("body", [b"%PDF-1.4", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", REPORT])
def test_a_document_is_known_by_its_bytes(body: str | bytes) -> None:
    assert not read(body).absent


def test_a_stub_may_lead_to_the_document() -> None:
    found = read("<html><script>location.href='/files/a.docx'</script></html>")
    assert found.moved_to == "http://www.yunlan.gov.cn/files/a.docx"
    assert not found.absent


@pytest.mark.parametrize(
    ("name", "header", "better"),
    [
        ("年报.docx", "", "年报.docx"),
        ("download.jsp", "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.docx", "年报.docx"),
        ("", "attachment; filename=a.docx", "a.docx"),
    ],
)
def test_the_server_may_know_the_name(name: str, header: str, better: str) -> None:
    assert read(b"PK\x03\x04", name, header).file_name == better


def test_a_report_without_a_body_is_gone() -> None:
    assert visit(make_page("", URL), make_entry(URL, "report")).absent
    assert not visit(make_page("", URL), make_entry(URL, "list")).absent


@pytest.mark.parametrize(
    ("body", "role", "outcome"),
    [
        (CAPTCHA, "attachment", "blocked"),
        (CAPTCHA.replace("<p>", "<p>" + "本页面用于下载附件，" * 40), "attachment", "blocked"),
        (REPORT, "attachment", "ok"),
        (ERROR, "attachment", "ok"),
    ],
)
def test_a_captcha_before_a_document_is_told(body: str, role: str, outcome: str) -> None:
    assert judge(make_page(body, URL), role).outcome == outcome


def test_a_captcha_before_one_document_does_not_stop_the_host() -> None:
    verdict = judge(make_page(CAPTCHA, URL), "attachment")
    assert verdict.detail == f"HTTP 200, {INSTEAD}"
    assert not stops_host(verdict.detail)
    assert stops_host(judge(make_page(CAPTCHA, URL), "column").detail)
    challenge = "<script>$_ts=window['$_ts'];</script>"
    assert stops_host(judge(make_page(challenge, URL, 412), "attachment").detail)


PICTURES = (
    "<img src='./W01.jpg'><img src='./W02.jpg'><img src='./W02.jpg'><img src='/images/logo.png'>"
    "<img src='i.png' width='16'><a href='/'><img src='banner.jpg'></a>"
)
PAGE = "http://www.yunlan.gov.cn/nb/202501/t20250124_330.html"


def pictures(body: str, title: str = "云澜市2024年政府信息公开工作年度报告") -> list[str]:
    entry = make_entry(PAGE, "report", context={"title": title})
    read = visit(make_page(f"<html><h1>{title}</h1>{body}</html>", PAGE), entry)
    return [one.url.rpartition("/")[2] for one in read.found if one.role == "picture"]


@pytest.mark.parametrize("text", ["", HEADINGS])
def test_the_pictures_of_a_report_are_kept_beside_it(text: str) -> None:
    assert pictures(text + PICTURES) == ["W01.jpg", "W02.jpg"]


@pytest.mark.parametrize(
    "picture",
    [
        "<img data-original='./W01.jpg' src='/images/loading.gif'>",
        "<img data-src='./W01.jpg'>",
        "<a href='./W01.jpg' target='_blank'><img src='./W01.jpg'></a>",
    ],
)
def test_pictures_may_come_into_sight_late_and_open_themselves(picture: str) -> None:
    assert pictures(picture) == ["W01.jpg"]


@pytest.mark.parametrize(("size", "rejected"), [(3000, None), (30, "no_report_inside")])
def test_a_picture_inside_the_page_is_kept_with_it(size: int, rejected: str | None) -> None:
    picture = f"<img src='data:image/png;base64,{'iVBO' * (size // 4)}'>"
    entry = make_entry(PAGE, "report", context={"title": "云澜市2024年政府信息公开工作年度报告"})
    read = visit(make_page(f"<html>{picture}</html>", PAGE), entry)
    assert (read.found, read.rejected) == ((), rejected)


@pytest.mark.parametrize(
    ("button", "found"),
    [
        ("<a href='/file/33a'>点击下载附件</a>", ["/file/33a"]),
        ("<a href='/xz/'>下载</a>", []),
        ("<a href='/file/33a'>下载中心</a>", []),
    ],
)
def test_a_button_that_promises_a_document_is_pressed_where_nothing_else_is(
    button: str, found: list[str]
) -> None:
    entry = make_entry(PAGE, "report", context={"title": "云澜市2024年政府信息公开工作年度报告"})
    read = visit(make_page(f"<html>{button}</html>", PAGE), entry)
    assert [one.url.removeprefix("http://www.yunlan.gov.cn") for one in read.found] == found


def test_pictures_beside_tables_or_documents_are_no_report() -> None:
    rows = "本年新收政府信息公开申请数量 上年结转政府信息公开申请数量 予以公开 属于国家秘密"
    rows += " 其他法律行政法规禁止公开 保护第三方合法权益 属于三类内部事务信息 属于四类过程性信息"
    assert pictures(f"{HEADINGS}<p>{rows}</p>{PICTURES}") == []
    assert pictures(f"{PICTURES}<a href='a.pdf'>附件</a>") == []
    assert pictures(HEADINGS + PICTURES, "云澜市2015年政府信息公开工作年度报告") == []


def test_a_picture_is_kept_and_not_read() -> None:
    entry = make_entry(f"{PAGE}/W01.jpg", "picture")
    assert visit(make_page(b"\xff\xd8\xff", entry.url), entry) == Visit()
