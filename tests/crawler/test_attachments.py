"""Documents on a report's page, in every form that portals were seen to give them."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from crawler.attachments import find_attachments
from crawler.visit import visit
from tests.crawler.pages import make_entry, make_page

SITE = "http://www.yunlan.gov.cn"
HERE = f"{SITE}/nb/202501/t20250124_1.html"
NAME = "云澜市2024年政府信息公开工作年度报告"


def found_in(body: str, *fragments: str) -> list[tuple[str, str]]:
    page = make_page(f"<html><body><p>详见附件。</p>{body}</body></html>", HERE)
    return [(one.url.removeprefix(SITE), one.name) for one in find_attachments(page, *fragments)]


TRS = (
    '<p class="insertfileTag"><a appendix="true" href="./P02.pdf" title="{0}.pdf"'
    ' download="{0}.pdf" OLDSRC="/protect/P02.pdf">附件</a></p>'
)
WEBPLUS = (
    '<div class="wp_pdf_player" pdfsrc="/_upload/a.pdf"'
    " sudyfile-attr=\"{'title':'%s.pdf'}\"></div>"
)
HANWEB = '<a href="/downfile.jsp?classid=0&amp;showname=%s.docx&amp;filename=0a.docx">附件</a>'
NFW = '<a class="nfw-cms-attachment" href="/attachment/0/306/1/2.pdf" alt="%s.pdf">点击下载</a>'
VSB_URL = "/system/_content/download.jsp?urltype=a&owner=1&wbfileid=2"
VSB = f'<li>附件【<a href="{VSB_URL}">%s.docx</a>】已下载<span id="nattach2">146</span>次</li>'
SHOWN = "/__local/2/30/0A_63C03.pdf"
VSB_SHOWN = f'<script>showVsbpdfIframe("{SHOWN}","100%","600","0","","vsbpdf1");</script>'
UEDITOR = (
    '<p><img src="/ueditor/dialogs/attachment/fileTypeImages/icon_pdf.gif">'
    '<a href="/ueditor/jsp/upload/file/20250125/16.pdf" title="{0}.pdf">{0}.pdf</a></p>'
)
WRITTEN = """<script>var u = "./P02.pdf", t = "%s.pdf";
document.write('<a href="' + u + '">' + t + '</a>');</script>"""


@pytest.mark.parametrize(
    ("body", "url", "name"),
    [
        (TRS.format(NAME), "/nb/202501/P02.pdf", f"{NAME}.pdf"),
        (f"<a href=' ./P02.pdf '>{NAME}</a>", "/nb/202501/P02.pdf", f"{NAME}.pdf"),
        (
            f"<script>document.write('<a href=\"./P02.pdf\">附件1-{NAME}.pdf</a><BR/>');</script>",
            "/nb/202501/P02.pdf",
            f"附件1-{NAME}.pdf",
        ),
        (
            WRITTEN % NAME,
            "/nb/202501/P02.pdf",
            f"{NAME}.pdf",
        ),
        (
            HANWEB % quote(NAME),
            f"/downfile.jsp?classid=0&showname={quote(NAME)}.docx&filename=0a.docx",
            f"{NAME}.docx",
        ),
        (
            '<a href="/front/document/download?fileUrl=abc&amp;fileName=test.docx">附件</a>',
            "/front/document/download?fileUrl=abc&fileName=test.docx",
            "test.docx",
        ),
        (
            NFW % NAME,
            "/attachment/0/306/1/2.pdf",
            f"{NAME}.pdf",
        ),
        (
            f'<a href="/group3/M00/12/73/rBUt.docx">{NAME}</a>',
            "/group3/M00/12/73/rBUt.docx",
            f"{NAME}.docx",
        ),
        (
            VSB % NAME,
            VSB_URL,
            f"{NAME}.docx",
        ),
        (
            VSB_SHOWN,
            SHOWN,
            "0A_63C03.pdf",
        ),
        (
            f'<a href="/virtual_attach_file.vsb?afc=A1&amp;e=.pdf">{NAME}</a>',
            "/virtual_attach_file.vsb?afc=A1&e=.pdf",
            f"{NAME}.pdf",
        ),
        (
            UEDITOR.format(NAME),
            "/ueditor/jsp/upload/file/20250125/16.pdf",
            f"{NAME}.pdf",
        ),
        (
            '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2Fa.pdf#page=1"></iframe>',
            "/files/a.pdf",
            "a.pdf",
        ),
        (
            f'<a href="/pdfjs/web/viewer.html?file=..%2Fa.pdf">{NAME}</a>',
            "/pdfjs/a.pdf",
            f"{NAME}.pdf",
        ),
        (WEBPLUS % NAME, "/_upload/a.pdf", f"{NAME}.pdf"),
        ('<div id="pdfshow" data-value="/f/nb2022.pdf"></div>', "/f/nb2022.pdf", "nb2022.pdf"),
        ('<embed src="a.pdf#toolbar=0">', "/nb/202501/a.pdf", "a.pdf"),
        (
            '<object data="a.pdf"><param name="src" value="a.pdf"></object>',
            "/nb/202501/a.pdf",
            "a.pdf",
        ),
        (
            f"<a href=\"javascript:downloadFile('/f/a.pdf', '{NAME}.pdf')\">下载附件</a>",
            "/f/a.pdf",
            f"{NAME}.pdf",
        ),
        (
            f'<a href="#" onclick="window.open(\'./a.pdf\')">{NAME}</a>',
            "/nb/202501/a.pdf",
            f"{NAME}.pdf",
        ),
        (
            f'<script>var file = {{"name": "{NAME}.pdf", "url": "/f/a.pdf"}};</script>',
            "/f/a.pdf",
            f"{NAME}.pdf",
        ),
        ("<script>PDFObject.embed('/f/a.pdf', '#pdf');</script>", "/f/a.pdf", "a.pdf"),
        (f'<a href="/attachment?id=3">{NAME}.docx</a>', "/attachment?id=3", f"{NAME}.docx"),
        (f'<a href="/f/{NAME}.pdf">附件</a>', f"/f/{quote(NAME)}.pdf", f"{NAME}.pdf"),
    ],
)
def test_forms(body: str, url: str, name: str) -> None:
    assert found_in(body) == [(url, name)]


@pytest.mark.parametrize(
    "body",
    [
        "<a href='./t20250124_2.html'>云澜市2024年年报.pdf</a>",
        "<a href='/nb/'>附件下载</a><img src='/images/icon_pdf.gif'>",
        "<!-- <a href='old.pdf'>旧附件</a> -->",
        "<script>// document.write('<a href=\"old.pdf\">旧</a>')\n/* '/old/a.pdf' */</script>",
        "<script>var base = '/files/'; show(base + '/a.pdf'); var type = '.pdf';</script>",
        "<a href='{{url}}.pdf'>附件</a>",
        "<a href='a.pdf' title='一图读懂2024年政府信息公开年报.pdf'>x</a>",
        "<a href='/ysqgk/a.doc'>云澜市政府信息公开申请表.doc</a>",
    ],
)
def test_what_is_no_document_of_the_report(body: str) -> None:
    assert found_in(body) == []


def test_a_document_is_named_once_and_best() -> None:
    body = f"<a href='a.pdf#page=2'>下载</a><a href='a.pdf'>{NAME}</a><iframe src='a.pdf'></iframe>"
    assert found_in(body) == [("/nb/202501/a.pdf", f"{NAME}.pdf")]


def test_both_formats_of_one_report_are_documents() -> None:
    body = f"<a href='P1.pdf'>{NAME}.pdf</a><a href='P2.ofd'>{NAME}.ofd</a>"
    assert [name for _, name in found_in(body)] == [f"{NAME}.pdf", f"{NAME}.ofd"]


def test_documents_of_other_sites_are_named_too() -> None:
    link = '<a href="https://evil.example/steal.pdf">附件3.pdf</a>'
    body = f"<script>document.write('{link}')</script>"
    assert found_in(body) == [("https://evil.example/steal.pdf", "附件3.pdf")]


def test_what_a_viewer_shows_may_be_relative_to_the_page() -> None:
    viewer = "<iframe src='/pdfjs/web/viewer.html?file=a.pdf'></iframe>"
    page = make_page(f"<html><body>{viewer}</body></html>", HERE)
    (one,) = find_attachments(page)
    assert (one.url, one.otherwise) == (f"{SITE}/pdfjs/web/a.pdf", f"{SITE}/nb/202501/a.pdf")
    (found,) = visit(page, make_entry(HERE, "report", context={"title": NAME})).found
    assert found.otherwise is not None
    assert (found.url, found.otherwise.url) == (one.url, one.otherwise)
    assert [url for url, _ in found_in(f"<a href='a.pdf'>{NAME}</a>{viewer}")] == [
        "/nb/202501/a.pdf"
    ]


def test_content_that_stands_apart_from_the_page_is_looked_through() -> None:
    assert found_in("", f"<a href='/a.pdf' alt='{NAME}.pdf'>点击下载</a>") == [
        ("/a.pdf", f"{NAME}.pdf")
    ]


def test_a_page_that_is_a_viewer_shows_its_document() -> None:
    page = make_page("<html><body></body></html>", f"{SITE}/pdf/web/viewer.html?file=/a.pdf")
    assert [one.url for one in find_attachments(page)] == [f"{SITE}/a.pdf"]
