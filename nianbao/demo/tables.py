"""The statutory tables as rows of cells with spans, laid out as in the Word form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from extract.forms import HeadNode, RowForm, TableForm, load_forms, walk_leaves
from nianbao.demo.figures import Number

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_PRINTED = {
    "部分公开": "部分公开（区分处理的，只计这一情形，不计其他情形）",
    "危及三安全一稳定": "危及“三安全一稳定”",
}
_NUMERALS = "一二三四五六七八九十"
_LABEL_COLUMNS = 3
_HEAD_ROWS = 3
_BLOCK_COLUMNS = 4


@dataclass(frozen=True)
class Cell:
    """A cell that covers `rows` × `columns` places of the grid."""

    text: str
    rows: int = 1
    columns: int = 1


Row = tuple[Cell, ...]
Table = tuple[Row, ...]
Texts = Mapping[str, str]


def statutory_table(name: str, form: str, values: Mapping[str, Number | None]) -> Table:
    """Return one of the three tables with its numbers printed, blank where they are None."""
    edition = next(edition for edition in load_forms() if edition.name == form)
    texts = {key: "" if value is None else str(value) for key, value in values.items()}
    build = {"disclosure": _disclosure, "applications": _applications, "challenges": _challenges}
    return build[name](edition.table(name), texts)


def placed(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Yield the row and column, from 0, where each cell of a table begins."""
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(table):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            yield r, c, cell
            taken |= {(r + i, c + j) for i in range(cell.rows) for j in range(cell.columns)}
            c += cell.columns


def with_empty_heads(table: Table) -> Table:
    """Put empty cells under the heads that span rows, as some editors leave them."""
    rows: dict[int, dict[int, Cell]] = {}
    for r, c, cell in placed(table):
        spread = r < _HEAD_ROWS and c >= _LABEL_COLUMNS
        rows.setdefault(r, {})[c] = replace(cell, rows=1) if spread else cell
        for below in range(r + 1, r + cell.rows) if spread else ():
            rows.setdefault(below, {})[c] = Cell("", 1, cell.columns)
    return tuple(tuple(cell for _, cell in sorted(row.items())) for _, row in sorted(rows.items()))


def _disclosure(form: TableForm, texts: Texts) -> Table:
    return tuple(
        row
        for block, rows in groupby(form.rows, key=lambda row: (row.block, row.columns))
        for row in _block(form, block[0], list(rows), texts)
    )


def _block(form: TableForm, block: str, rows: Sequence[RowForm], texts: Texts) -> Iterator[Row]:
    leaves = form.leaves()
    columns = rows[0].columns
    widths = [1] * (len(columns) - 1) + [_BLOCK_COLUMNS - len(columns)]
    yield (Cell(block, columns=_BLOCK_COLUMNS),)
    heads = [_column_label(leaves[column]) for column in columns]
    yield (Cell("信息内容"), *(Cell(h, columns=w) for h, w in zip(heads, widths, strict=True)))
    for row in rows:
        cells = [texts[form.cells[row.key, column].key] for column in columns]
        numbers = (Cell(text, columns=w) for text, w in zip(cells, widths, strict=True))
        yield (Cell(row.label), *numbers)


def _column_label(node: HeadNode) -> str:
    return f"{node.label}（单位：万元）" if node.unit == "万元" else node.label


def _challenges(form: TableForm, texts: Texts) -> Table:
    numbers = tuple(Cell(texts[cell.key]) for cell in form.cells.values())
    return (*_head(form.head), numbers)


def _head(nodes: Sequence[HeadNode]) -> list[Row]:
    rows: list[list[Cell]] = [[] for _ in range(_HEAD_ROWS)]

    def add(node: HeadNode, level: int) -> None:
        width = len(list(walk_leaves([node])))
        rows[level].append(Cell(node.label, 1 if node.children else _HEAD_ROWS - level, width))
        for child in node.children:
            add(child, level + 1)

    for node in nodes:
        add(node, 0)
    return [tuple(row) for row in rows]


def _applications(form: TableForm, texts: Texts) -> Table:
    # The form's other wording of the head, 总计 beside 申请人情况, is not printed here.
    head = form.head[:1]
    first, *others = _head(head)
    columns = [column for column, _, _ in walk_leaves(head)]
    table: list[Row] = [(Cell(CORNER, _HEAD_ROWS, _LABEL_COLUMNS), *first), *others]
    for labels, row in _labelled(form.rows):
        numbers = (Cell(texts[form.cells[row.key, column].key]) for column in columns)
        table.append((*labels, *numbers))
    return tuple(table)


def _labelled(rows: Sequence[RowForm]) -> Iterator[tuple[list[Cell], RowForm]]:
    """Yield each row with the label cells that begin in it, numbered as the form numbers them."""
    groups = groupby(rows, key=lambda row: row.groups[:1] or (row.label,))
    for numeral, ((label,), group) in zip(_NUMERALS, groups, strict=False):
        members = list(group)
        if not members[0].groups:
            yield [Cell(f"{numeral}、{label}", columns=_LABEL_COLUMNS)], members[0]
            continue
        lead = [Cell(f"{numeral}、{label}", rows=len(members))]
        for labels, row in _results(members):
            yield [*lead, *labels], row
            lead = []


def _results(rows: Sequence[RowForm]) -> Iterator[tuple[list[Cell], RowForm]]:
    groups = groupby(rows, key=lambda row: row.groups[1:] or (row.label,))
    for numeral, ((label,), group) in zip(_NUMERALS, groups, strict=False):
        members = list(group)
        text = f"（{numeral}）{_PRINTED.get(label, label)}"
        if len(members[0].groups) == 1:
            yield [Cell(text, columns=_LABEL_COLUMNS - 1)], members[0]
            continue
        lead = [Cell(text, rows=len(members))]
        for number, row in enumerate(members, 1):
            yield [*lead, Cell(f"{number}.{_PRINTED.get(row.label, row.label)}")], row
            lead = []
