"""Reports as PDF with text: ruled tables, drawn row by row and cut where the page ends."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.extract.grids import Box, Sheet, expand
from tests.extract.layouts import Print

# One of the fonts that every PDF reader has for Chinese: nothing is embedded.
FONT = "STSong-Light"
_MARGIN = 60
_PADDING = 2


@dataclass(frozen=True)
class _Cell:
    """A printed cell: its box, its grid columns, and the rows it covers, from 0."""

    box: Box
    row: int
    column: int
    rowspan: int
    colspan: int


def pdf(document: Print, rng: Random) -> bytes:
    """Draw a report; the seed decides page size, font size, kind of rules and widths."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return _Drawing(rng).draw(document)


class _Drawing:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.out = io.BytesIO()
        sizes: tuple[tuple[float, float], ...] = (A4, A4, landscape(A4), (595, 500))
        self.width, self.height = rng.choice(sizes)
        self.canvas = Canvas(self.out, (self.width, self.height), invariant=1)
        self.size = rng.choice((7, 8, 9))
        self.style = rng.choice(("lines", "boxes", "thin", "double"))
        self.page = 1
        self.y = self.height - _MARGIN

    def draw(self, document: Print) -> bytes:
        for part in document.parts():
            if isinstance(part, str):
                self._text(part)
            else:
                self._table(part)
        self._number()
        self.canvas.save()
        return self.out.getvalue()

    def _number(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString(self.width / 2, 30, f"- {self.page} -")

    def _break(self) -> None:
        self._number()
        self.canvas.showPage()
        self.page += 1
        self.y = self.height - _MARGIN

    def _text(self, text: str) -> None:
        for line in self._wrapped(text, self.width - 2 * _MARGIN, 11):
            if self.y < _MARGIN + 20:
                self._break()
            self.canvas.setFont(FONT, 11)
            self.canvas.drawString(_MARGIN, self.y - 11, line)
            self.y -= 18
        self.y -= 6

    def _table(self, sheet: Sheet) -> None:
        cells = list(_cells(sheet))
        columns = self._borders(sheet.width)
        heights = self._heights(cells, columns)
        start = 0
        while start < len(heights):
            room = self.y - _MARGIN
            end = start
            while end < len(heights) and sum(heights[start : end + 1]) <= room:
                end += 1
            if end == start:
                self._break()
                continue
            self._rows(cells, columns, heights, start, end)
            start = end
            if start < len(heights):
                self._break()
        self.y -= 14

    def _borders(self, width: int) -> list[float]:
        """Return the column borders: label columns of table 3 are wider than those of numbers."""
        weights = [1.6, 1.6, 3.2] + [1.0] * 7 if width == 10 else [1.0] * width
        room = self.width - 2 * _MARGIN
        borders = [float(_MARGIN)]
        for weight in weights:
            borders.append(borders[-1] + room * weight / sum(weights))
        return borders

    def _heights(self, cells: Sequence[_Cell], columns: Sequence[float]) -> list[float]:
        count = max(cell.row + cell.rowspan for cell in cells)
        heights = [self.size + 6.0] * count
        for cell in cells:
            lines = self._lines(cell, columns)
            needed = len(lines) * (self.size + 2) + 2 * _PADDING + 2
            if cell.rowspan == 1:
                heights[cell.row] = max(heights[cell.row], needed)
        return heights

    def _lines(self, cell: _Cell, columns: Sequence[float]) -> list[str]:
        room = columns[cell.column + cell.colspan] - columns[cell.column] - 2 * _PADDING
        return [
            line
            for piece in cell.box.text.split("\n")
            for line in self._wrapped(piece, room, self.size)
        ]

    def _wrapped(self, text: str, room: float, size: float) -> list[str]:
        lines = [""]
        # The font has no sign for U+2212, and draws nothing.
        for mark in text.replace("−", "-"):
            if pdfmetrics.stringWidth(lines[-1] + mark, FONT, size) > room and lines[-1]:
                lines.append("")
            lines[-1] += mark
        return [line for line in lines if line]

    def _rows(
        self,
        cells: Sequence[_Cell],
        columns: Sequence[float],
        heights: Sequence[float],
        start: int,
        end: int,
    ) -> None:
        """Draw some rows; a cell that began on the page before is drawn again without its text."""
        tops = [self.y]
        for height in heights[start:end]:
            tops.append(tops[-1] - height)
        for cell in cells:
            first, last = max(cell.row, start), min(cell.row + cell.rowspan, end)
            if first >= last:
                continue
            left, right = columns[cell.column], columns[cell.column + cell.colspan]
            top, bottom = tops[first - start], tops[last - start]
            self._frame(left, bottom, right, top)
            if cell.row >= start:
                self._words(cell, columns, top)
        self.y = tops[-1]

    def _words(self, cell: _Cell, columns: Sequence[float], top: float) -> None:
        y = top - _PADDING
        for line in self._lines(cell, columns):
            y -= self.size + 1
            self.canvas.setFont(FONT, self.size)
            self.canvas.drawString(columns[cell.column] + _PADDING, y, line)
            y -= 1

    def _frame(self, left: float, bottom: float, right: float, top: float) -> None:
        self.canvas.setLineWidth(0.5)
        if self.style == "boxes":
            self.canvas.rect(left, bottom, right - left, top - bottom)
            return
        sides = ((left, bottom, right, bottom), (left, top, right, top),
                 (left, bottom, left, top), (right, bottom, right, top))  # fmt: skip
        for x0, y0, x1, y1 in sides:
            if self.style == "thin":
                self.canvas.rect(x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5), stroke=0, fill=1)
            else:
                self.canvas.line(x0, y0, x1, y1)
            if self.style == "double":
                self.canvas.line(x0 + 1.2, y0 + 1.2, x1 + 1.2, y1 + 1.2)


def _cells(sheet: Sheet) -> Iterator[_Cell]:
    grid = expand(sheet.rows)
    for row, slots in enumerate(grid):
        for column, slot in enumerate(slots):
            if slot.begins:
                rowspan = min(slot.box.rowspan, len(grid) - row)
                yield _Cell(slot.box, row, column, rowspan, slot.box.colspan)
