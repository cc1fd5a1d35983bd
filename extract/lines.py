"""The rows of the statutory tables wherever they stand in a document, table by table.

A statutory table is not one `<table>`: all three stand in one, or one is split over several, or its
cells are lines of text. So rows are told apart by the labels in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import filterfalse
from typing import Literal, NamedTuple

from extract.document import Block, Cell, Document, Paragraph
from extract.forms import load_forms, walk_leaves
from extract.labels import canonical
from extract.numbers import is_value
from extract.streams import find_streams
from extract.text import squeeze
from extract.vocabulary import TABLES, kinds_of, tables_of, walk_heads

_UNIT_CAPTION = re.compile(r"\(?(?:计量|金额)?单位:?(?:亿元|万元|元)\)?")
# Its one line of numbers has no label.
_UNLABELLED = "challenges"
_WIDE = "applications"


class Line(NamedTuple):
    """A row of a statutory table; `shape` says whether only the order of its cells is known.

    `labels` are the texts that cannot be a cell's value, `values` the numbers and the marks that
    stand for none; blank cells are neither.
    """

    cells: tuple[Cell, ...]
    table: int
    shape: Literal["grid", "ragged", "stream"]
    labels: tuple[str, ...]
    values: tuple[str, ...]


def gather(document: Document) -> dict[str, list[Line]]:
    """Return the lines of each statutory table that the document seems to hold, in order."""
    found: dict[str, list[Line]] = {name: [] for name in TABLES}
    bare: list[Line] = []
    current: str | None = None
    for lines in filterfalse(_is_menu, _runs(document.blocks)):
        # The numbers of the table of challenges may stand in an element of their own.
        waiting = current == _UNLABELLED and not _has_values(found[_UNLABELLED])
        current = current if waiting else None
        seen: set[int] = set()
        captions: list[Line] = []
        for line in lines:
            current = _table_of(line, current)
            if current and _says_more(line, seen):
                found[current].extend([*captions, line])
                captions.clear()
            elif is_unit_caption(line.labels):
                captions.append(line)
            elif current == _UNLABELLED:
                bare.append(line)
    if not _has_values(found[_UNLABELLED]):
        found[_UNLABELLED].extend(bare[:1])
    return {name: lines for name, lines in found.items() if _has_head(name, lines)}


def _has_values(lines: Sequence[Line]) -> bool:
    return any(line.values for line in lines)


def _is_menu(lines: Sequence[Line]) -> bool:
    """Tell whether a run is labels only, as are links to columns of a portal that rows are called.

    A table that is not filled in has heads, or blank cells.
    """
    texts = {cell.text for line in lines for cell in line.cells}
    return not _has_values(lines) and "" not in texts and not any(map(_is_only_head, texts))


def _is_only_head(text: str) -> bool:
    tables = tables_of(text)
    return bool(tables) and all(_is_head(text, table) for table in tables)


def _is_head(text: str, table: str) -> bool:
    return kinds_of(text, table) == {"head"}


def _says_more(line: Line, seen: set[int]) -> bool:
    """Tell whether a cell with text begins in a line, which spacers between rows lack."""
    fresh = {id(cell) for cell in line.cells if cell.text} - seen
    seen |= fresh
    return bool(fresh)


def _runs(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """Yield runs of lines that stand together: a table's rows, or cells written one a line."""
    buffer: list[Paragraph] = []
    tables = sum(not isinstance(block, Paragraph) for block in blocks)
    for block in (*blocks, None):
        if isinstance(block, Paragraph):
            buffer.append(block)
            continue
        for rows in find_streams(buffer):
            tables += 1
            yield [_line(_cells(row, at), tables, "stream") for at, row in enumerate(rows, start=1)]
        if block is not None:
            shape: Literal["grid", "ragged"] = "ragged" if block.ragged else "grid"
            above = [_line(_cells(buffer[-1:], 0), block.number, shape)]
            captions = [line for line in above if is_unit_caption(line.labels)]
            yield [*captions, *(_line(row, block.number, shape) for row in block.rows)]
        buffer.clear()


def _cells(row: Sequence[Paragraph], number: int) -> Iterator[Cell]:
    for column, paragraph in enumerate(row, start=1):
        yield Cell(paragraph.text, number, column, paragraph.locator)


def _table_of(line: Line, current: str | None) -> str | None:
    """Return the table whose labels a line holds most of; a line without labels follows on."""
    leading = _leading(line.labels)
    return current if current in leading or not leading else leading[0]


@lru_cache(maxsize=8192)
def _leading(labels: tuple[str, ...]) -> Sequence[str]:
    """Return the tables that know most of some labels, none if no table knows one."""
    votes = Counter(name for label in labels for name in tables_of(label))
    most = max(votes.values(), default=0)
    return [name for name in TABLES if most and votes[name] == most]


def _has_head(name: str, lines: Sequence[Line]) -> bool:
    """Ask for two column heads, so that a stray 总计 or 行政许可 elsewhere makes no table."""
    heads = {
        canonical(label)
        for line in lines
        for label in line.labels
        if "head" in kinds_of(label, name)
    }
    return len(heads) > 1


def is_unit_caption(labels: Sequence[str]) -> bool:
    """Tell whether the labels of a line are nothing but a unit of money: （单位：万元）."""
    return len(labels) == 1 and _UNIT_CAPTION.fullmatch(squeeze(labels[0])) is not None


def _line(cells: Iterable[Cell], table: int, shape: Literal["grid", "ragged", "stream"]) -> Line:
    whole = tuple(cells)
    texts = [cell.text for cell in whole if cell.text]
    return Line(
        whole, table, shape, tuple(filterfalse(is_value, texts)), tuple(filter(is_value, texts))
    )


def split_instances(name: str, lines: Sequence[Line]) -> list[list[Line]]:
    """Part the lines where the table begins anew: its first row, or a head over numbers, repeats.

    A page may hold the same table twice (a second version for telephones, two reports); the right
    half of a table that was too wide, with other columns, is no table of its own. Nor is what
    stands above the first head: a menu of the portal's columns.
    """
    parts: list[list[Line]] = [[]]
    first: str | None = None
    seen: set[str] = set()
    head: list[Line] = []
    headed = name == _UNLABELLED
    for line in lines:
        mark = _mark(name, line)
        headed = headed or any(_is_head(label, name) for label in line.labels)
        if mark is None or not headed:
            head.append(line)
            continue
        columns = _columns(name, head)
        begins = name == _UNLABELLED or (mark == first and head)
        if first and begins and (columns & seen or not columns):
            parts.append([])
            seen = set()
        first = first or mark
        seen |= columns
        parts[-1].extend([*head, line])
        head = []
    parts[-1].extend(head)
    return [part for part in parts if part]


def _columns(name: str, lines: Sequence[Line]) -> set[str]:
    """Return what a head is over: blocks of the table of challenges, columns of the wide table."""
    if name == _UNLABELLED:
        return _blocks(lines)
    labels = {canonical(label) for line in lines if not line.values for label in line.labels}
    return labels & _applicants() if name == _WIDE else set()


@cache
def _applicants() -> frozenset[str]:
    nodes = (node for form in load_forms() for _, _, node in walk_leaves(form.table(_WIDE).head))
    return frozenset(canonical(label) for node in nodes for label in (node.label, *node.aliases))


def _blocks(lines: Sequence[Line]) -> set[str]:
    """Return the blocks of the table of challenges that a head is of: each stands in it once."""
    labels = {canonical(label) for line in lines for label in line.labels}
    return {key for label, key in _block_labels().items() if label in labels} or {""}


@cache
def _block_labels() -> dict[str, str]:
    nodes = [node for form in load_forms() for node in walk_heads(form.table(_UNLABELLED).head)]
    blocks = [node for node in nodes if node.key and node.children]
    return {canonical(name): node.key for node in blocks for name in (node.label, *node.aliases)}


def _mark(name: str, line: Line) -> str | None:
    """Return what makes a line of numbers that line; None for heads and lines without a label."""
    if name == _UNLABELLED:
        return "numbers" if len(line.values) > 2 else None
    labels = [label for label in line.labels if "row" in kinds_of(label, name)]
    if not labels or "head" in kinds_of(labels[-1], name):
        return None
    return canonical(labels[-1])
