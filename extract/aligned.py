"""Statutory tables that no rules part: their cells told by where heads, labels and numbers stand.

Heads and labels are known by the words of the forms; a number belongs to the head above it and to
the label beside it. Where it may stand in several columns its cell covers all of them, and so is
read in none; where it stands beside no label, or below no head, its row is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from extract.blocks import Block, is_number, kinds_in
from extract.columns import Columns, Span, place_across, read_columns
from extract.document import Cell
from extract.forms import load_forms
from extract.glyphs import around, locate, text_in
from extract.labels import canonical
from extract.printed import is_furniture
from extract.report import Locator
from extract.words import Words, begins_anew, is_above, is_level

# In heights of the print: how far above or below the lines of its label a number may stand, and by
# how much every other label has to be further away.
_NEAR = 0.6
_FURTHER = 0.15
# What is further below than this is another line, and no second line of a number.
_APART = 0.4
_MOST_WRAPPED = 2
# The confidence in a blank among print that was recognised: nobody saw that it is one.
_UNSEEN = 0.0


@dataclass(eq=False)
class _Row:
    """A label and the numbers beside it; no label for numbers that stand beside none."""

    label: Words | None
    numbers: list[Words] = field(default_factory=list)

    @property
    def words(self) -> list[Words]:
        return [*([self.label] if self.label else []), *self.numbers]


def read_block(block: Block) -> list[list[Cell]] | None:
    """Return the rows of a block on a grid, labels in column 1; None if its heads overlap."""
    columns = read_columns(block.table, _heads(block))
    if columns is None:
        return None
    rows = sorted(_rows(block, columns), key=lambda row: min(one.top for one in row.words))
    numbers = [number for row in rows for number in row.numbers]
    spans = place_across(numbers, columns.heads, whole=columns.whole)
    edge = len(columns.heads) + any(number not in spans for number in numbers)
    return [
        *(_with_blanks(line, edge) for line in _head_lines(columns)),
        *(_with_blanks(_body_line(row, columns, spans), edge) for row in rows),
    ]


def _heads(block: Block) -> list[Words]:
    """Return the heads of columns, not what stands in the corner.

    Unknown print left of all known heads is a head only if numbers stand on that side too.
    """
    heads = [head for head in block.heads if not is_furniture(head.text)]
    left = min((head.left for head in heads if kinds_in(head, block.table)), default=0.0)
    beside = any(is_number(one) and one.right < left for one in block.body)
    return [head for head in heads if beside or head.left >= left]


def _head_lines(columns: Columns) -> Iterator[list[Cell]]:
    """Yield the heads in as many lines as they stand over one another."""
    spans = [*columns.over, *((head, (at, at)) for at, head in enumerate(columns.heads))]
    over = [span for _, span in columns.over]
    depths = [sum(_covers(other, span) for other in over if other != span) for _, span in spans]
    for depth in range(max(depths) + 1):
        line = zip(spans, depths, strict=True)
        yield [_cell([head], span) for (head, span), its in line if its == depth]


def _covers(span: Span, other: Span) -> bool:
    return span[0] <= other[0] and other[1] <= span[1]


def _body_line(row: _Row, columns: Columns, spans: Mapping[Words, Span]) -> list[Cell]:
    """Return a row's label, its numbers, and a located blank below each head without one.

    What stands below no head gets a column of its own, after the others.
    """
    apart = len(columns.heads)
    line = [_cell([row.label], (-1, -1))] if row.label else []
    merged: list[tuple[Span, list[Words]]] = []
    for number in sorted(row.numbers, key=lambda one: spans.get(one, (apart, apart))):
        first, last = spans.get(number, (apart, apart))
        if merged and merged[-1][0][1] >= first:
            (first, before), together = merged.pop()
            merged.append(((first, max(before, last)), [*together, number]))
        else:
            merged.append(((first, last), [number]))
    line.extend(_cell(together, span) for span, together in merged)
    taken = {at for (first, last), _ in merged for at in range(first, last + 1)}
    blank = (at for at in range(apart) if at not in taken)
    return [*line, *(_blank(row, columns.heads[at], at) for at in blank)]


def _cell(words: Sequence[Words], span: Span) -> Cell:
    """Return the cell of some words; columns count from 0, that of the labels is -1."""
    pieces = [piece for one in words for piece in one.pieces]
    glyphs = [glyph for piece in pieces if piece.page == pieces[0].page for glyph in piece.glyphs]
    text = text_in(glyph for piece in pieces for glyph in piece.glyphs)
    place = locate(pieces[0].page, around(glyphs), glyphs)
    return Cell(text, 0, span[0] + 2, place, 1, span[1] - span[0] + 1)


def _blank(row: _Row, head: Words, column: int) -> Cell:
    """Return a blank cell; among recognised print nobody knows whether it is."""
    beside = row.words[0].pieces
    box = around([glyph for piece in beside if piece.page == beside[0].page
                  for glyph in piece.glyphs])  # fmt: skip
    sides = (head.left, box.y0, head.right, box.y1)
    x0, y0, x1, y1 = (round(side, 2) for side in sides)
    sure = all(glyph.confidence is None for glyph in head.glyphs)
    place = Locator(
        page=beside[0].page, bbox=(x0, y0, x1, y1), confidence=None if sure else _UNSEEN
    )
    return Cell("", 0, column + 2, place)


def _with_blanks(line: Iterable[Cell], edge: int) -> list[Cell]:
    """Return a line with a cell in every column up to the last, the label's included."""
    cells = {cell.column: cell for cell in line}
    taken = {column for cell in cells.values() for column in cell.columns}
    for column in range(1, edge + 2):
        if column not in taken:
            cells[column] = Cell("", 0, column)
    return [cells[column] for column in sorted(cells)]


def _rows(block: Block, columns: Columns) -> list[_Row]:
    """Return the rows of a block: labels with the numbers beside them, and numbers beside none."""
    numbers = [one for one in block.body if is_number(one)]
    if block.table == "challenges":
        return list(_unlabelled(numbers))
    labels = _labels(block, columns.heads[0].left)
    rows = {label: _Row(label) for label in labels}
    alone: list[Words] = []
    for number in numbers:
        label = _beside(number, labels, block.table)
        if label:
            rows[label].numbers.append(number)
        else:
            alone.append(number)
    known = {label for label in labels if "row" in kinds_in(label, block.table)}
    found = [row for label, row in rows.items() if row.numbers or label in known]
    return [*found, *(line for line in _unlabelled(alone) if not _take_line(line, found))]


def _take_line(line: _Row, rows: Sequence[_Row]) -> bool:
    """Give numbers beside no label to the row of whose numbers they are another line.

    Numbers that fill a line are a row that lost its label. Digits in two lines are read as one
    number only if they are full width, as in a ruled cell.
    """
    if len(line.numbers) > _MOST_WRAPPED:
        return False
    taken = {}
    for number in line.numbers:
        gaps = {row: gap for row in rows if (gap := _gap_to(number, row)) is not None}
        if gaps:
            taken[number] = min(gaps, key=lambda row: gaps[row])
    for number, row in taken.items():
        row.numbers.append(number)
        line.numbers.remove(number)
    return not line.numbers


def _gap_to(number: Words, row: _Row) -> float | None:
    """Return how far a number is from the nearest one of a row that it may be a line of."""
    pairs = (sorted((number, one), key=lambda words: words.top) for one in row.numbers)
    gaps = (low.top - high.bottom for high, low in pairs if _is_wrapped(high, low))
    return min(gaps, default=None)


def _is_wrapped(high: Words, low: Words) -> bool:
    """Tell whether print goes on below: a line that was filled is no narrower than the next."""
    filled = len(high.text) > 1 and high.right - high.left > low.right - low.left - 1
    return filled and is_above(high, low.pieces[0])


def _labels(block: Block, edge: float) -> list[Words]:
    """Return what may be the label of a row: those of the form, and other print left of the heads.

    Lines of other print that stand right below one another are one label.
    """
    labels: list[Words] = []
    for one in block.body:
        if kinds_in(one, block.table):
            labels.append(one)
        elif not is_number(one) and one.left < edge:
            before = labels[-1] if labels else None
            unknown = before is not None and not kinds_in(before, block.table)
            if before and unknown and not begins_anew(one.text) and _is_next(before, one):
                for piece in one.pieces:
                    before.add(piece)
            else:
                labels.append(one)
    return [label for label in labels if not _is_group(label, labels, block.table)]


def _is_next(before: Words, one: Words) -> bool:
    beside = is_level(before.pieces[-1], one) and one.left - before.right < one.height
    return beside or is_above(before, one.pieces[0])


def _beside(number: Words, labels: Sequence[Words], table: str) -> Words | None:
    """Return the label that a number stands beside, None if it may be either of two.

    Labels of the form go before other print; of that, the last before the number is the label.
    """
    near = {
        label: distance
        for label in labels
        if label.left < number.left
        and (distance := _distance(number, label)) <= _NEAR * number.height
    }
    limit = min(near.values(), default=0.0) + _FURTHER * number.height
    level = [label for label, distance in near.items() if distance <= limit]
    known = [label for label in level if kinds_in(label, table)]
    if len(known) > 1:
        return None
    return max(known or level, key=lambda label: label.left, default=None)


def _distance(number: Words, label: Words) -> float:
    """Return how far above or below a label's lines the middle of a number is."""
    return max(label.top - number.middle, number.middle - label.bottom, 0.0)


def _is_group(label: Words, labels: Sequence[Words], table: str) -> bool:
    """Tell whether a label is that of a group of rows: what may be either is if the group is there.

    其他处理 is a row of the form of 2019, and a group of three rows in that of 2021.
    """
    kinds = kinds_in(label, table)
    within = _rows_of_groups(table).get(canonical(label.text), frozenset())
    return "group" in kinds and (
        "row" not in kinds or any(canonical(other.text) in within for other in labels)
    )


@cache
def _rows_of_groups(table: str) -> Mapping[str, frozenset[str]]:
    """Return the labels of the rows in each group, in all editions of the form."""
    rows = [row for form in load_forms() for row in form.table(table).rows]
    groups = {group for row in rows for group in row.groups}
    return {
        canonical(group): frozenset(
            canonical(label)
            for row in rows
            if group in row.groups
            for label in (row.label, *row.aliases)
        )
        for group in groups
    }


def _unlabelled(numbers: Iterable[Words]) -> Iterator[_Row]:
    """Yield the lines that numbers stand in."""
    row = _Row(None)
    for number in numbers:
        low = max((one.bottom for one in row.numbers), default=float("inf"))
        if number.top > low + _APART * number.height:
            yield row
            row = _Row(None)
        row.numbers.append(number)
    if row.numbers:
        yield row
