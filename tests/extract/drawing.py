"""Printed tables laid out on an endless sheet: where each cell and line of text stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.extract.grids import Box, Sheet, expand

Across = Literal["left", "center", "right"]
Down = Literal["top", "middle", "bottom"]

# One of the fonts that every PDF reader has for Chinese: nothing is embedded.
FONT = "STSong-Light"


@dataclass(frozen=True)
class Alignment:
    """Where texts stand in their cells, and how far from their sides, in points."""

    heads: Across = "left"
    labels: Across = "left"
    numbers: Across = "left"
    down: Down = "top"
    padding: float = 2


@dataclass(frozen=True)
class Frame:
    """A cell's rectangle, y downwards from the table's top, and the rows it covers, from 0."""

    left: float
    top: float
    right: float
    bottom: float
    row: int
    rowspan: int
    is_head: bool
    is_number: bool
    text: str


@dataclass(frozen=True)
class Words:
    """One line of a cell's text; `top` and `bottom` are the line's, in points downwards."""

    text: str
    left: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Drawing:
    """A table: `edges` are its row borders from the top."""

    frames: Sequence[Frame]
    words: Sequence[Words]
    edges: Sequence[float]
    walls: Sequence[float]
    heads: int

    def breaks(self, *, cut: bool) -> list[float]:
        """Return where a page may end: below a row, or below any line of print if rows are cut.

        It never ends within the head.
        """
        lows = {line.bottom for line in self.words if cut} | set(self.edges[self.heads + 1 :])
        return sorted(
            low
            for low in lows
            if low > self.edges[self.heads]
            and not any(cut and line.top < low < line.bottom for line in self.words)
        )


def lay_out(sheet: Sheet, width: float, size: float, align: Alignment) -> Drawing:
    """Lay a table out between x = 0 and a width; columns of labels are wider than of numbers."""
    cells = list(_cells(sheet))
    walls = _walls(sheet, width)
    texts = [
        _wrap(box.text, walls[column + box.colspan] - walls[column] - 2 * align.padding, size)
        for box, _, column, _ in cells
    ]  # fmt: skip
    heights = [size + 6.0] * len(sheet.rows)
    for (_, row, _, rowspan), lines in zip(cells, texts, strict=True):
        need = len(lines) * (size + 2) + 2 * align.padding + 2
        if rowspan == 1:
            heights[row] = max(heights[row], need)
    edges = [0.0]
    for height in heights:
        edges.append(edges[-1] + height)
    frames: list[Frame] = []
    words: list[Words] = []
    for (box, row, column, rowspan), lines in zip(cells, texts, strict=True):
        frame = Frame(
            walls[column], edges[row], walls[column + box.colspan], edges[row + rowspan], row,
            rowspan, _is_head(sheet, box, row), box.key is not None, box.text,
        )  # fmt: skip
        frames.append(frame)
        words.extend(_words(frame, lines, size, align))
    return Drawing(frames, words, edges, walls, sheet.heads)


def _cells(sheet: Sheet) -> Iterator[tuple[Box, int, int, int]]:
    grid = expand(sheet.rows)
    for row, slots in enumerate(grid):
        for column, slot in enumerate(slots):
            if slot.begins:
                yield slot.box, row, column, min(slot.box.rowspan, len(grid) - row)


def _walls(sheet: Sheet, width: float) -> list[float]:
    count = max(len(slots) for slots in expand(sheet.rows))
    labels = [1.6, 1.6, 3.2] if sheet.name == "applications" else []
    weights = [*labels, *[1.0] * count][:count]
    walls = [0.0]
    for weight in weights:
        walls.append(walls[-1] + width * weight / sum(weights))
    return walls


def _is_head(sheet: Sheet, box: Box, row: int) -> bool:
    if sheet.name == "disclosure":
        return box.key is None and any(
            other.text.startswith("信息内容") for other in sheet.rows[row]
        )
    return row < sheet.heads


def _words(frame: Frame, lines: Sequence[str], size: float, align: Alignment) -> Iterator[Words]:
    across = align.heads if frame.is_head else align.numbers if frame.is_number else align.labels
    free = frame.bottom - frame.top - 2 * align.padding - len(lines) * (size + 2)
    top = frame.top + align.padding + {"top": 0.0, "middle": free / 2, "bottom": free}[align.down]
    for line in lines:
        room = frame.right - frame.left - 2 * align.padding - stringWidth(line, FONT, size)
        shift = {"left": 0.0, "center": room / 2, "right": room}[across]
        yield Words(line, frame.left + align.padding + shift, top, top + size)
        top += size + 2


def _wrap(text: str, room: float, size: float) -> list[str]:
    return [line for piece in text.split("\n") for line in wrap(piece, room, size)]


def wrap(text: str, room: float, size: float) -> list[str]:
    """Cut a text into lines that fit, anywhere."""
    lines = [""]
    # The font has no sign for U+2212, and draws nothing.
    for mark in text.replace("−", "-"):
        if stringWidth(lines[-1] + mark, FONT, size) > room and lines[-1]:
            lines.append("")
        lines[-1] += mark
    return [line for line in lines if line]


def slices(
    drawing: Drawing, first: float, others: float, *, cut: bool
) -> list[tuple[float, float]]:
    """Part a table into pages, the first of which may have no room at all."""
    breaks = drawing.breaks(cut=cut)
    ends = [0.0]
    room = first
    while ends[-1] < drawing.edges[-1]:
        fitting = [low for low in breaks if ends[-1] < low <= ends[-1] + room]
        if fitting:
            ends.append(max(fitting))
        elif room == others:
            ends.append(min((low for low in breaks if low > ends[-1]), default=drawing.edges[-1]))
        else:
            ends.append(ends[-1])
        room = others
    return list(pairwise(ends))
