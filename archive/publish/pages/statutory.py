"""The statutory tables laid out as the form prints them: merged heads, groups, blocks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract.forms import HeadNode, RowForm, TableForm, english, load_forms, walk_leaves

# Table 2 has blocks of one, two and three columns.
_BLOCK_COLUMNS = 6


@dataclass(frozen=True)
class Head:
    """A head of a column, a row or a group: its label as the form has it, in English, its spans."""

    zh: str
    en: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Line:
    """A row: the heads that begin in it, and its cells: the key, and how many columns it takes."""

    heads: tuple[Head, ...]
    cells: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Block:
    """A table, or a block of table 2, which has heads of its own."""

    heads: tuple[tuple[Head, ...], ...]
    lines: tuple[Line, ...]


@cache
def lay_out(form: str, table: str) -> tuple[Block, ...]:
    """Return the blocks of a statutory table in an edition of the form, `2019` or `2021`."""
    edition = next(edition for edition in load_forms() if edition.name == form)
    given = edition.table(table)
    blocks = [list(rows) for _, rows in itertools.groupby(given.rows, key=lambda row: row.block)]
    if len(blocks) > 1:
        return tuple(_short_block(given, rows) for rows in blocks)
    return (_whole_table(given),)


def _short_block(table: TableForm, rows: Sequence[RowForm]) -> Block:
    """Lay out a block of table 2: its article above its own columns, as wide as the others."""
    columns = rows[0].columns
    width = _BLOCK_COLUMNS // len(columns)
    cells = table.by_row[rows[0].key]
    article = Head(rows[0].block, _english(rows[0].block), _BLOCK_COLUMNS + 1)
    heads = [Head("信息内容", _english("信息内容"))]
    heads += [
        Head(cells[name].column_name.zh, cells[name].column_name.en, width) for name in columns
    ]
    lines = [
        Line(
            (Head(row.label, cells_of_row[columns[0]].row_name.en),),
            tuple((cells_of_row[name].key, width) for name in columns),
        )
        for row in rows
        for cells_of_row in (table.by_row[row.key],)
    ]
    return Block(((article,), tuple(heads)), tuple(lines))


def _whole_table(table: TableForm) -> Block:
    depth = max(len(labels) for _, labels, _ in walk_leaves(table.head)) + 1
    side = max((len(row.groups) for row in table.rows), default=-1) + 1
    top = list(_column_heads(table, depth))
    if side:
        corner = Head(
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            _english("corner"),
            side,
            depth,
        )
        top[0] = (corner, *top[0])
    return Block(tuple(top), tuple(_lines(table, side)))


def _column_heads(table: TableForm, depth: int) -> Iterator[tuple[Head, ...]]:
    # The total of table 3 stands under the head of applicants; forms give where else it is met.
    level = [node for node in table.head if node.children or _stands_first(node, table)]
    for number in range(depth):
        yield tuple(
            Head(
                node.label,
                _head_english(table, node),
                sum(1 for _ in walk_leaves([node])),
                1 if node.children else depth - number,
            )
            for node in level
        )
        level = [child for node in level for child in node.children]


def _stands_first(node: HeadNode, table: TableForm) -> bool:
    """Tell whether a column is not one that an earlier head covers already."""
    first = next(leaf for key, _, leaf in walk_leaves(table.head) if key == node.key)
    return first is node


def _lines(table: TableForm, side: int) -> Iterator[Line]:
    if not table.rows:
        yield Line((), tuple((cell.key, 1) for cell in table.by_row[""].values()))
    for number, row in enumerate(table.rows):
        cells = list(table.by_row[row.key].values())
        heads = [
            Head(group, _english(group), 1, _run(table.rows[number:], level))
            for level, group in enumerate(row.groups)
            if number == 0 or table.rows[number - 1].groups[: level + 1] != row.groups[: level + 1]
        ]
        heads.append(Head(row.label, cells[0].row_name.en, side - len(row.groups)))
        yield Line(tuple(heads), tuple((cell.key, 1) for cell in cells))


def _run(rows: Sequence[RowForm], level: int) -> int:
    """Return how many rows from the first on stand in the same group."""
    path = rows[0].groups[: level + 1]
    return sum(1 for _ in itertools.takewhile(lambda row: row.groups[: level + 1] == path, rows))


def _head_english(table: TableForm, node: HeadNode) -> str:
    words = english()[table.name]
    if node.children:
        return words["items"].get(node.key) or _english(node.label)
    return str(words["measures"][node.key])


def _english(label: str) -> str:
    return str(english()["groups"][label])
