"""Spans to rectangle: where each cell of a table stands once row and column spans are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.document import Cell
from extract.errors import ReaderError
from extract.messages import say
from extract.report import Locator

# What browsers do: HTML, "forming a table" clamps colspan to 1000 and rowspan to 65534.
MAX_COLUMNS = 1000
# The largest statutory table has 280 places.
MAX_COVERED = 1_000_000


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as a source gives it, before its place in the grid is known."""

    text: str
    locator: Locator | None = None
    rowspan: int = 1
    colspan: int = 1


def lay_out(rows: Sequence[Iterable[RawCell]]) -> list[list[Cell]]:
    """Give every cell its grid row and column; a cell that spans rows stands in each of them.

    A span never reaches below the last row. rowspan 0 means to the end, as in HTML. Raises
    `ReaderError` for spans that are out of all proportion.
    """
    covered = 0
    grid: list[dict[int, Cell]] = [{} for _ in rows]
    for index, row in enumerate(rows):
        column = 1
        for raw in row:
            while column in grid[index]:
                column += 1
            if column > MAX_COLUMNS:
                break
            cell = _place(raw, index, column, len(grid))
            if cell.rowspan == cell.colspan == 1:
                grid[index][column] = cell
            elif (covered := covered + cell.rowspan * cell.colspan) > MAX_COVERED:
                raise ReaderError(say("spans", most=MAX_COVERED))
            else:
                for below in grid[index : index + cell.rowspan]:
                    below.update(dict.fromkeys(cell.columns, cell))
            column += cell.colspan
    return [_distinct(row) for row in grid]


def _place(raw: RawCell, index: int, column: int, height: int) -> Cell:
    rest = height - index
    rowspan = rest if raw.rowspan == 0 else min(max(raw.rowspan, 1), rest)
    colspan = min(max(raw.colspan, 1), MAX_COLUMNS - column + 1)
    return Cell(raw.text, index + 1, column, raw.locator, rowspan, colspan)


def _distinct(row: dict[int, Cell]) -> list[Cell]:
    seen: dict[int, Cell] = {}
    for column in sorted(row):
        seen.setdefault(id(row[column]), row[column])
    return list(seen.values())
