"""The rows of the statutory tables wherever they stand in a document, table by table.

A statutory table is not one `<table>`: all three stand in one, or one is split over several, or its
cells are lines of text. So rows are told apart by the labels in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import filterfalse
from typing import Literal, NamedTuple

from extract.document import Block, Cell, Document, Paragraph, Table
from extract.forms import HeadNode, TableForm, load_forms
from extract.labels import canonical
from extract.numbers import is_value
from extract.text import squeeze

TABLES = ("disclosure", "applications", "challenges")
# Its one line of numbers has no label.
_UNLABELLED = "challenges"

LabelKind = Literal["head", "group", "row"]
_State = LabelKind | Literal["value"]

# Words of the printed form that head no column of numbers.
_FURNITURE = {"信息内容": "disclosure"}
_BLOCK = "第二十条第"
_LONGEST_CELL = 40


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


@lru_cache(maxsize=8192)
def tables_of(text: str) -> frozenset[str]:
    """Return the tables in which a text is a label, spelt as an edition of the form spells it."""
    if squeeze(text).startswith(_BLOCK):
        return frozenset({"disclosure"})
    return frozenset(_vocabulary().get(canonical(text), ()))


@lru_cache(maxsize=8192)
def kinds_of(text: str, table: str) -> frozenset[LabelKind]:
    """Return what a label can be in a table: head of a column, group of rows, row."""
    if squeeze(text).startswith(_BLOCK):
        return frozenset({"group"})
    return frozenset(_vocabulary().get(canonical(text), {}).get(table, ()))


@cache
def _vocabulary() -> dict[str, dict[str, set[LabelKind]]]:
    """Return the labels of all editions of the form: in which tables they are what."""
    kinds: dict[str, dict[str, set[LabelKind]]] = {}
    for form in load_forms():
        for table in form.tables:
            for label, kind in _labels(table):
                kinds.setdefault(canonical(label), {}).setdefault(table.name, set()).add(kind)
    for label, name in _FURNITURE.items():
        kinds[canonical(label)] = {name: {"head"}}
    return kinds


@cache
def labels_of(table: TableForm) -> frozenset[str]:
    """Return the labels of a table in one edition of the form, in their canonical spelling."""
    return frozenset(canonical(label) for label, _ in _labels(table))


def _labels(table: TableForm) -> Iterator[tuple[str, LabelKind]]:
    for node in _nodes(table.head):
        for label in (node.label, *node.aliases):
            yield label, "head"
    for row in table.rows:
        for label in (row.label, *row.aliases):
            yield label, "row"
        for label in row.groups:
            yield label, "group"


def _nodes(nodes: Iterable[HeadNode]) -> Iterator[HeadNode]:
    for node in nodes:
        yield node
        yield from _nodes(node.children)


def gather(document: Document) -> dict[str, list[Line]]:
    """Return the lines of each statutory table that the document seems to hold, in order."""
    found: dict[str, list[Line]] = {name: [] for name in TABLES}
    bare: list[Line] = []
    current: str | None = None
    for lines in _runs(document.blocks):
        # The numbers of the table of challenges may stand in an element of their own.
        waiting = current == _UNLABELLED and not _has_values(found[_UNLABELLED])
        current = current if waiting else None
        seen: set[int] = set()
        for line in lines:
            current = _table_of(line, current)
            if current and _says_more(line, seen):
                found[current].append(line)
            elif current == _UNLABELLED:
                bare.append(line)
    if not _has_values(found[_UNLABELLED]):
        found[_UNLABELLED].extend(bare[:1])
    return {name: lines for name, lines in found.items() if _has_head(name, lines)}


def _has_values(lines: Sequence[Line]) -> bool:
    return any(line.values for line in lines)


def _says_more(line: Line, seen: set[int]) -> bool:
    """Tell whether a cell with text begins in a line, which spacers between rows lack."""
    fresh = {id(cell) for cell in line.cells if cell.text} - seen
    seen |= fresh
    return bool(fresh)


def _runs(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """Yield runs of lines that stand together: a table's rows, or cells written one a line."""
    buffer: list[Paragraph] = []
    tables = sum(isinstance(block, Table) for block in blocks)
    for block in blocks:
        if isinstance(block, Paragraph):
            buffer.append(block)
            continue
        for run in _streams(buffer):
            tables += 1
            yield _lines_of_stream(run, tables)
        buffer.clear()
        shape: Literal["grid", "ragged"] = "ragged" if block.ragged else "grid"
        yield [_line(row, block.number, shape) for row in block.rows]
    for run in _streams(buffer):
        tables += 1
        yield _lines_of_stream(run, tables)


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


def _streams(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield runs of paragraphs that are the cells of a table, one a line."""
    run: list[Paragraph] = []
    for index, paragraph in enumerate(paragraphs):
        known = bool(tables_of(paragraph.text))
        if known or (run and (is_value(paragraph.text) or _is_odd_label(paragraphs, index))):
            run.append(paragraph)
        else:
            yield from _long_enough(run)
            run = []
    yield from _long_enough(run)


def _is_odd_label(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Tell whether an unknown text is a label of the publisher's own: short, a cell after it."""
    text = paragraphs[index].text
    following = paragraphs[index + 1 : index + 2]
    return (
        len(text) < _LONGEST_CELL
        and not text.endswith(("。", "；", "：", ":"))
        and any(is_value(after.text) or tables_of(after.text) for after in following)
        and not is_section_row(text)
    )


def is_section_row(text: str) -> bool:
    """Tell whether a text is numbered like a section's heading and is no label of a table."""
    plain = squeeze(text)
    return plain[:1] in "一二三四五六七八九" and plain[1:2] in "、." and bool(canonical(text))


def _long_enough(run: list[Paragraph]) -> Iterator[list[Paragraph]]:
    if len(run) > 3:
        yield run


def _lines_of_stream(run: Sequence[Paragraph], table: int) -> list[Line]:
    """Part a stream of cells into lines: a label after a value or a row's own begins one."""
    lines: list[list[Paragraph]] = []
    state: _State = "value"
    current: str | None = None
    for paragraph in run:
        tables = tables_of(paragraph.text)
        current = current if current in tables or not tables else min(tables, key=TABLES.index)
        kind = _state(paragraph.text, current, state)
        if not lines or _begins_line(kind, state):
            lines.append([])
        lines[-1].append(paragraph)
        state = kind
    return [_stream_line(line, table, row) for row, line in enumerate(lines, start=1)]


def _begins_line(kind: _State, before: _State) -> bool:
    """Tell whether a cell begins a line: a label unless heads or a group lead to it.

    A value after a head does too: the numbers of the table of challenges have no label.
    """
    if kind == "value":
        return before == "head"
    return not (kind == before == "head" or before == "group")


def _state(text: str, table: str | None, before: _State) -> _State:
    if is_value(text):
        return "value"
    kinds = kinds_of(text, table) if table else frozenset()
    if "head" in kinds and (before == "head" or kinds == {"head"}):
        return "head"
    if "group" in kinds and "row" not in kinds:
        return "group"
    return "row"


def _stream_line(line: Sequence[Paragraph], table: int, row: int) -> Line:
    cells = (
        Cell(paragraph.text, row, column, paragraph.locator)
        for column, paragraph in enumerate(line, start=1)
    )
    return _line(cells, table, "stream")


def _line(cells: Iterable[Cell], table: int, shape: Literal["grid", "ragged", "stream"]) -> Line:
    whole = tuple(cells)
    texts = [cell.text for cell in whole if cell.text]
    return Line(
        whole, table, shape, tuple(filterfalse(is_value, texts)), tuple(filter(is_value, texts))
    )


def split_instances(name: str, lines: Sequence[Line]) -> list[list[Line]]:
    """Part the lines where the table begins anew: its first row, or a head over numbers, repeats.

    A page may hold the same table twice (a second version for telephones, two reports).
    """
    parts: list[list[Line]] = [[]]
    first: str | None = None
    seen: set[str] = set()
    head: list[Line] = []
    for line in lines:
        mark = _mark(name, line)
        if mark is None:
            head.append(line)
            continue
        blocks = _blocks(head) if name == _UNLABELLED else {mark}
        if first and (blocks & seen if name == _UNLABELLED else mark == first and head):
            parts.append([])
            seen = set()
        first = first or mark
        seen |= blocks
        parts[-1].extend([*head, line])
        head = []
    parts[-1].extend(head)
    return [part for part in parts if part]


def _blocks(lines: Sequence[Line]) -> set[str]:
    """Return the blocks of the table of challenges that a head is of: each stands in it once."""
    labels = {canonical(label) for line in lines for label in line.labels}
    return {key for label, key in _block_labels().items() if label in labels} or {""}


@cache
def _block_labels() -> dict[str, str]:
    nodes = [node for form in load_forms() for node in _nodes(form.table(_UNLABELLED).head)]
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


def cells_in_lines(document: Document) -> set[int]:
    """Return the identities of the paragraphs that are cells of a table written one a line."""
    paragraphs: list[Paragraph] = []
    cells: set[int] = set()
    for block in (*document.blocks, None):
        if isinstance(block, Paragraph):
            paragraphs.append(block)
            continue
        cells.update(id(cell) for run in _streams(paragraphs) for cell in run)
        paragraphs = []
    return cells
