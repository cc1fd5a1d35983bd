"""Sheets of cells, whoever read them, to tables and paragraphs; merged cells are one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extract.document import Block, Cell, Paragraph, Table
from extract.report import Locator
from extract.sections import is_heading
from extract.text import fold

# A report fills some hundred cells.
MOST_CELLS = 300_000
_MOST_MERGED = 1_000_000
_LONGEST_LABEL = 60
_A1 = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SENTENCE = ("。", "：", ":", "；")

Span = tuple[int, int, int, int]
Spot = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """What a visible sheet shows: texts by row and column from 1, blank where only formatted.

    `merged` holds the first and last rows and columns (top, left, bottom, right) of merged cells.
    """

    name: str
    texts: Mapping[Spot, str]
    merged: Sequence[Span] = ()

    @cached_property
    def width(self) -> int:
        """The last column that shows anything."""
        return max((column for (_, column), text in self.texts.items() if text), default=0)

    @cached_property
    def rows(self) -> Mapping[int, Sequence[int]]:
        """The columns that each row has, by row, in order."""
        rows: dict[int, list[int]] = {}
        for row, column in sorted(self.texts):
            if column <= self.width:
                rows.setdefault(row, []).append(column)
        return rows

    @cached_property
    def spans(self) -> Mapping[Spot, Span]:
        """The merged cell that covers a place, as far as the sheet shows anything."""
        last = max(self.rows, default=0)
        covered: dict[Spot, Span] = {}
        for top, left, bottom, right in self.merged:
            span = (top, left, min(bottom, last), min(right, max(self.width, left)))
            area = (span[2] - top + 1) * (span[3] - left + 1)
            if area <= 0 or len(covered) + area > _MOST_MERGED:
                continue
            for row in range(top, span[2] + 1):
                for column in range(left, span[3] + 1):
                    covered.setdefault((row, column), span)
        return covered

    def filled(self, row: int) -> list[str]:
        """Return the texts that stand in a row, those of merged cells in each of their rows."""
        spots: dict[Spot, str] = {}
        for column in self.rows.get(row, ()):
            top, left, _, _ = self.spans.get((row, column), (row, column, row, column))
            spots[top, left] = self.texts.get((top, left), "")
        return [text for text in spots.values() if text]


def read_blocks(sheets: Sequence[Sheet]) -> tuple[Block, ...]:
    """Return the blocks of all sheets in order."""
    blocks: list[Block] = []
    number = 0
    for sheet in sheets:
        for is_table, rows in _runs(sheet):
            if is_table:
                number += 1
                blocks.append(_table(sheet, rows, number))
            else:
                blocks.extend(_paragraph(sheet, row) for row in rows)
    return tuple(blocks)


def text_at(sheets: Sequence[Sheet], name: str, cell: str) -> str:
    """Return the text of a cell in A1 notation."""
    match = _A1.fullmatch(cell)
    sheet = next((sheet for sheet in sheets if sheet.name == name), None)
    if sheet is None or match is None:
        raise LookupError(f"there is no cell {cell} in a sheet {name}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return fold(sheet.texts.get((int(match[2]), column), ""))


def a1(row: int, column: int) -> str:
    """Return the name of a cell."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _runs(sheet: Sheet) -> Iterator[tuple[bool, list[int]]]:
    """Yield runs of rows that are a table, and of rows with a single text each that are not."""
    full = [row for row in sheet.rows if len(sheet.filled(row)) > 1]
    first, last = (min(full), max(full)) if full else (0, 0)
    run: list[int] = []
    state = False
    for row in sheet.rows:
        texts = sheet.filled(row)
        formatted = len(sheet.rows[row]) > 1
        inside = first < row < last or (row > last > 0 and formatted)
        if not texts and not (inside and formatted and state):
            continue
        is_table = len(texts) > 1 or (inside and not (texts and _is_prose(texts[0])))
        if run and is_table is not state:
            yield state, run
            run = []
        state = is_table
        run.append(row)
    if run:
        yield state, run


def _is_prose(text: str) -> bool:
    return is_heading(text) or len(text) > _LONGEST_LABEL or text.endswith(_SENTENCE)


def _paragraph(sheet: Sheet, row: int) -> Paragraph:
    for column in sheet.rows[row]:
        top, left, _, _ = sheet.spans.get((row, column), (row, column, row, column))
        if text := sheet.texts.get((top, left), ""):
            return Paragraph(fold(text), Locator(sheet=sheet.name, cell=a1(top, left)))
    raise LookupError(f"row {row} shows no text")


def _table(sheet: Sheet, rows: Sequence[int], number: int) -> Table:
    """Lay out rows; gaps are blank cells, and every row is as wide as the sheet."""
    whole = len(rows) * sheet.width <= MOST_CELLS
    places = {row: index for index, row in enumerate(rows, start=1)}
    cells: dict[Spot, Cell] = {}
    table = []
    for row in rows:
        wide = range(1, sheet.width + 1) if whole else sheet.rows[row]
        line: dict[Spot, Cell] = {}
        for column in wide:
            top, left, bottom, right = sheet.spans.get((row, column), (row, column, row, column))
            if (top, left) not in cells:
                inside = [places[below] for below in range(top, bottom + 1) if below in places]
                text = fold(sheet.texts.get((top, left), ""))
                at = Locator(sheet=sheet.name, cell=a1(top, left))
                size = len(inside), right - left + 1
                cells[top, left] = Cell(text, inside[0], left, at, *size)
            line[top, left] = cells[top, left]
        table.append(list(line.values()))
    return Table(number, table)
