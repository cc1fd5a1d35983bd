"""Reports as PDF with text: tables with rules of any kind, or none, cut where the page ends."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.extract.drawing import (
    FONT,
    Across,
    Alignment,
    Drawing,
    Frame,
    Words,
    lay_out,
    slices,
    wrap,
)
from tests.extract.grids import Sheet
from tests.extract.layouts import Print

_MARGIN = 60

# Around every cell: strokes, rectangles, thin filled areas, two strokes, dashes, strokes in white,
# strokes over a tinted ground.
Ruled = Literal["lines", "boxes", "thin", "double", "dashed", "white", "tinted"]
# Not around every cell: nothing, between rows, above and below head and table, a frame and lines
# between rows, a frame and lines between columns, the same and one line beside the labels.
Unruled = Literal["none", "rows", "three", "framed", "columns", "wall"]

RULED: Sequence[Ruled] = ("lines", "boxes", "thin", "double", "dashed", "white", "tinted")
UNRULED: Sequence[Unruled] = ("none", "rows", "three", "framed", "columns", "wall")
_ACROSS: Sequence[Across] = ("left", "center", "center", "right")


@dataclass(frozen=True)
class Look:
    """How a report is drawn.

    `cut`: a page may end within a row; `repeat`: heads stand on every page; `header`: so does the
    title; `scattered`: one glyph at a time, in any order; `turned`: pages are rotated by so many
    degrees; `cropped`: what is shown is part of a larger sheet, outside of which is other print.
    """

    page: tuple[float, float] = A4
    size: float = 8
    rules: Ruled | Unruled = "lines"
    align: Alignment = field(default_factory=Alignment)
    cut: bool = False
    repeat: bool = False
    header: bool = False
    scattered: bool = False
    turned: int = 0
    cropped: bool = False


def ruled_look(rng: Random) -> Look:
    """Return a look in which rules part every cell."""
    pages: tuple[tuple[float, float], ...] = (A4, A4, landscape(A4), (595, 500))
    return Look(rng.choice(pages), rng.choice((7, 8, 9)), rng.choice(RULED))


def unruled_look(rng: Random) -> Look:
    """Return a look in which only alignment, the same of heads and numbers, parts the cells."""
    across = rng.choice(_ACROSS)
    align = Alignment(
        heads=across,
        labels=rng.choice(("left", "center")),
        numbers=across,
        down=rng.choice(("top", "middle", "bottom")),
        padding=rng.choice((3, 4, 5)),
    )
    pages: tuple[tuple[float, float], ...] = (A4, A4, landscape(A4))
    return Look(
        rng.choice(pages), rng.choice((7, 8)), rng.choice(UNRULED), align, repeat=rng.random() < 0.3
    )


def mixed_look(rng: Random) -> Look:
    """Return an unruled look in which numbers stand otherwise in their columns than heads."""
    look = unruled_look(rng)
    ways: list[Across] = ["left", "center", "right"]
    heads, numbers = rng.sample(ways, 2)
    return replace(look, align=replace(look.align, heads=heads, numbers=numbers))


def odd_look(rng: Random) -> Look:
    """Return a ruled look with what pages do besides."""
    return replace(
        ruled_look(rng),
        cut=rng.random() < 0.5,
        repeat=rng.random() < 0.5,
        header=rng.random() < 0.3,
        scattered=rng.random() < 0.3,
        turned=rng.choice((0, 0, 90, 180, 270)),
        cropped=rng.random() < 0.3,
    )


def pdf(document: Print, rng: Random) -> bytes:
    """Draw a report with ruled tables; the seed decides page size, font size and kind of rules."""
    return draw(document, ruled_look(rng), rng)


def unruled_pdf(document: Print, rng: Random) -> bytes:
    """Draw a report whose tables are not ruled, or not all through."""
    return draw(document, unruled_look(rng), rng)


def odd_pdf(document: Print, rng: Random) -> bytes:
    """Draw a report with ruled tables on pages that have more to them."""
    return draw(document, odd_look(rng), rng)


def draw(document: Print, look: Look, rng: Random) -> bytes:
    """Draw a report in a look; the seed decides the order in which glyphs are drawn."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return _Press(look, rng).print(document)


class _Press:
    def __init__(self, look: Look, rng: Random) -> None:
        self.look = look
        self.rng = rng
        self.out = io.BytesIO()
        self.width, self.height = look.page
        self.canvas = Canvas(self.out, self._sheet(), invariant=1)
        self.strings: list[tuple[float, float, str, float]] = []
        self.page = 0
        self.title = ""
        self._begin()

    def _sheet(self) -> tuple[float, float]:
        """Return the size of the sheet as it is looked at; reportlab turns it itself."""
        more = 100 if self.look.cropped else 0
        return self.width + more, self.height + more

    def print(self, document: Print) -> bytes:
        self.title = document.title
        for part in document.parts():
            if isinstance(part, str):
                self._text(part)
            else:
                self._table(part)
        self._end()
        self.canvas.save()
        return self.out.getvalue()

    def _begin(self) -> None:
        """Begin a page and turn it, so that what is drawn upright is shown upright."""
        self.page += 1
        self.y = self.height - _MARGIN
        if self.look.cropped:
            width, height = self._sheet()
            if self.look.turned in {90, 270}:
                width, height = height, width
            self.canvas.setCropBox((50, 50, width - 50, height - 50))
            self.canvas.setFont(FONT, 9)
            self.canvas.drawString(5, 300, "裁切线 99")
            self.canvas.translate(50, 50)
        self.canvas.setPageRotation(self.look.turned)
        if self.look.turned:
            shift = {90: (self.height, 0), 180: (self.width, self.height), 270: (0, self.width)}
            self.canvas.translate(*shift[self.look.turned])
            self.canvas.rotate(self.look.turned)
        if self.look.header and self.page > 1:
            self._string(_MARGIN, self.height - 50, self.title, 9)

    def _end(self) -> None:
        self._string(self.width / 2 - 10, 30, f"- {self.page} -", 9)
        if self.look.scattered:
            self.strings = [glyph for string in self.strings for glyph in _glyphs(string)]
            self.rng.shuffle(self.strings)
        for x, y, text, size in self.strings:
            self.canvas.setFont(FONT, size)
            self.canvas.drawString(x, y, text)
        self.strings.clear()
        self.canvas.showPage()

    def _string(self, x: float, y: float, text: str, size: float) -> None:
        self.strings.append((x, y, text, size))

    def _break(self) -> None:
        self._end()
        self._begin()

    def _text(self, text: str) -> None:
        for line in wrap(text, self.width - 2 * _MARGIN, 11):
            if self.y < _MARGIN + 20:
                self._break()
            self._string(_MARGIN, self.y - 11, line, 11)
            self.y -= 18
        self.y -= 6

    def _table(self, sheet: Sheet) -> None:
        room = self.width - 2 * _MARGIN
        table = lay_out(sheet, room, self.look.size, self.look.align)
        head = table.edges[table.heads] if self.look.repeat else 0.0
        whole = self.height - 2 * _MARGIN
        parts = slices(table, self.y - _MARGIN, whole - head, cut=self.look.cut)
        for number, (top, bottom) in enumerate(parts):
            if number:
                self._break()
                if top > 0:
                    self._slice(table, 0.0, head)
            self._slice(table, top, bottom)
        self.y -= 14

    def _slice(self, table: Drawing, top: float, bottom: float) -> None:
        """Draw part of a table; a cell that began on the page before is drawn without its text."""
        if bottom <= top:
            return
        at = self.y + top
        for frame in table.frames:
            shown = replace(
                frame,
                left=frame.left + _MARGIN,
                right=frame.right + _MARGIN,
                top=at - max(frame.top, top),
                bottom=at - min(frame.bottom, bottom),
            )
            if shown.top > shown.bottom:
                self._frame(shown, table, frame)
        if self.look.rules in {"framed", "columns", "wall"}:
            self.canvas.rect(_MARGIN, at - bottom, table.walls[-1], bottom - top)
        for line in table.words:
            if top <= line.top and line.bottom <= bottom:
                self._words(line, at)
        self.y -= bottom - top

    def _words(self, line: Words, at: float) -> None:
        base = at - line.bottom + 1
        self._string(_MARGIN + line.left, base, line.text, self.look.size)

    def _frame(self, cell: Frame, table: Drawing, whole: Frame) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.setStrokeColorRGB(*(1, 1, 1) if self.look.rules == "white" else (0, 0, 0))
        self.canvas.setDash(*((2, 2) if self.look.rules == "dashed" else ()))
        if self.look.rules == "tinted":
            self.canvas.setFillColorRGB(0.8, 0.9, 1)
            self.canvas.rect(cell.left, cell.bottom, cell.right - cell.left,
                             cell.top - cell.bottom, stroke=0, fill=1)  # fmt: skip
            self.canvas.setFillColorRGB(0, 0, 0)
        for side in _sides(self.look.rules, cell, table, whole):
            self._rule(*side)

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.look.rules == "boxes":
            self.canvas.rect(x0, y0, x1 - x0, y1 - y0)
        elif self.look.rules == "thin":
            self.canvas.rect(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5), stroke=0, fill=1)
        else:
            self.canvas.line(x0, y0, x1, y1)
        if self.look.rules == "double":
            self.canvas.line(x0 + 1.2, y0 + 1.2, x1 + 1.2, y1 + 1.2)


def _sides(
    rules: Ruled | Unruled, cell: Frame, table: Drawing, whole: Frame
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the rules that are drawn about a cell."""
    left, bottom, right, top = cell.left, cell.bottom, cell.right, cell.top
    below = (left, bottom, right, bottom)
    beside = (left, bottom, left, top)
    if rules == "boxes":
        yield left, bottom, right, top
    elif rules in RULED:
        yield from (below, (left, top, right, top), beside, (right, bottom, right, top))
    elif rules in {"rows", "framed"}:
        yield below
    elif rules == "three":
        if whole.bottom in {table.edges[table.heads], table.edges[-1]}:
            yield below
        if whole.top == 0:
            yield left, top, right, top
    elif rules == "columns":
        yield beside
    elif rules == "wall":
        yield below
        if cell.is_number and not any(
            other.is_number and other.row == whole.row and other.left < whole.left
            for other in table.frames
        ):
            yield beside


def _glyphs(string: tuple[float, float, str, float]) -> Iterator[tuple[float, float, str, float]]:
    x, y, text, size = string
    for mark in text:
        if mark.strip():
            yield x, y, mark, size
        x += pdfmetrics.stringWidth(mark, FONT, size)
