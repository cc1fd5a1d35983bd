"""Rules and glyphs of pages to a document: tables, lines of text, and tables that cross pages."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.blocks import headed_table, is_number
from extract.cut_rows import join_rows
from extract.document import Block, Cell, Table
from extract.glyphs import (
    Glyph,
    PrintLine,
    inside,
    lines_of,
    locate,
    print_line,
    text_in,
)
from extract.numbers import is_value
from extract.rulings import Box, Region, Rule, Ruled, find_grids
from extract.sections import is_heading
from extract.text import UNKNOWN
from extract.unruled import read_unruled
from extract.words import assemble, pieces_of

_PAGE_NUMBER = re.compile(
    r"[-—–·~\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d{1,3}\s*页?)?[-—–·~\s]*"
)
_MARGIN = 0.1
# 第 12 页 共 20 页, in heights of the print.
_WIDEST = 12
# Column borders of the two parts of a table that crosses a page differ by less than this.
_SAME_BORDER = 6.0
# In points: how far a picture reaches beyond its cell, and how thin one is that is a line.
_SLACK = 2.0
_HAIRLINE = 2.0


@dataclass(frozen=True)
class Page:
    """What one page shows; `number` counts from 1, `pictures` says where there are any."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    rules: Sequence[Rule]
    pictures: Sequence[Box] = ()

    def text_in(self, box: Box) -> str:
        """Return the text whose glyphs' centres lie in a cell."""
        return text_in(_with_pictures(inside(self.glyphs, box), self.pictures, box))


@dataclass(frozen=True)
class _Part:
    """A ruled grid on one page and the glyphs in each of its cells."""

    page: int
    ruled: Ruled
    cells: tuple[tuple[Region, tuple[Glyph, ...]], ...]

    @property
    def box(self) -> Box:
        return self.ruled.box


def read_pages(pages: Iterable[Page]) -> tuple[Block, ...]:
    """Return paragraphs and tables in reading order; parts of one table are joined."""
    blocks: list[Block] = []
    for kind, group in itertools.groupby(_joined(pages), key=type):
        if kind is list:
            blocks.extend(_table(parts) for parts in group if isinstance(parts, list))
        else:
            blocks.extend(read_unruled([line for line in group if isinstance(line, PrintLine)]))
    numbers = itertools.count(1)
    return tuple(
        replace(block, number=next(numbers)) if isinstance(block, Table) else block
        for block in blocks
    )


def _joined(pages: Iterable[Page]) -> Iterator[PrintLine | list[_Part]]:
    """Yield lines, and the parts of each table on following pages together.

    What stands in the margins between two parts, a running title, comes after the table.
    """
    parts: list[_Part] = []
    between: list[PrintLine] = []
    for page in pages:
        for item in _items(page):
            if isinstance(item, PrintLine) and parts and _is_marginal(item, page):
                between.append(item)
                continue
            if not (isinstance(item, _Part) and parts and _goes_on(parts[-1], item)):
                yield from [parts] if parts else []
                yield from between
                parts, between = [], []
            if isinstance(item, _Part):
                parts.append(item)
            else:
                yield item
    yield from [parts] if parts else []
    yield from between


def _is_marginal(line: PrintLine, page: Page) -> bool:
    return _is_outside(line, page) and not is_heading(line.text)


def _is_outside(line: PrintLine, page: Page) -> bool:
    """Tell whether a line stands in the margin above or below what a page says."""
    middle = line.box.center[1]
    return middle < page.height * _MARGIN or middle > page.height * (1 - _MARGIN)


def _items(page: Page) -> Iterator[PrintLine | _Part]:
    """Yield the lines and grids of a page from the top, page numbers left out."""
    grids = find_grids(page.rules)
    parts = []
    rest = list(page.glyphs)
    loose: list[PrintLine] = []
    for grid in grids:
        held = inside(rest, grid.box)
        if not held:
            continue
        kept = {id(glyph) for glyph in held}
        rest = [glyph for glyph in rest if id(glyph) not in kept]
        part = _part(page, grid, held)
        cells = [_print_lines(page.number, glyphs) for _, glyphs in part.cells]
        if _is_coarse(cells):
            loose.extend(line for lines in cells for line in lines)
        else:
            parts.append(part)
    lines = [*_print_lines(page.number, rest), *loose]
    found: list[PrintLine | _Part] = sorted([*parts, *lines], key=lambda item: -item.box.y1)
    for item in found:
        if not (isinstance(item, PrintLine) and _is_number(item, page, found)):
            yield item


def _print_lines(page: int, glyphs: Iterable[Glyph]) -> list[PrintLine]:
    return [print_line(page, line) for line in lines_of(glyphs)]


def _with_pictures(glyphs: Sequence[Glyph], pictures: Iterable[Box], cell: Box) -> Sequence[Glyph]:
    """Return a cell's glyphs, with a mark for each picture in it if they are a number or none."""
    marks = [Glyph(UNKNOWN, box) for box in pictures if _may_be_digit(box, cell)]
    return [*glyphs, *marks] if marks and is_value(text_in(glyphs)) else glyphs


def _may_be_digit(picture: Box, cell: Box) -> bool:
    """Tell whether a picture is within a cell, and no line: a seal reaches beyond it."""
    wide = Box(cell.x0 - _SLACK, cell.y0 - _SLACK, cell.x1 + _SLACK, cell.y1 + _SLACK)
    corners = (picture.x0, picture.y0), (picture.x1, picture.y1)
    thinner = min(picture.x1 - picture.x0, picture.y1 - picture.y0)
    return thinner > _HAIRLINE and cell.holds(picture.center) and all(map(wide.holds, corners))


def _part(page: Page, grid: Ruled, glyphs: Sequence[Glyph]) -> _Part:
    owner = {
        place: index
        for index, region in enumerate(grid.regions)
        for place in itertools.product(
            range(region.row, region.row + region.rowspan),
            range(region.column, region.column + region.colspan),
        )
    }
    cells: dict[int, list[Glyph]] = {index: [] for index in range(len(grid.regions))}
    downwards = [-y for y in grid.ys]
    for glyph in glyphs:
        x, y = glyph.box.center
        row, column = bisect_left(downwards, -y) - 1, bisect_left(grid.xs, x) - 1
        cells[owner[max(row, 0), max(column, 0)]].append(glyph)
    pairs = (
        (region, tuple(_with_pictures(cells[index], page.pictures, region.box)))
        for index, region in enumerate(grid.regions)
    )
    return _Part(page.number, grid, tuple(pairs))


def _is_coarse(cells: Iterable[Sequence[PrintLine]]) -> bool:
    """Tell whether rules part columns or rows only: heads, or most numbers, share their cells."""
    alone = shared = 0
    for lines in cells:
        words = assemble(piece for line in lines for piece in pieces_of(line))
        numbers = sum(map(is_number, words))
        heads = sum(headed_table(one.text) is not None for one in words)
        if heads and heads + numbers > 1:
            return True
        alone += numbers == 1
        shared += numbers if numbers > 1 else 0
    return shared > alone


def _is_number(line: PrintLine, page: Page, items: Sequence[PrintLine | _Part]) -> bool:
    """Tell a page number: nothing but a number, in the margin, close together and by itself.

    Digits that no marks enclose, with print right above, below or beside them, may be a line of a
    table's cells.
    """
    box, height = line.box, line.box.y1 - line.box.y0
    numbered = _PAGE_NUMBER.fullmatch(line.text) and box.x1 - box.x0 < _WIDEST * height
    if not numbered or not _is_outside(line, page):
        return False
    gaps = (max(item.box.y0 - box.y1, box.y0 - item.box.y1) for item in items if item is not line)
    return _is_enclosed(line, height) or all(gap > height for gap in gaps)


def _is_enclosed(line: PrintLine, height: float) -> bool:
    """Tell whether marks stand close about a number: dashes farther off are blank cells."""
    sides = itertools.pairwise(glyph.box for glyph in line.glyphs)
    close = all(right.x0 - left.x1 < height for left, right in sides)
    dashed = not (line.text[0].isdigit() or line.text[-1].isdigit())
    return "页" in line.text or (dashed and close)


def _goes_on(before: _Part, after: _Part) -> bool:
    sides = zip(
        (before.ruled.box.x0, before.ruled.box.x1),
        (after.ruled.box.x0, after.ruled.box.x1),
        strict=True,
    )
    return after.page == before.page + 1 and all(
        abs(one - two) <= 3 * _SAME_BORDER for one, two in sides
    )


def _table(parts: Sequence[_Part]) -> Table:
    """Lay the parts under one another on the column borders of all of them."""
    borders: list[float] = []
    for border in sorted(border for part in parts for border in part.ruled.xs):
        if not borders or border - borders[-1] > _SAME_BORDER:
            borders.append(border)
    rows: list[list[Cell]] = []
    offset = 0
    for part in parts:
        rows = join_rows(rows, _rows(part, borders, offset))
        offset += len(part.ruled.ys) - 1
    return Table(0, rows)


def _rows(part: _Part, borders: Sequence[float], offset: int) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(len(part.ruled.ys) - 1)]
    for region, glyphs in part.cells:
        cell = _cell(part, region, glyphs, borders, offset)
        for row in range(region.row, region.row + region.rowspan):
            rows[row].append(cell)
    return [sorted(row, key=lambda cell: cell.column) for row in rows]


def _cell(
    part: _Part, region: Region, glyphs: Sequence[Glyph], borders: Sequence[float], offset: int
) -> Cell:
    box = region.box
    left, right = _nearest(borders, box.x0), _nearest(borders, box.x1)
    return Cell(
        text_in(glyphs),
        offset + region.row + 1,
        left + 1,
        locate(part.page, box, glyphs),
        region.rowspan,
        max(right - left, 1),
    )


def _nearest(borders: Sequence[float], place: float) -> int:
    return min(range(len(borders)), key=lambda index: abs(borders[index] - place))
