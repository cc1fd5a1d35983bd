"""Rules and glyphs of pages to a document: tables, lines of text, and tables that cross pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.document import Block, Cell, Paragraph, Table
from extract.report import Locator
from extract.rulings import Box, Region, Rule, Ruled, find_grids
from extract.text import fold

_PAGE_NUMBER = re.compile(
    r"[-—–·~\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/共]\s*\d{1,3}\s*页?)?[-—–·~\s]*"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十]{1,2}[)）]")
_MARGIN = 0.1
_ASCII = re.compile(r"[\x21-\x7e]")
# Column borders of the two parts of a table that crosses a page differ by less than this.
_SAME_BORDER = 6.0


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character, or a run of them recognised together, where it stands on its page."""

    text: str
    box: Box
    confidence: float | None = None


@dataclass(frozen=True)
class Page:
    """What one page shows; `number` counts from 1."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]
    rules: Sequence[Rule]


@dataclass(frozen=True)
class _Line:
    """A line of print outside of tables."""

    page: int
    glyphs: tuple[Glyph, ...]
    box: Box
    text: str


@dataclass(frozen=True)
class _Part:
    """A ruled grid on one page and the glyphs in each of its cells."""

    page: int
    ruled: Ruled
    cells: tuple[tuple[Region, tuple[Glyph, ...]], ...]


def read_pages(pages: Iterable[Page]) -> tuple[Block, ...]:
    """Return paragraphs and tables in reading order; parts of one table are joined."""
    items = [item for page in pages for item in _items(page)]
    blocks: list[Block] = []
    for _, group in itertools.groupby(items, key=type):
        run = list(group)
        parts = [item for item in run if isinstance(item, _Part)]
        lines = [item for item in run if isinstance(item, _Line)]
        blocks.extend(_table(table) for table in _join_parts(parts))
        blocks.extend(_unruled(lines))
    numbers = itertools.count(1)
    return tuple(
        replace(block, number=next(numbers)) if isinstance(block, Table) else block
        for block in blocks
    )


def text_in(glyphs: Iterable[Glyph]) -> str:
    """Return glyphs as read: by lines from the top, spaces only between parted words."""
    text = ""
    for line in _lines(glyphs):
        piece = _line_text(line)
        parted = text and _ASCII.match(text[-1]) and _ASCII.match(piece[:1])
        text += f" {piece}" if parted else piece
    return fold(text)


def inside(glyphs: Iterable[Glyph], box: Box) -> list[Glyph]:
    """Return the glyphs whose centres lie in a rectangle."""
    return [glyph for glyph in glyphs if box.holds(glyph.box.center)]


def _items(page: Page) -> Iterator[_Line | _Part]:
    """Yield the lines and grids of a page from the top, page numbers left out."""
    grids = find_grids(page.rules)
    parts = []
    rest = list(page.glyphs)
    for grid in grids:
        held = inside(rest, grid.box)
        if held:
            kept = {id(glyph) for glyph in held}
            rest = [glyph for glyph in rest if id(glyph) not in kept]
            parts.append(_part(page.number, grid, held))
    lines = [_line(page, glyphs) for glyphs in _lines(rest)]
    found: list[_Line | _Part] = [*parts, *(line for line in lines if not _is_number(line, page))]
    yield from sorted(found, key=lambda item: -_top(item))


def _top(item: _Line | _Part) -> float:
    return item.ruled.box.y1 if isinstance(item, _Part) else item.box.y1


def _part(page: int, grid: Ruled, glyphs: Sequence[Glyph]) -> _Part:
    cells: dict[int, list[Glyph]] = {index: [] for index in range(len(grid.regions))}
    for glyph in glyphs:
        for index, region in enumerate(grid.regions):
            if region.box.holds(glyph.box.center):
                cells[index].append(glyph)
                break
    pairs = ((region, tuple(cells[index])) for index, region in enumerate(grid.regions))
    return _Part(page, grid, tuple(pairs))


def _line(page: Page, glyphs: Sequence[Glyph]) -> _Line:
    return _Line(page.number, tuple(glyphs), _around(glyphs), fold(_line_text(glyphs)))


def _around(glyphs: Sequence[Glyph]) -> Box:
    return Box(
        min(glyph.box.x0 for glyph in glyphs),
        min(glyph.box.y0 for glyph in glyphs),
        max(glyph.box.x1 for glyph in glyphs),
        max(glyph.box.y1 for glyph in glyphs),
    )


def _is_number(line: _Line, page: Page) -> bool:
    """Tell a page number: nothing but a number, in the margin."""
    middle = line.box.center[1]
    outside = middle < page.height * _MARGIN or middle > page.height * (1 - _MARGIN)
    return outside and _PAGE_NUMBER.fullmatch(line.text) is not None


def _lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
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


def _line_text(glyphs: Sequence[Glyph]) -> str:
    """Join a line's glyphs; a gap wider than half a character is a space."""
    text = glyphs[0].text
    for before, glyph in itertools.pairwise(glyphs):
        height = min(before.box.y1 - before.box.y0, glyph.box.y1 - glyph.box.y0)
        gap = glyph.box.x0 - before.box.x1
        text += f" {glyph.text}" if gap > height * 0.5 else glyph.text
    return text


def _join_parts(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Yield runs of grids that are one table: on following pages, with the same sides."""
    run: list[_Part] = []
    for part in parts:
        if run and not _goes_on(run[-1], part):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


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
    for part in parts:
        height = len(part.ruled.ys) - 1
        below: list[list[Cell]] = [[] for _ in range(height)]
        for region, glyphs in part.cells:
            cell = _cell(part, region, glyphs, borders, len(rows))
            for row in range(region.row, region.row + region.rowspan):
                below[row].append(cell)
        rows.extend(sorted(row, key=lambda cell: cell.column) for row in below)
    return Table(0, rows)


def _cell(
    part: _Part, region: Region, glyphs: Sequence[Glyph], borders: Sequence[float], offset: int
) -> Cell:
    box = region.box
    left, right = _nearest(borders, box.x0), _nearest(borders, box.x1)
    return Cell(
        text_in(glyphs),
        offset + region.row + 1,
        left + 1,
        _locator(part.page, box, glyphs),
        region.rowspan,
        max(right - left, 1),
    )


def _nearest(borders: Sequence[float], place: float) -> int:
    return min(range(len(borders)), key=lambda index: abs(borders[index] - place))


def _unruled(lines: Sequence[_Line]) -> Iterator[Block]:
    """Yield running text, and tables that no rule draws: lines parted by wide gaps.

    What a blank cell would be cannot be seen there, so only the order of the cells is kept.
    """
    for parted, group in itertools.groupby(lines, key=lambda line: len(_pieces(line)) > 1):
        run = list(group)
        if parted and len(run) > 1:
            rows = [list(_row(line, row)) for row, line in enumerate(run, start=1)]
            yield Table(0, rows, ragged=True)
        else:
            yield from _paragraphs(run)


def _pieces(line: _Line) -> list[list[Glyph]]:
    """Part a line where a gap is wider than one and a half characters."""
    pieces = [[line.glyphs[0]]]
    for before, glyph in itertools.pairwise(line.glyphs):
        if glyph.box.x0 - before.box.x1 > 1.5 * (glyph.box.y1 - glyph.box.y0):
            pieces.append([])
        pieces[-1].append(glyph)
    return pieces


def _row(line: _Line, row: int) -> Iterator[Cell]:
    for column, piece in enumerate(_pieces(line), start=1):
        yield Cell(text_in(piece), row, column, _locator(line.page, _around(piece), piece))


def _locator(page: int, box: Box, glyphs: Sequence[Glyph]) -> Locator:
    known = [glyph.confidence for glyph in glyphs if glyph.confidence is not None]
    corners = (round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2))
    return Locator(page=page, bbox=corners, confidence=min(known) if known else None)


def _paragraphs(lines: Sequence[_Line]) -> Iterator[Block]:
    """Join lines into paragraphs: an indent, a numeral, or a line that ends early parts them."""
    if not lines:
        return
    left = min(line.box.x0 for line in lines)
    right = max(line.box.x1 for line in lines)
    run: list[_Line] = []
    for line in lines:
        size = line.box.y1 - line.box.y0
        indented = line.box.x0 > left + size
        short = bool(run) and run[-1].box.x1 < right - 2 * size
        if run and (indented or short or _NUMBERED.match(line.text)):
            yield _paragraph(run)
            run = []
        run.append(line)
    yield _paragraph(run)


def _paragraph(lines: Sequence[_Line]) -> Paragraph:
    first = lines[0]
    same = [line for line in lines if line.page == first.page]
    box = Box(
        min(line.box.x0 for line in same),
        min(line.box.y0 for line in same),
        max(line.box.x1 for line in same),
        max(line.box.y1 for line in same),
    )
    text = "".join(line.text for line in lines)
    return Paragraph(fold(text), _locator(first.page, box, ()))
