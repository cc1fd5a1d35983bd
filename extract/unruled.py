"""Print outside of ruled tables: paragraphs, and tables that no rule draws."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from extract.aligned import read_block
from extract.blocks import Block as Aligned
from extract.blocks import find_blocks
from extract.document import Block, Cell, Paragraph, Table
from extract.glyphs import Glyph, PrintLine, around, locate, text_in
from extract.rulings import Box
from extract.text import fold
from extract.words import assemble, depth, pieces_of

_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十]{1,2}[)）]")
# A title of 二号 (22 points) stands above text of 三号 (16); recognised lines differ by less.
_LARGER = 1.2


def read_unruled(lines: Sequence[PrintLine]) -> Iterator[Block]:
    """Yield running text and tables, the statutory ones laid out by where their print stands."""
    rest = list(lines)
    table = ""
    rows: list[list[Cell]] = []
    for block, grid in _aligned(lines):
        above = [line for line in rest if _middle(line) < block.top]
        if rows and (above or block.table != table):
            yield _numbered(rows)
            rows = []
        yield from _plain(above)
        rest = [line for line in rest if _middle(line) > block.bottom]
        table = block.table
        rows.extend(grid)
    if rows:
        yield _numbered(rows)
    yield from _plain(rest)


def _aligned(lines: Iterable[PrintLine]) -> Iterator[tuple[Aligned, list[list[Cell]]]]:
    words = assemble(piece for line in lines for piece in pieces_of(line))
    for block in find_blocks(words):
        rows = read_block(block)
        if rows:
            yield block, rows


def _middle(line: PrintLine) -> float:
    return depth(line.page, line.box.center[1])


def _numbered(rows: Sequence[Sequence[Cell]]) -> Table:
    numbered = enumerate(rows, start=1)
    return Table(0, [[cell._replace(row=row) for cell in line] for row, line in numbered])


def _plain(lines: Sequence[PrintLine]) -> Iterator[Block]:
    """Yield running text, and lines parted by wide gaps as rows whose cells are in order only."""
    for parted, group in itertools.groupby(lines, key=lambda line: len(_pieces(line)) > 1):
        run = list(group)
        if parted and len(run) > 1:
            rows = [list(_row(line, row)) for row, line in enumerate(run, start=1)]
            yield Table(0, rows, ragged=True)
        else:
            yield from _paragraphs(run)


def _pieces(line: PrintLine) -> list[list[Glyph]]:
    """Part a line where a gap is wider than one and a half characters."""
    pieces = [[line.glyphs[0]]]
    for before, glyph in itertools.pairwise(line.glyphs):
        if glyph.box.x0 - before.box.x1 > 1.5 * (glyph.box.y1 - glyph.box.y0):
            pieces.append([])
        pieces[-1].append(glyph)
    return pieces


def _row(line: PrintLine, row: int) -> Iterator[Cell]:
    for column, piece in enumerate(_pieces(line), start=1):
        yield Cell(text_in(piece), row, column, locate(line.page, around(piece), piece))


def _paragraphs(lines: Sequence[PrintLine]) -> Iterator[Block]:
    """Join lines into paragraphs: an indent, a numeral, or a line that ends early parts them.

    So does larger print above: a title may be as wide as the text below it.
    """
    if not lines:
        return
    left = min(line.box.x0 for line in lines)
    right = max(line.box.x1 for line in lines)
    run: list[PrintLine] = []
    for line in lines:
        size = _height(line)
        indented = line.box.x0 > left + size
        short = bool(run) and run[-1].box.x1 < right - 2 * size
        larger = bool(run) and _height(run[-1]) > _LARGER * _height(line)
        if run and (indented or short or larger or _NUMBERED.match(line.text)):
            yield _paragraph(run)
            run = []
        run.append(line)
    yield _paragraph(run)


def _height(line: PrintLine) -> float:
    return line.box.y1 - line.box.y0


def _paragraph(lines: Sequence[PrintLine]) -> Paragraph:
    first = lines[0]
    same = [line for line in lines if line.page == first.page]
    box = Box(
        min(line.box.x0 for line in same),
        min(line.box.y0 for line in same),
        max(line.box.x1 for line in same),
        max(line.box.y1 for line in same),
    )
    text = "".join(line.text for line in lines)
    return Paragraph(fold(text), locate(first.page, box, ()))
