"""Documents in base64 inside a page are read, and their cells found again."""

from __future__ import annotations

import base64
from collections.abc import Callable
from random import Random

import pytest

from extract.locate import read_at
from extract.parse import parse
from tests.extract.content import random_content
from tests.extract.grids import sheets
from tests.extract.layouts import Print
from tests.extract.readers.write_docx import docx
from tests.extract.render_pdf import pdf

_CONTENT = random_content(Random(7), plain=True)
_PRINT = Print(_CONTENT.title, sheets(_CONTENT, Random(7)))
_SCRIPT = "<script>var pdfData = '{}'; show(atob(pdfData));</script>"


def page(inside: str) -> bytes:
    return (
        f"<html><head><title>{_CONTENT.title}</title></head><body>{inside}</body></html>".encode()
    )


def written(body: bytes) -> str:
    return base64.b64encode(body).decode()


@pytest.mark.parametrize(
    ("layout", "inside", "member"),
    [
        (pdf, _SCRIPT, "script[1]"),
        (pdf, '<embed src="data:application/pdf;base64,{}">', "embed[1]/@src"),
        (docx, _SCRIPT, "script[1]!/word/document.xml"),
    ],
)
def test_a_document_that_a_page_carries_is_read(
    layout: Callable[[Print, Random], bytes], inside: str, member: str
) -> None:
    body = page(inside.format(written(layout(_PRINT, Random(2)))))
    report = parse(body)
    found = {key: value.value for key, value in report.values.items()}
    assert found == {key: printed.value for key, printed in _CONTENT.cells.items()}
    for value in list(report.values.values())[::25]:
        if value.where is not None and value.value is not None:
            assert value.where.locator.member == member
            assert read_at(body, value.where.locator) == value.raw


def test_a_page_that_says_something_itself_is_read() -> None:
    text = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p>"
    report = parse(page(text + _SCRIPT.format(written(pdf(_PRINT, Random(2))))))
    assert report.values == {}
    assert len(report.sections) == 2


def test_what_is_no_document_is_passed_over() -> None:
    assert parse(page(_SCRIPT.format("JVBERi0" + "!" * 2000))).status == "incomplete"
