"""PDF whose fonts do not say which characters their glyphs are."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.lib.colors import CMYKColor, Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.locate import read_at
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


def _cell_with_picture(text: str, picture: tuple[float, float, float, float]) -> bytes:
    """Draw two rows of two cells, 100 wide and 20 high; a picture and a text are in the last."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.grid([100, 200, 300], [600, 620, 640])
    for place, label in zip(((110, 625), (210, 625), (110, 605), (210, 605)), (*"abc", text),
                            strict=True):  # fmt: skip
        canvas.drawString(*place, label)
    canvas.drawImage(ImageReader(Image.new("RGB", (4, 4))), *picture)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "picture", "read"),
    [
        ("7", (220, 604, 8, 12), f"7{UNKNOWN}"),
        ("", (220, 604, 8, 12), UNKNOWN),
        ("d", (220, 604, 8, 12), "d"),
        ("7", (220, 604, 60, 1), "7"),
        ("7", (200, 560, 100, 100), "7"),
        ("7", (120, 604, 8, 12), "7"),
    ],
)
def test_a_picture_in_a_cell_may_be_a_digit(
    text: str, picture: tuple[float, float, float, float], read: str
) -> None:
    body = _cell_with_picture(text, picture)
    (table,) = read_pdf(body).tables()
    cell = table.rows[1][1]
    assert cell.text == read
    assert cell.locator is not None
    assert read_at(body, cell.locator) == read


_WHITES = [Color(1, 1, 1), CMYKColor(0, 0, 0, 0), Color(0.97, 0.97, 1)]


def _number(ink: Color, ground: Color | None) -> str:
    """Return what is read of a 7 and a 0, the latter in another ink, on a ground."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    if ground is not None:
        canvas.setFillColor(ground)
        canvas.rect(90, 590, 100, 30, stroke=0, fill=1)
    canvas.setFillColor(Color(0, 0.5, 0))
    canvas.drawString(100, 600, "7")
    canvas.setFillColor(ink)
    canvas.drawString(106, 600, "0")
    canvas.setFillColor(Color(0, 0, 0))
    canvas.drawString(100, 500, "text")
    canvas.save()
    return read_pdf(out.getvalue()).paragraphs()[0].text.removesuffix("text")


@pytest.mark.parametrize("ink", _WHITES)
def test_a_white_figure_is_seen_on_a_ground_only(ink: Color) -> None:
    assert _number(ink, None) == f"7{UNKNOWN}"
    assert _number(ink, Color(1, 1, 1)) == f"7{UNKNOWN}"
    assert _number(ink, Color(0, 0, 0.5)) == "70"


def test_a_dark_figure_is_seen() -> None:
    assert _number(CMYKColor(0, 0, 0, 1), None) == "70"


@pytest.mark.parametrize(
    ("cover", "fill", "text"),
    [
        ((99, 598, 16, 12), 1, f"{UNKNOWN}{UNKNOWN}7text"),
        ((99, 598, 8, 12), 1, f"{UNKNOWN}27text"),
        ((99, 598, 16, 12), 0, "127text"),
        ((0, 0, 500, 700), 1, "127text"),
    ],
)
def test_a_figure_under_a_white_shape_is_not_read(
    cover: tuple[int, int, int, int], fill: int, text: str
) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(100, 600, "12")
    canvas.setFillColor(Color(1, 1, 1))
    canvas.rect(*cover, stroke=0, fill=fill)
    canvas.setFillColor(Color(0, 0, 0))
    canvas.drawString(114, 600, "7text")
    canvas.save()
    assert read_pdf(out.getvalue()).paragraphs()[0].text == text
