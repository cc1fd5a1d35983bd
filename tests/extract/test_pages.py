"""Lines of pages: what only numbers the page is left out, what stands in a table is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extract.document import Cell, Paragraph
from extract.glyphs import Glyph
from extract.pages import Page, read_pages
from extract.rulings import Box, Rule

_HIGH = 8.0


def _print(text: str, left: float, low: float, high: float = _HIGH) -> Iterator[Glyph]:
    for place, mark in enumerate(text):
        x = left + place * high / 2
        yield Glyph(mark, Box(x, low, x + high / 2, low + high))


def _texts(glyphs: list[Glyph], rules: tuple[Rule, ...] = ()) -> list[str]:
    blocks = read_pages([Page(1, 600, 800, glyphs, rules)])
    rows: list[list[Cell | Paragraph]] = [
        [block] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
        for block in blocks
    ]
    return [one.text for row in rows for one in row]


@pytest.mark.parametrize("number", ["- 3 -", "— 12 —", "第 3 页 共 9 页"])
def test_a_page_number_may_stand_near_other_print(number: str) -> None:
    assert _texts([*_print("text", 60, 42), *_print(number, 290, 30)]) == ["text"]


@pytest.mark.parametrize("number", ["3", "- 3 -", "— 12 —", "第 3 页 共 9 页"])
def test_a_page_number_is_no_text(number: str) -> None:
    assert _texts([*_print("text", 60, 400), *_print(number, 290, 30)]) == ["text"]


def test_a_number_between_blank_cells_at_a_page_s_edge_is_no_page_number() -> None:
    """Rules between rows part the label from the cells, of which one alone holds a number."""
    rules = (
        Rule(upright=False, at=760, start=60, end=540),
        Rule(upright=False, at=740, start=60, end=540),
        Rule(upright=True, at=60, start=740, end=760),
        Rule(upright=True, at=540, start=740, end=760),
        Rule(upright=True, at=200, start=740, end=760),
    )
    cells = [*_print("-", 300, 746), *_print("18", 330, 746), *_print("-", 360, 746)]
    texts = _texts([*_print("label", 80, 746), *cells], rules)
    assert "18" in " ".join(texts)


def test_lines_as_wide_as_the_text_are_one_paragraph() -> None:
    assert _texts([*_print("a" * 100, 60, 420), *_print("b" * 90, 60, 400)]) == [
        "a" * 100 + "b" * 90
    ]


def test_a_title_in_larger_print_is_no_part_of_the_text_below() -> None:
    glyphs = [*_print("a" * 72, 62, 420, high=11), *_print("b" * 100, 60, 400)]
    assert _texts(glyphs) == ["a" * 72, "b" * 100]
