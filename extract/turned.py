"""The table of challenges where its labels stand beside the numbers, not all of them above.

Publishers print it on its side, or give each block or each result a row. A number whose row and
column name one block and one result between them can only be that one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter

from extract.document import Cell
from extract.forms import HeadNode, TableForm, load_forms
from extract.heads import head_lexicon
from extract.lines import Line
from extract.numbers import is_value
from extract.vocabulary import walk_heads

_NAME = "challenges"
# Block and result, by the form's labels.
_Names = tuple[str, str]


def stand_up(name: str, lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines of a table with its numbers in one line below their heads.

    Lines that are so already, or of which a number cannot be told, are returned as they are.
    """
    if name != _NAME or not any(line.labels and line.values for line in lines):
        return lines
    upright: list[Line] = []
    for _, group in itertools.groupby(lines, key=attrgetter("table")):
        run = list(group)
        upright.extend(_upright(run))
    return upright


def _upright(run: Sequence[Line]) -> Sequence[Line]:
    beside = {column for line in run if line.values for column in _labelled(line)}
    if not beside or any(line.shape != "grid" for line in run):
        return run
    places: dict[_Names, Cell] = {}
    for index, line in enumerate(run):
        for cell in line.cells:
            if not is_value(cell.text) or not beside.isdisjoint(cell.columns):
                continue
            names = _names(run[: index + 1], cell, beside)
            taken = names and places.setdefault(names, cell) != cell
            if cell.text and (not names or taken):
                return run
    return list(_lines(run[0].table, places)) if places else run


def _labelled(line: Line) -> Iterator[int]:
    for cell in line.cells:
        if _meant(cell.text):
            yield from cell.columns


def _names(run: Sequence[Line], cell: Cell, beside: set[int]) -> _Names | None:
    """Return the block and the result that a cell's row and column name, if it is one of each.

    `run` ends with the cell's line. In a column of labels, `beside`, a blank continues what stands
    over it.
    """
    left = (other for other in run[-1].cells if not beside.isdisjoint(other.columns))
    texts = [next(filter(None, _texts(reversed(run), other)), "") for other in left]
    labels = {_meant(text) for text in (*texts, *_texts(run[:-1], cell))}
    blocks = labels & _blocks().keys()
    results = {leaf.label for node in _blocks().values() for leaf in node.children} & labels
    pairs = list(itertools.product(blocks, results))
    return pairs[0] if len(pairs) == 1 else None


def _texts(lines: Iterable[Line], cell: Cell) -> Iterator[str]:
    """Yield what stands in the columns of a cell, line by line."""
    columns = set(cell.columns)
    for line in lines:
        for other in line.cells:
            if not columns.isdisjoint(other.columns):
                yield other.text


def _lines(table: int, places: Mapping[_Names, Cell]) -> Iterator[Line]:
    """Yield two lines of heads and one of numbers, of which only the order counts."""
    heads: list[Cell] = []
    results: list[Cell] = []
    numbers: list[Cell] = []
    for label, node in _blocks().items():
        leaves = [leaf.label for leaf in node.children if (label, leaf.label) in places]
        if leaves:
            heads.append(Cell(label, -1, len(results) + 1, None, 1, len(leaves)))
        for leaf in leaves:
            results.append(Cell(leaf, 0, len(results) + 1))
            numbers.append(places[label, leaf])
    values = tuple(cell.text for cell in numbers if cell.text)
    for cells in (heads, results):
        yield Line(tuple(cells), table, "stream", tuple(cell.text for cell in cells), ())
    yield Line(tuple(numbers), table, "stream", (), values)


@lru_cache(maxsize=8192)
def _meant(text: str) -> str:
    """Return the form's own words for a label of the table, nothing for any other text."""
    return head_lexicon(_form()).exact(text) or ""


@cache
def _blocks() -> Mapping[str, HeadNode]:
    """Return the heads over results, by their labels."""
    nodes = walk_heads(_form().head)
    return {node.label: node for node in nodes if node.key and node.children}


def _form() -> TableForm:
    return load_forms()[-1].table(_NAME)
