"""Documents are told by their addresses, and have the names that their publishers gave them."""

from __future__ import annotations

from email.header import Header
from urllib.parse import quote

import pytest

from crawler.file_names import find_document, name_file, prefer_disposed, read_disposition

SITE = "http://www.yunlan.gov.cn"
NAME = "云澜市2024年政府信息公开工作年度报告.docx"


@pytest.mark.parametrize(
    "path",
    [
        "/nb/P020250124345.pdf",
        "/nb/a.PDF?v=1",
        "/yl/c1/files/%E5%B9%B4%E6%8A%A5.wps",
        "/module/download/downfile.jsp?classid=0&filename=0a.docx",
        "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=2",
        "/virtual_attach_file.vsb?afc=A1B2&e=.pdf",
        "/api-gateway/jpaas-web-server/front/document/download?fileUrl=abc&fileName=test.docx",
        "/file/get?id=3&fileName=%E5%B9%B4%E6%8A%A5.docx",
        "/group3/M00/12/73/rBUtImcErY2AJ8mbAAA1LFxu6Dk97.xlsx",
    ],
)
def test_documents_by_their_addresses(path: str) -> None:
    assert find_document(SITE + path) == SITE + path


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf", "/files/a.pdf"),
        ("/ViewerJS/#../upload/a.pdf", "/upload/a.pdf"),
        ("/pdfjs/web/viewer.html?file=/files/a.pdf#page=2", "/files/a.pdf"),
        ("/generic/web/viewer.html?file=..%2F..%2Fnb%2Fa.pdf%23page%3D1", "/nb/a.pdf"),
        ("/pdfjs/web/viewer.html?file=/f/%25E5%25B9%25B4.pdf", "/f/%E5%B9%B4.pdf"),
        (
            "/pdf/view?url=http%3A%2F%2Foss.yunlan.gov.cn%2Fa%20b.pdf",
            "http://oss.yunlan.gov.cn/a%20b.pdf",
        ),
    ],
)
def test_viewers_name_what_they_show(path: str, shown: str) -> None:
    assert find_document(SITE + path) == (shown if shown.startswith("http") else SITE + shown)


@pytest.mark.parametrize(
    "path",
    [
        "/nb/",
        "/nb/index.html",
        "/xzzx/download.html",
        "/list.jsp?PAGENUM=2",
        "/s?q=a.pdf/",
        "/down/",
        "/share.html?url=http://a.gov.cn/a.pdf",
    ],
)
def test_pages_are_no_documents(path: str) -> None:
    assert find_document(SITE + path) is None


@pytest.mark.parametrize(
    ("path", "told", "name"),
    [
        ("/P02.docx", ["", NAME, "附件"], NAME),
        ("/P02.docx", ["点击下载"], "P02.docx"),
        ("/P02.docx", [NAME.removesuffix(".docx")], NAME),
        ("/P02.pdf", ["附件1：年报.pdf（1.2MB）"], "附件1：年报.pdf"),
        ("/P02.pdf", ["PDF版下载", "【附件一】", "请点击查看附件"], "P02.pdf"),
        (f"/downfile.jsp?showname={quote(NAME)}&filename=0a.docx", ["附件：", "年报..."], NAME),
        ("/downfile.jsp?classid=0&filename=0a.docx", ["云澜市年报"], "云澜市年报.docx"),
        (f"/c1/7633115/files/{quote(NAME)}", ["下载"], NAME),
        (f"/c1/7633115/files/{quote(NAME)}", ["点此查看云澜市的报告"], NAME),
        ("/virtual_attach_file.vsb?afc=A1&e=.pdf", ["云澜市年报"], "云澜市年报.pdf"),
        ("/download.jsp?wbfileid=3", ["下载"], "download.jsp"),
        ("/a.pdf", ["http://www.yunlan.gov.cn/a.pdf"], "a.pdf"),
    ],
)
def test_the_best_name_is_chosen(path: str, told: list[str], name: str) -> None:
    assert name_file(SITE + path, told) == name


@pytest.mark.parametrize(
    "header",
    [
        f"attachment; filename*=UTF-8''{quote(NAME)}",
        f"attachment; filename=\"x.docx\"; filename*=utf-8''{quote(NAME)}",
        f"attachment;filename={quote(NAME)}",
        f'attachment; filename="{quote(NAME, encoding="gbk")}"',
        f"attachment; filename*=GBK''{quote(NAME, encoding='gbk')}",
        f'attachment; filename="{Header(NAME, "utf-8").encode()}"',
        'attachment; filename="' + NAME.encode("gbk").decode("latin-1") + '"',
        "attachment; filename=" + NAME.encode().decode("latin-1"),
        'inline; FileName = "C:\\\\upload\\\\' + NAME.encode().decode("latin-1") + '"; size=3',
    ],
)
def test_names_that_servers_give(header: str) -> None:
    assert read_disposition(header) == NAME


@pytest.mark.parametrize("header", ["attachment", "inline; filename=", 'attachment; filename=""'])
def test_no_name_is_none(header: str) -> None:
    assert read_disposition(header) is None


@pytest.mark.parametrize(
    ("told", "disposed", "better"),
    [
        ("download.jsp", NAME, NAME),
        ("0a1b.docx", NAME, NAME),
        ("云澜市年报", "0a1b.docx", "云澜市年报.docx"),
        ("云澜市年报", NAME, NAME),
        ("云澜市年报.docx", NAME, "云澜市年报.docx"),
        ("download.jsp", "0a1b.docx", "0a1b.docx"),
        (NAME, None, NAME),
    ],
)
def test_the_better_of_two_names(told: str, disposed: str | None, better: str) -> None:
    assert prefer_disposed(told, disposed) == better
