"""PDF whose fonts do not say which characters their glyphs are."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.readers.pdf import is_scanned, read_pdf
from extract.text import UNKNOWN, strike
from tests.extract.drawing import FONT


def _page(latin: str, unnamed: str) -> bytes:
    """Draw a line, the second part of it with a font of which nothing is known."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0, invariant=1)
    canvas.drawString(100, 700, latin)
    canvas.setFont(FONT, 12)
    canvas.drawString(100 + canvas.stringWidth(latin), 700, unnamed)
    canvas.save()
    return out.getvalue().replace(b"(GB1)", b"(XX1)")


def test_a_glyph_without_a_character_is_no_note_beside_a_number() -> None:
    (line,) = read_pdf(_page("2024", "5")).paragraphs()
    assert line.text == f"2024{UNKNOWN}"


def test_pages_without_characters_are_pictures() -> None:
    body = _page("1", "年度报告")
    document = read_pdf(body)
    assert (document.blocks, document.images) == ((), 1)
    assert is_scanned(body)


def test_pages_with_characters_are_none() -> None:
    assert not is_scanned(_page("2024", "5"))


@pytest.mark.parametrize(
    ("height", "text"),
    [(4, f"{strike('7')}0"), (-2, "70"), (12, "70")],
    ids=("through", "under", "over"),
)
def test_a_rule_through_a_glyph_strikes_it_out(height: float, text: str) -> None:
    body = io.BytesIO()
    canvas = Canvas(body)
    canvas.setFont(FONT, 12)
    canvas.drawString(100, 600, "70")
    canvas.rect(100, 600 + height, 6, 0.5, stroke=0, fill=1)
    canvas.save()
    (line,) = read_pdf(body.getvalue()).paragraphs()
    assert line.text == text
