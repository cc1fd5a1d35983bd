"""The lines of a table told apart: heads, rows by their labels, and what the form does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter

from extract.document import Cell
from extract.forms import RowForm, TableForm
from extract.heads import Head, Misspelling, head_lexicon, read_head
from extract.labels import Hit, Lexicon, canonical
from extract.lines import Line
from extract.numbers import is_blank, is_value
from extract.printed import is_furniture
from extract.text import squeeze
from extract.vocabulary import kinds_of

# The table of challenges has one line of numbers, which no label names.
_ONLY_LINE = RowForm("", "", (), (), "", ())
_NUMERAL = re.compile(r"\d{1,2}")
_MOST_LABELS = 4
_BETWEEN = re.compile(r"\s*[-—–:：/>·]+\s*")
# 栏次 and 甲 begin the line that numbers the columns.
_COLUMN_NUMBERS = frozenset({"", "栏次", "列次", "甲", "序号"})
_FEWEST_COLUMNS = 5
# Shorter labels (总计, 其他) may be a publisher's own in another group.
_UNMISTAKABLE = 4


@dataclass(frozen=True)
class Row:
    """A line that is a row of the form: the head it stands under, the cells after its label."""

    form: RowForm
    head: Head | None
    line: Line
    tail: Sequence[Cell]


@dataclass(frozen=True)
class Rows:
    """What the lines of one table are."""

    rows: Sequence[Row]
    heads: Sequence[Head]
    unknown: Sequence[str]
    misspelt: Sequence[Misspelling]


def read_rows(lines: Sequence[Line], table: TableForm) -> Rows:
    """Tell heads from rows; a head holds until the next one.

    What stands above the first head is no row of the table: a page's box of metadata has a field
    其他 too, and so may a table of channels in the text.
    """
    rows: list[Row] = []
    heads: list[Head] = []
    unknown: list[str] = []
    above: list[str] = []
    misspelt: list[Misspelling] = []
    head: Head | None = None
    for is_head, run in _runs([line for line in lines if not _numbers_columns(line)], table):
        if is_head:
            head = read_head(run, table) or head
            heads.extend([head] if head and head not in heads else [])
            continue
        for line in run if table.rows else _numbered(run):
            form, tail, slip = _row(line, table, head)
            if form:
                rows.append(Row(form, head, line, tail))
            elif _has_number(line):
                (unknown if head else above).append(print_line(line))
            misspelt.extend([slip] if slip else [])
    if not heads:
        return Rows(rows, heads, [*above, *unknown], misspelt)
    headed = {row.line.table for row in rows if row.head}
    strays = (row.line for row in rows if row.head is None and row.line.table in headed)
    unknown.extend(print_line(line) for line in strays if _has_number(line))
    return Rows([row for row in rows if row.head], heads, unknown, misspelt)


def _numbers_columns(line: Line) -> bool:
    """Tell the line below the heads that counts the columns: 1 2 3 4 5."""
    label = "".join(map(canonical, line.labels))
    if label not in _COLUMN_NUMBERS or len(line.values) < _FEWEST_COLUMNS:
        return False
    counted = [squeeze(value).strip("()") for value in line.values]
    return counted == [str(number) for number in range(1, len(counted) + 1)]


def _has_number(line: Line) -> bool:
    return not all(map(is_blank, line.values))


def print_line(line: Line) -> str:
    """Return what a line says, for a message."""
    return " | ".join(cell.text for cell in line.cells if cell.text)[:120]


@cache
def row_lexicon(table: TableForm) -> Lexicon[RowForm]:
    """Return the spellings of a table's row labels."""
    return Lexicon((row.label, row.aliases, row) for row in table.rows)


def _runs(lines: Sequence[Line], table: TableForm) -> Iterator[tuple[bool, list[Line]]]:
    heads = [_is_head(line, table) for line in lines]
    first = heads.index(True) if True in heads else 0
    # 总计 is the label of a column and of a row: above all other heads it is that of a column.
    if first and _may_be_head(lines[first - 1], lines[first], table):
        heads[first - 1] = True
    for is_head, run in groupby(zip(heads, lines, strict=True), key=itemgetter(0)):
        yield is_head, [line for _, line in run]


def _is_head(line: Line, table: TableForm) -> bool:
    """Tell a line of column heads: a head that no row is called by, and no number."""
    kinds = (_kinds(label, table) for label in line.labels)
    return not line.values and any("head" in found and "row" not in found for found in kinds)


def _may_be_head(line: Line, below: Line, table: TableForm) -> bool:
    """Tell whether a line right above heads has one that a row may be called by, and no number."""
    heads = any("head" in _kinds(label, table) for label in line.labels)
    return heads and not line.values and line.table == below.table


@lru_cache(maxsize=8192)
def _kinds(text: str, table: TableForm) -> frozenset[str]:
    """Return whether a text heads a column, names a row, or both; near spellings count."""
    if is_furniture(text):
        return frozenset()
    kinds: frozenset[str] = kinds_of(text, table.name)
    if not kinds and row_lexicon(table).find(text):
        return frozenset({"row"})
    if not kinds and head_lexicon(table).find(text):
        return frozenset({"head"})
    return kinds


def _row(
    line: Line, table: TableForm, head: Head | None
) -> tuple[RowForm | None, Sequence[Cell], Misspelling | None]:
    if not table.rows:
        tail = _past_label(line, head) if head else ()
        return (_ONLY_LINE if head else None), tail, None
    labels, tail = _part(line.cells)
    hit = _find_row(labels, table) or _find_row(_apart(labels), table)
    if hit is None and head and head.columns:
        labels, tail = _part_below(line.cells, head.start)
        hit = _find_row(labels, table)
    if hit is None:
        return None, (), None
    slip = Misspelling(labels[-1], hit.meant, f"{hit.target.key}.") if hit.meant else None
    return hit.target, tail, slip


def _numbered(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that can be the numbers of a table without row labels: not notes below it.

    Of lines with values those count that have no text besides, if there are any; of lines without
    values only the first, whose cells are blank. A cell alone in its line, below the heading
    六、其他需要报告的事项, holds 无 as text.
    """
    valued = [line for line in lines if line.values and len(line.cells) > 1]
    return [line for line in valued if not line.labels] or valued or list(lines[:1])


def _past_label(line: Line, head: Head) -> Sequence[Cell]:
    """Return the cells of a line without a label that the publisher wrote before the numbers."""
    if not line.labels:
        return line.cells
    first = line.cells[0]
    if first.text != line.labels[0] or is_value(first.text):
        return line.cells
    beside = first.column < head.start if head.columns else len(line.cells) > len(head.order)
    return line.cells[1:] if beside else line.cells


def _part(cells: Sequence[Cell]) -> tuple[tuple[str, ...], Sequence[Cell]]:
    """Return the labels that stand before the first number, and the cells after the last of them.

    Blank cells after it may be cells of the row. What numbers the rows before their labels is
    passed over.
    """
    labels: list[str] = []
    end = 0
    for place, cell in enumerate(cells[_past_numeral(cells) :], start=_past_numeral(cells) + 1):
        if cell.text and is_value(cell.text):
            break
        if cell.text:
            labels.append(cell.text)
            end = place
    return tuple(labels), cells[end:]


def _apart(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Part a group from the label that stands in one cell with it: 不予公开—1.属于国家秘密."""
    return (*labels[:-1], *_BETWEEN.split(labels[-1], maxsplit=1)) if labels else ()


def _part_below(cells: Sequence[Cell], column: int) -> tuple[tuple[str, ...], Sequence[Cell]]:
    """Return the labels that stand left of the numbers' columns: 见附件 in one of them is none."""
    end = sum(cell.column < column for cell in cells)
    return tuple(cell.text for cell in cells[:end] if cell.text), cells[end:]


def _past_numeral(cells: Sequence[Cell]) -> int:
    """Return where the cells begin that do not number the row: a number before a label does."""
    filled = [place for place, cell in enumerate(cells[:_MOST_LABELS]) if cell.text]
    if len(filled) < 2 or _NUMERAL.fullmatch(cells[filled[0]].text) is None:
        return 0
    return 0 if is_value(cells[filled[1]].text) else filled[1]


@lru_cache(maxsize=8192)
def _find_row(labels: tuple[str, ...], table: TableForm) -> Hit[RowForm] | None:
    """Return the row of the form that is called by the last label and may stand in the others."""
    hit = row_lexicon(table).find(labels[-1]) if labels else None
    # A label that spans several columns may be printed in each of them.
    groups = [label for label in labels if canonical(label) != canonical(labels[-1])]
    if hit is None:
        return None
    plain = hit.meant is None and len(canonical(labels[-1])) >= _UNMISTAKABLE
    return hit if _fits(hit.target, groups, table, plain) else None


def _fits(row: RowForm, groups: Sequence[str], table: TableForm, plain: bool) -> bool:
    """Tell whether a row may stand in the groups printed before it; another row's label is none.

    A label that says by itself (`plain`) which row it is may stand below a group that reaches too
    far: editors leave the spans of cells as they were when rows are deleted.
    """
    kinds = [kinds_of(group, table.name) for group in groups]
    if any("row" in kind and "group" not in kind for kind in kinds):
        return False
    if plain:
        return True
    known = {canonical(group) for other in table.rows for group in other.groups}
    printed = {canonical(group) for group in groups} & known
    return printed <= {canonical(group) for group in row.groups} | {canonical(row.label)}
