"""Tables whose cells are written one a line: which paragraphs are cells, and where rows begin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from extract.document import Document, Paragraph
from extract.labels import canonical
from extract.numbers import is_value
from extract.text import squeeze
from extract.vocabulary import TABLES, LabelKind, kinds_of, may_begin_label, tables_of

_State = LabelKind | Literal["value"]
_LONGEST_CELL = 40
_SHORTEST_RUN = 4
# A label of a narrow column is printed a character a line.
_MOST_PIECES = 14
_LONGEST_LABEL = 60
_LONGEST_PIECE = 24
_NUMBERED = re.compile(r"\s*(?:[一二三四五六七八九]、|[（(][一二三四五六七八九]|\d[.、．])")
_NUMERAL = re.compile(r"[1-9][.、．]")
_BRACKETS = re.compile(r"\([^)]*$")


class _Part(NamedTuple):
    """A cell of a table, or other text: as one paragraph, and the paragraphs that it is put of."""

    whole: Paragraph
    pieces: tuple[Paragraph, ...]


def find_streams(paragraphs: Sequence[Paragraph]) -> Iterator[list[list[Paragraph]]]:
    """Yield each table that is written one cell a line, as its rows."""
    for run in _runs(paragraphs):
        yield _rows([part.whole for part in run])


def cells_in_lines(document: Document) -> set[int]:
    """Return the identities of the paragraphs that are cells of a table written one a line."""
    paragraphs: list[Paragraph] = []
    cells: set[int] = set()
    for block in (*document.blocks, None):
        if isinstance(block, Paragraph):
            paragraphs.append(block)
            continue
        for run in _runs(paragraphs):
            cells.update(id(piece) for part in run for piece in part.pieces)
        paragraphs = []
    return cells


def _runs(paragraphs: Sequence[Paragraph]) -> Iterator[list[_Part]]:
    """Yield runs of paragraphs that are the cells of a table."""
    parts = list(_joined(paragraphs))
    run: list[_Part] = []
    for index, part in enumerate(parts):
        text = part.whole.text
        if tables_of(text) or (run and (is_value(text) or _is_odd_label(parts, index))):
            run.append(part)
            continue
        if len(run) >= _SHORTEST_RUN:
            yield run
        run = []
    if len(run) >= _SHORTEST_RUN:
        yield run


def _joined(paragraphs: Sequence[Paragraph]) -> Iterator[_Part]:
    """Put labels together that are printed on several lines."""
    index = 0
    while index < len(paragraphs):
        count = _pieces(paragraphs, index)
        pieces = tuple(paragraphs[index : index + count])
        if count > 1:
            whole = Paragraph("".join(piece.text for piece in pieces), pieces[0].locator)
            yield _Part(whole, pieces)
        else:
            yield _Part(pieces[0], pieces)
        index += count


def _pieces(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Return how many lines from here on are one label: the most that make one."""
    text = paragraphs[start].text
    best = 1
    if len(text) > _LONGEST_PIECE or (is_value(text) and not _NUMERAL.fullmatch(text)):
        return best
    for count in range(2, min(_MOST_PIECES, len(paragraphs) - start) + 1):
        if not may_begin_label(text):
            break
        piece = paragraphs[start + count - 1].text
        is_open = _BRACKETS.search(squeeze(text)) is not None
        text += piece
        if not _may_continue(piece) or len(text) > _LONGEST_LABEL:
            break
        if tables_of(text):
            best = count
        elif tables_of(piece) and not is_open:
            break
    return best


def _may_continue(piece: str) -> bool:
    """Tell whether a line may go on with the label above it: no value, and no numeral before it."""
    short = len(piece) <= _LONGEST_PIECE and not is_value(piece)
    return short and _NUMBERED.match(piece) is None


def _is_odd_label(parts: Sequence[_Part], index: int) -> bool:
    """Tell whether an unknown text is a label of the publisher's own: short, a cell after it."""
    text = parts[index].whole.text
    following = (part.whole.text for part in parts[index + 1 : index + 2])
    return (
        len(text) < _LONGEST_CELL
        and not text.endswith(("。", "；", "：", ":"))
        and any(is_value(after) or tables_of(after) for after in following)
        and not _is_section_row(text)
    )


def _is_section_row(text: str) -> bool:
    """Tell whether a text is numbered like a section's heading and is no label of a table."""
    plain = squeeze(text)
    return plain[:1] in "一二三四五六七八九" and plain[1:2] in "、." and bool(canonical(text))


def _rows(cells: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """Part the cells of a table into rows: a label after a value or a row's own begins one."""
    rows: list[list[Paragraph]] = []
    state: _State = "value"
    current: str | None = None
    for index, cell in enumerate(cells):
        if not cell.text and state == "head" and _leads_to_label(cells[index + 1 :]):
            continue
        tables = tables_of(cell.text)
        current = current if current in tables or not tables else min(tables, key=TABLES.index)
        kind = _state(cell.text, current, state)
        if state == "head" and not tables and _leads_to_head(cells[index + 1 :], current):
            kind = "head"
        if not rows or _begins_row(kind, state):
            rows.append([])
        rows[-1].append(cell)
        state = kind
    return rows


def _leads_to_label(cells: Iterable[Paragraph]) -> bool:
    """Tell whether a label follows blank cells: between heads they are borders of rows."""
    text = next((cell.text for cell in cells if cell.text), "")
    return not is_value(text)


def _leads_to_head(cells: Sequence[Paragraph], table: str | None) -> bool:
    """Tell whether a head follows, so that an unknown label between heads is one."""
    return any(_state(cell.text, table, "head") == "head" for cell in cells[:1])


def _begins_row(kind: _State, before: _State) -> bool:
    """Tell whether a cell begins a row: a label unless heads or a group lead to it.

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
