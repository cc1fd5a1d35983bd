"""How much of a report a document seems to hold: to choose one among several."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from extract.document import Document
from extract.lines import gather
from extract.numbers import is_blank, is_value
from extract.sections import is_heading
from extract.text import squeeze


class Worth(NamedTuple):
    """Statutory tables count most, then their lines, then headings of sections, then text."""

    tables: int
    lines: int
    headings: int
    letters: int


def says_something(document: Document) -> bool:
    """Tell whether a document holds a heading of a report, or a line of a statutory table."""
    return any(is_heading(line.text) for line in document.paragraphs()) or any(
        gather(document).values()
    )


def worth(document: Document) -> Worth:
    """Return what a document holds of a report."""
    found = [lines for lines in gather(document).values() if lines]
    texts = [line.text for line in document.paragraphs()]
    headings = sum(map(is_heading, texts))
    return Worth(len(found), sum(map(len, found)), headings, sum(map(len, texts)))


def table_numbers(document: Document) -> Counter[str]:
    """Return the numbers in the statutory tables, as printed, and how often each stands there."""
    lines = [line for found in gather(document).values() for line in found]
    texts = {id(cell): squeeze(cell.text) for line in lines for cell in line.cells}
    return Counter(text for text in texts.values() if is_value(text) and not is_blank(text))
