"""Rows that a page's end cuts: the half on one page and the half on the next put together."""

from __future__ import annotations

from collections.abc import Sequence

from extract.blocks import headed_table
from extract.document import Cell
from extract.numbers import is_value
from extract.vocabulary import tables_of
from extract.words import begins_anew

Row = list[Cell]


def join_rows(above: Sequence[Row], below: Sequence[Row]) -> list[Row]:
    """Return the rows of two pages, those of a row that was cut as one; heads may be repeated.

    A row was cut if both halves of its label make a label of the form, or if a label of the form
    stands on one page without a number and numbers without a label on the other, but where heads
    lead to a row without a label. The label of a group, too, is put together, and stands on both
    pages.
    """
    heads = next((at for at, row in enumerate(below) if not _is_head(row)), len(below))
    if above and below and _are_halves(above[-1], below[0]):
        heads = 0
    if not above or heads == len(below):
        return [*above, *below]
    upper, lower = above[-1], below[heads]
    whole: dict[int, str] = {}
    for one, other in _pairs(upper, lower):
        if _spans(one, other) and _is_label(one.text, other.text):
            whole |= dict.fromkeys(map(id, (one, other)), one.text + other.text)
    cut = _are_halves(upper, lower)
    rows = [*above[:-1], _joined(upper, lower) if cut else upper]
    rows.extend(below[:heads] if cut else below[: heads + 1])
    rows.extend(below[heads + 1 :])
    return [
        [cell._replace(text=whole[id(cell)]) if id(cell) in whole else cell for cell in row]
        for row in rows
    ]


def _is_head(row: Sequence[Cell]) -> bool:
    return any(headed_table(cell.text) for cell in row)


def _pairs(upper: Row, lower: Row) -> list[tuple[Cell, Cell]]:
    """Return the cells of two rows that stand in the same columns."""
    below = {cell.column: cell for cell in lower}
    pairs = ((cell, below[cell.column]) for cell in upper if cell.column in below)
    return [(one, other) for one, other in pairs if one.colspan == other.colspan]


def _spans(one: Cell, other: Cell) -> bool:
    return one.rowspan > 1 or other.rowspan > 1


def _is_label(start: str, end: str) -> bool:
    """Tell whether two texts make a label of a form that the second one does not begin."""
    return bool(start and end) and not begins_anew(end) and bool(tables_of(start + end))


def _are_halves(upper: Row, lower: Row) -> bool:
    pairs = [pair for pair in _pairs(upper, lower) if not _spans(*pair)]
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    start, end = _label(first), _label(second)
    if start and end:
        both = [(one.text, other.text) for one, other in pairs if one.text and _is_text(other)]
        return bool(both) and all(_is_label(*texts) for texts in both)
    named, bare = (first, second) if start else (second, first)
    numbered = any(map(_is_number, bare)) and not any(map(_is_number, named))
    return numbered and bool(tables_of(start or end)) and not _is_head(named)


def _label(row: Sequence[Cell]) -> str:
    labels = [cell.text for cell in row if _is_text(cell)]
    return labels[-1] if labels else ""


def _is_text(cell: Cell) -> bool:
    return bool(cell.text) and not is_value(cell.text)


def _is_number(cell: Cell) -> bool:
    return bool(cell.text) and is_value(cell.text)


def _joined(upper: Row, lower: Row) -> Row:
    """Return the upper half with the text of both; a number keeps the place that it has."""
    pairs = {id(one): other for one, other in _pairs(upper, lower) if not _spans(one, other)}
    return [_both(cell, pairs[id(cell)]) if id(cell) in pairs else cell for cell in upper]


def _both(upper: Cell, lower: Cell) -> Cell:
    if not upper.text or not lower.text:
        return upper if upper.text else lower
    parted = " " if is_value(upper.text) else ""
    return upper._replace(text=f"{upper.text}{parted}{lower.text}")
