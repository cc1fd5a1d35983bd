"""PDFs of which some pages, or the tables on them, are pictures; and print that nobody sees."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Sequence

import pytest

import extract.readers
from extract.forms import load_forms
from extract.locate import read_at
from extract.parse import parse
from extract.readers.pdf import leaves_of

pytest.importorskip("rapidocr", reason="the extra ocr is not installed")

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.extract.drawing import FONT
from tests.extract.scans import random_numbers
from tests.extract.sheets import HAN_FONT, Numbers, draw_report

pytestmark = pytest.mark.skipif(
    not HAN_FONT.exists(), reason="the Debian package fonts-wqy-zenhei is not installed"
)

_FORM = load_forms()[-1]
_TITLE = f"云澜市教育局{_FORM.since + 1}年政府信息公开工作年度报告"
_PROSE = ("一、总体情况", "本年度，我局依法公开各类信息。")
_SHOWN, _INVISIBLE = 0, 3


@pytest.fixture(scope="module")
def truth() -> Numbers:
    return random_numbers(_FORM, random.Random(3))


@pytest.fixture(scope="module")
def sheet(truth: Numbers) -> Image.Image:
    """The page with table 4."""
    return draw_report(_FORM.tables, truth, random.Random(3), _FORM.since + 1)[-1]


class _Book:
    """A PDF in the making."""

    def __init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self._body = io.BytesIO()
        self._canvas = Canvas(self._body, pagesize=A4)

    def page(
        self,
        lines: Sequence[str],
        picture: Image.Image | None = None,
        place: tuple[float, float, float, float] = (0, 0, *A4),
        mode: int = _SHOWN,
    ) -> None:
        text = self._canvas.beginText(60, A4[1] - 60)
        text.setTextRenderMode(mode)
        text.setFont(FONT, 12, 20)
        text.textLines(list(lines))
        self._canvas.drawText(text)
        if picture is not None:
            self._canvas.drawImage(ImageReader(picture), *place)
        self._canvas.showPage()

    def body(self) -> bytes:
        self._canvas.save()
        return self._body.getvalue()


@pytest.fixture(scope="module")
def mixed(sheet: Image.Image) -> bytes:
    """A page of text, and one with a heading over a picture of the table."""
    book = _Book()
    book.page((_TITLE, *_PROSE))
    cut = sheet.crop((0, 150, sheet.width, 700))
    height = A4[0] * cut.height / cut.width
    book.page(("四、政府信息公开行政复议、行政诉讼情况",), cut, (0, 400, A4[0], height))
    return book.body()


def test_a_table_on_a_picture_is_read_beside_the_text(mixed: bytes, truth: Numbers) -> None:
    report = parse(mixed)
    assert (report.agency, report.title) == ("云澜市教育局", _TITLE)
    assert {key: value.value for key, value in report.values.items()} == {
        key: number for key, number in truth.items() if key.startswith("challenges.")
    }
    assert report.engines
    for value in list(report.values.values())[::7]:
        assert value.where is not None
        assert read_at(mixed, value.where.locator) == value.raw


def test_without_the_extra_the_text_is_kept_and_the_record_says_what_to_install(
    mixed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "extract.readers.scan", None)
    monkeypatch.delattr(extract.readers, "scan", raising=False)
    report = parse(mixed)
    assert (report.status, report.agency) == ("incomplete", "云澜市教育局")
    reasons = [note.message for note in report.findings if note.rule == "document.tool_missing"]
    assert len(reasons) == 1
    assert "pip install 'nianbao[ocr]'" in reasons[0]


@pytest.mark.parametrize("mode", [_SHOWN, _INVISIBLE])
def test_print_under_a_scan_is_not_read(mode: int, sheet: Image.Image) -> None:
    book = _Book()
    book.page(("四、结转下年度继续办理 9 9 9 9 9 9 9",), sheet, mode=mode)
    (leaf,) = leaves_of(book.body())
    assert (list(leaf.page.glyphs), len(leaf.pictures)) == ([], 1)


def test_print_that_is_invisible_is_not_read() -> None:
    book = _Book()
    book.page((_TITLE, *_PROSE), mode=_INVISIBLE)
    book.page(("通知",))
    assert [len(leaf.page.glyphs) for leaf in leaves_of(book.body())] == [0, 2]
