"""Head cells as they are printed, and what print does to them, undone.

A label falls apart into two cells, a cell that spans others is printed in each of them, the second
line of a label is lost.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.labels import canonical
from extract.lines import Line
from extract.text import squeeze

_CORNER = "勾稽关系"
# Captions of the row labels, and of a column that numbers the rows.
_ROW_LABELS = frozenset(
    (
        *("信息内容", "序号", "项目", "内容", "事项", "类别", "分类"),
        *("指标", "指标名称", "统计指标", "办理情况"),
    )
)
_BLOCK = "第二十条第"
_SHORTEST_START = 3


class Print(NamedTuple):
    """A head cell; `spot` is the line it begins in and its place there.

    `meant` are the labels of the form of which the text is the beginning, if it was cut short.
    """

    text: str
    column: int
    colspan: int
    spot: tuple[int, int]
    meant: str | None = None


@lru_cache(maxsize=8192)
def is_furniture(text: str) -> bool:
    """Tell whether a head cell is the corner, a caption of the row labels, or empty."""
    name = canonical(text)
    plain = squeeze(text)
    return not name or name in _ROW_LABELS or _CORNER in plain or plain.startswith(_BLOCK)


def head_cells(lines: Sequence[Line]) -> Iterator[Print]:
    """Yield each head cell once."""
    seen: set[tuple[int, int]] = set()
    for number, line in enumerate(lines):
        cells = [cell for cell in line.cells if not is_furniture(cell.text)]
        for place, cell in enumerate(cells):
            corner = (cell.row, cell.column)
            if corner not in seen:
                seen.add(corner)
                yield Print(cell.text, cell.column, cell.colspan, (number, place))


def tidy(cells: Sequence[Print], labels: Labels) -> list[Print]:
    """Return head cells with labels put together again and repetitions left out."""
    lines = [list(line) for _, line in itertools.groupby(cells, lambda cell: cell.spot[0])]
    # Where every line has a cell in each place, what covers several lines is printed in each.
    filled = len({len(line) for line in lines}) == 1
    tidied: list[Print] = []
    for line in lines:
        whole = _completed(_merged(_joined(line, labels), labels), labels)
        fresh = [cell for cell in whole if not (filled and _is_repeated(cell, tidied))]
        tidied.extend(cell._replace(spot=(cell.spot[0], place)) for place, cell in enumerate(fresh))
    return tidied


class Labels(NamedTuple):
    """What is known of the labels of a table's head.

    `is_known` tells labels spelt as an edition spells them, `is_group` those of heads above others;
    `leaves` are the labels of columns of numbers in the order of the form.
    """

    is_known: Callable[[str], bool]
    is_group: Callable[[str], bool]
    leaves: tuple[str, ...]


def _joined(line: Sequence[Print], labels: Labels) -> list[Print]:
    """Join neighbours that are a label only together: 商业 | 企业."""
    joined: list[Print] = []
    for cell in line:
        before = joined[-1] if joined else None
        if before and not labels.is_known(before.text) and not labels.is_known(cell.text):
            text = before.text + cell.text
            if labels.is_known(text):
                span = cell.column + cell.colspan - before.column
                joined[-1] = before._replace(text=text, colspan=span)
                continue
        joined.append(cell)
    return joined


def _merged(line: Sequence[Print], labels: Labels) -> list[Print]:
    """Make one of neighbours that repeat the head above several columns."""
    merged: list[Print] = []
    for cell in line:
        before = merged[-1] if merged else None
        if before and canonical(before.text) == canonical(cell.text) and labels.is_group(cell.text):
            merged[-1] = before._replace(colspan=cell.column + cell.colspan - before.column)
        else:
            merged.append(cell)
    return merged


def _is_repeated(cell: Print, above: Sequence[Print]) -> bool:
    """Tell whether a cell only repeats the one above it."""
    place = (cell.column, cell.colspan, canonical(cell.text))
    return any(
        (other.column, other.colspan, canonical(other.text)) == place
        and other.spot[0] < cell.spot[0]
        for other in above
    )


def _completed(line: Sequence[Print], labels: Labels) -> list[Print]:
    """Complete neighbours that all say only the beginning of as many labels: 本年新 | 本年新."""
    completed: list[Print] = []
    for text, group in itertools.groupby(line, lambda cell: canonical(cell.text)):
        cells = list(group)
        meant = [label for label in labels.leaves if canonical(label).startswith(text)]
        whole = not labels.is_known(cells[0].text) and len(text) >= _SHORTEST_START
        if whole and len(cells) > 1 and len(meant) == len(cells):
            cells = [cell._replace(meant=label) for cell, label in zip(cells, meant, strict=True)]
        completed.extend(cells)
    return completed
