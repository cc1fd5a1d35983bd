"""Glyphs of a page and the lines of print that they stand in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.report import Locator
from extract.rulings import Box
from extract.text import fold

_ASCII = re.compile(r"[\x21-\x7e]")
# In heights of the print: gaps within columns of narrow tables are as wide.
_GAP = 0.45


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, or a run of them recognised together, where it stands on its page."""

    text: str
    box: Box
    confidence: float | None = None


@dataclass(frozen=True)
class PrintLine:
    """A line of print on a page."""

    page: int
    glyphs: tuple[Glyph, ...]
    box: Box
    text: str


def text_in(glyphs: Iterable[Glyph]) -> str:
    """Return glyphs as read: by lines from the top, spaces only between parted words."""
    text = ""
    for line in lines_of(glyphs):
        piece = line_text(line)
        parted = text and _ASCII.match(text[-1]) and _ASCII.match(piece[:1])
        text += f" {piece}" if parted else piece
    return fold(text)


def inside(glyphs: Iterable[Glyph], box: Box) -> list[Glyph]:
    """Return the glyphs whose centres lie in a rectangle."""
    return [glyph for glyph in glyphs if box.holds(glyph.box.center)]


def around(glyphs: Sequence[Glyph]) -> Box:
    """Return the rectangle that holds all of the glyphs."""
    return Box(
        min(glyph.box.x0 for glyph in glyphs),
        min(glyph.box.y0 for glyph in glyphs),
        max(glyph.box.x1 for glyph in glyphs),
        max(glyph.box.y1 for glyph in glyphs),
    )


def lines_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into lines from the top, each from left to right."""
    lines: list[list[Glyph]] = []
    middle = low = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.box.center[1]):
        if not glyph.text.strip():
            continue
        if (
            lines
            and glyph.box.center[1] > low - (glyph.box.y1 - glyph.box.y0) * 0.1
            and (abs(glyph.box.center[1] - middle) < (glyph.box.y1 - glyph.box.y0) * 0.6)
        ):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            middle, low = glyph.box.center[1], glyph.box.y0
    return [sorted(line, key=lambda glyph: glyph.box.x0) for line in lines]


def split_line(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Part a line where a gap is wider than the space within words."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and glyph.box.x0 - run[-1].box.x1 > _GAP * (glyph.box.y1 - glyph.box.y0):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def line_text(glyphs: Sequence[Glyph]) -> str:
    """Join a line's glyphs; a gap wider than half a character is a space."""
    text = glyphs[0].text
    for before, glyph in itertools.pairwise(glyphs):
        height = min(before.box.y1 - before.box.y0, glyph.box.y1 - glyph.box.y0)
        gap = glyph.box.x0 - before.box.x1
        text += f" {glyph.text}" if gap > height * 0.5 else glyph.text
    return text


def print_line(page: int, glyphs: Sequence[Glyph]) -> PrintLine:
    """Return the glyphs of one line as a line."""
    return PrintLine(page, tuple(glyphs), around(glyphs), fold(line_text(glyphs)))


def locate(page: int, box: Box, glyphs: Sequence[Glyph]) -> Locator:
    """Return the locator of a rectangle, as sure as the least sure of its glyphs."""
    known = [glyph.confidence for glyph in glyphs if glyph.confidence is not None]
    corners = (round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2))
    return Locator(page=page, bbox=corners, confidence=min(known) if known else None)
