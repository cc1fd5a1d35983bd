"""Spans to rectangle: where each cell of a table stands once row and column spans are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from extract.document import Cell
from extract.errors import ReaderError
from extract.messages import say
from extract.report import Locator

# What browsers do: HTML, "forming a table" clamps colspan to 1000 and rowspan to 65534.
MAX_COLUMNS = 1000
# The largest statutory table has 280 places.
MAX_COVERED = 1_000_000


# The parts of a RawCell, in its order; a plain tuple takes least time to make.
Raw = tuple[str, Locator | None, int, int]


class RawCell(NamedTuple):
    """A cell as a source gives it, before its place in the grid is known."""

    text: str
    locator: Locator | None = None
    rowspan: int = 1
    colspan: int = 1


def lay_out(rows: Sequence[Iterable[Raw]]) -> list[list[Cell]]:
    """Give every cell its grid row and column; a cell that spans rows stands in each of them.

    A span never reaches below the last row. rowspan 0 means to the end, as in HTML. Raises
    `ReaderError` for spans that are out of all proportion.
    """
    covered = 0
    above: list[dict[int, Cell]] = [{} for _ in rows]
    grid: list[list[Cell]] = []
    for index, row in enumerate(rows):
        taken = above[index]
        cells: list[Cell] = []
        column = 1
        for text, locator, rowspan, colspan in row:
            while column in taken:
                column += 1
            if column > MAX_COLUMNS:
                break
            if rowspan == colspan == 1:
                cells.append(Cell(text, index + 1, column, locator))
                column += 1
                continue
            rest = len(rows) - index
            height = rest if rowspan == 0 else min(max(rowspan, 1), rest)
            width = min(max(colspan, 1), MAX_COLUMNS - column + 1)
            covered += height * width
            if covered > MAX_COVERED:
                raise ReaderError(say("spans", most=MAX_COVERED))
            cells.append(Cell(text, index + 1, column, locator, height, width))
            _reach(cells[-1], above[index : index + height])
            column += width
        grid.append(_beside(taken, cells) if taken else cells)
    return grid


def _reach(cell: Cell, rows: Sequence[dict[int, Cell]]) -> None:
    """Take what a cell covers from the cells above it in its own row, and for it in those below."""
    for column in cell.columns:
        rows[0].pop(column, None)
    for below in rows[1:]:
        below.update(dict.fromkeys(cell.columns, cell))


def _beside(taken: Mapping[int, Cell], cells: Sequence[Cell]) -> list[Cell]:
    """Return a row's cells and those that reach down to it, from left to right."""
    above = {id(cell): cell for cell in taken.values()}.values()
    return sorted((*above, *cells), key=attrgetter("column"))
