"""The first look at a page's bytes lets every report through, and little else of a portal."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from html import escape
from random import Random
from urllib.parse import quote

import pytest

from extract.glance import may_be_report
from extract.parse import parse
from tests.extract.content import random_content
from tests.extract.damage import DAMAGES
from tests.extract.generate import damaged, generate
from tests.extract.grids import sheets
from tests.extract.layouts import LAYOUTS, Print
from tests.extract.pages import page, printed

PAGES = sorted({*LAYOUTS, "script_page"} - {"docx"})
# What stands beside the text on every page of a portal.
MENU = """<ul><li><a href='/zfxxgk/'>政府信息公开</a></li><li>依申请公开</li><li>主动公开</li>
<li><a href='/zfxxgk/zn/'>政府信息公开指南</a></li><li><a href='/zd/'>政府信息公开制度</a></li>
<li><a href='/nb/20240118/'>政府信息公开年报</a></li><li>行政复议</li></ul><p>2024-01-18</p>"""


def holds_report(body: bytes) -> bool:
    return parse(body).status != "not_a_report"


@pytest.mark.parametrize("layout", PAGES)
def test_reports_of_every_layout_are_let_through(layout: str) -> None:
    bodies = [generate(seed, layout).body for seed in range(4)]
    assert [may_be_report(body) for body in bodies] == [holds_report(body) for body in bodies]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_reports_are_let_through(damage: str) -> None:
    body = damaged(3, "html_word", "scattered", damage).body
    assert may_be_report(body) or not holds_report(body)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("layout", ["html_spans", "html_empty_cells"])
def test_a_table_alone_is_let_through(layout: str, number: int) -> None:
    tables = re.findall("<table.*?</table>", page(printed(), layout), re.DOTALL)
    body = f"<html><h1>信息公开</h1>{tables[number]}</html>".encode()
    assert holds_report(body)
    assert may_be_report(body)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_the_encoding_does_not_matter(encoding: str) -> None:
    body = page(printed()).encode(encoding)
    assert holds_report(body)
    assert may_be_report(body)


TEXT = "<p>云澜市2023年政府信息公开工作年度报告</p>"
HIDDEN: dict[str, Callable[[str], str]] = {
    "decimal references": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hexadecimal references": lambda text: "".join(f"&#x{ord(char):X};" for char in text),
    "escapes": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "old escapes": lambda text: "".join(f"%u{ord(char):04X}" for char in text),
    "percent": quote,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, a byte on": lambda text: base64.b64encode(f" {text}".encode()).decode(),
    "base64, two bytes on": lambda text: base64.b64encode(f"  {text}".encode()).decode(),
    "base64 of GBK": lambda text: base64.b64encode(text.encode("gb18030")).decode(),
    "UTF-8 as Latin-1": lambda text: text.encode().decode("latin-1"),
    "UTF-8 as Windows-1252": lambda text: text.encode().decode("cp1252", "ignore"),
    "GBK as Latin-1": lambda text: text.encode("gb18030").decode("latin-1"),
    "UTF-8 as GBK": lambda text: text.encode().decode("gb18030", "replace"),
    "a document": lambda _: base64.b64encode(b"%PDF-1.7\n" * 200).decode(),
}


@pytest.mark.parametrize("way", HIDDEN)
def test_what_a_page_hides_is_let_through(way: str) -> None:
    assert may_be_report(f"<html><body>{HIDDEN[way](TEXT)}</body></html>".encode())


@pytest.mark.parametrize(
    "title",
    [
        "云澜市2023年政府信息公开工作年度报告",
        "云澜市政府信息公开工作年度报告（2023年度）",
        "云澜市政府信息公开年报(2023)",
        "云澜市二〇一二年政府信息公开工作总结报告",
        "2016年度政府信息公开情况统计表",
        "<b>2023</b>年<span style='font-size:16pt'>政务公开</span><span>年度报告</span>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_of_a_title_is_let_through(title: str, encoding: str) -> None:
    body = f"<html><body>{MENU}<h1>{title}</h1><p>见附件</p></body></html>".encode(encoding)
    assert may_be_report(body)


@pytest.mark.parametrize(
    "text",
    [
        "<h1>云澜市召开2024年工作会议</h1><p>会议要求，主动公开各项情况。</p>",
        "<h1>云澜市2023年法治政府建设年度报告</h1><p>一、总体推进</p>",
        "<h1>政府信息公开指南</h1><p>可以依法申请行政复议或者提起行政诉讼。</p>",
        "<h1>2023年度部门决算公开</h1><p>年末结转和结余</p><p>一、总体情况</p>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_other_pages_of_a_portal_are_not(text: str, encoding: str) -> None:
    body = f"<html><body>{MENU}{text}</body></html>".encode(encoding)
    assert not may_be_report(body)
    assert not holds_report(body)


@pytest.mark.parametrize("body", [b"", b"\0", b"<html>English</html>", bytes(range(256)) * 100])
def test_bytes_of_no_meaning_are_not(body: bytes) -> None:
    assert not may_be_report(body)


def test_markup_between_words_hides_nothing() -> None:
    content = random_content(Random(5))
    body = LAYOUTS["html_spans"](Print(content.title, sheets(content, Random(5))), Random(0))
    spread = body.decode().replace("公开", "公开<!-- -->")
    assert may_be_report(spread.encode())
    assert may_be_report(escape(spread).encode())
