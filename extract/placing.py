"""Which cell of a row stands under which head, and when that cannot be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from extract.document import Cell
from extract.forms import TableForm
from extract.heads import Head
from extract.numbers import is_blank
from extract.rows import Row

_NEARLY_ALL = 0.9
_PLACE = attrgetter("column", "colspan")


@dataclass(frozen=True)
class Unclear:
    """Texts of which none surely stands under one head."""

    text: str


Slot = Cell | Unclear | None


@dataclass(frozen=True)
class Placement:
    """What stands in one row by column key; `inferred` if the grid did not settle them."""

    slots: Mapping[str, Slot]
    inferred: bool = False


@dataclass(frozen=True)
class _Layout:
    """How those lines of a table flattened to text are laid out that have the same columns.

    `starts` says, by number of cells, where the numbers begin in rows that leave no doubt; `usual`
    is the length of most lines, `tails` that of what follows the labels, by their number; `even`
    says that nearly all lines have the usual length, `alone` that there is one line only.
    """

    table: TableForm
    starts: Mapping[int, set[int]]
    usual: int | None
    tails: Mapping[int, int]
    even: bool
    alone: bool

    def is_short(self, row: Row, head: Head) -> bool:
        """Tell whether a line that no other is like lacks a cell that its head has."""
        lone = self.alone and bool(row.form.columns) and row.line.shape == "ragged"
        return lone and len(row.line.cells) < head.width

    def is_odd(self, row: Row) -> bool:
        """Tell whether a line is shorter or longer than the others, however it is counted."""
        tail = self.tails.get(_labels(row), len(row.tail))
        differs = self.usual not in {None, len(row.line.cells)}
        return differs and (self.even or len(row.tail) != tail)

    def is_filled_up(self, row: Row) -> bool:
        """Tell whether a line is as long as the others, and what follows its labels unless all are.

        A number cut in two makes a line longer by one, which may be the length of other lines.
        """
        tail = self.tails.get(_labels(row), len(row.tail))
        return self.usual in {None, len(row.line.cells)} and (self.even or len(row.tail) == tail)

    def lacks(self, row: Row) -> bool:
        """Tell whether a column in which the form asks for a number in this row has no head."""
        order = row.head.order if row.head else ()
        return not self.table.by_row[row.form.key].keys() <= set(order)


def place(rows: Sequence[Row], table: TableForm) -> list[Placement | None]:
    """Place the cells of every row of a table; None where the cells do not fit the heads.

    Where half of the rows below a head have numbers below none of its columns, one was lost, and
    the others may have moved.
    """
    flat = [row for row in rows if row.line.shape != "grid"]
    layouts = {
        columns: _layout(table, [row for row in flat if row.form.columns == columns])
        for columns in {row.form.columns for row in flat}
    }
    starts = _usual_starts(rows)
    placements = [_place(row, layouts, starts) for row in rows]
    below = Counter(id(row.head) for row in rows)
    pairs = list(zip(rows, placements, strict=True))
    astray = Counter(id(row.head) for row, found in pairs if found is None and _is_astray(row))
    return [
        found if astray[id(row.head)] * 2 < below[id(row.head)] else None for row, found in pairs
    ]


def _is_astray(row: Row) -> bool:
    """Tell whether a number stands under no head, in a line whose cells line up with heads."""
    head, line = row.head, row.line
    if head is None or head.columns is None or line.shape == "stream":
        return False
    lines_up = line.shape == "grid" or len(line.cells) == head.width
    return lines_up and any(
        not (is_blank(cell.text) or head.above(cell) or head.foreign.issuperset(cell.columns))
        for cell in row.tail
    )


def _layout(table: TableForm, rows: Sequence[Row]) -> _Layout:
    lengths = [len(row.line.cells) for row in rows]
    usual = _usual(lengths)
    even = lengths.count(usual or 0) > _NEARLY_ALL * len(lengths)
    return _Layout(table, _certain_starts(rows), usual, _usual_tails(rows), even, len(rows) == 1)


def _usual(lengths: Sequence[int]) -> int | None:
    """Return the length that most have."""
    most = Counter(lengths).most_common(1)
    return most[0][0] if most and most[0][1] > len(lengths) / 2 else None


def _usual_tails(rows: Sequence[Row]) -> dict[int, int]:
    """Return how many cells mostly follow the labels, by the number of labels."""
    tails: dict[int, list[int]] = {}
    for row in rows:
        tails.setdefault(_labels(row), []).append(len(row.tail))
    usual = {labels: _usual(lengths) for labels, lengths in tails.items() if len(lengths) > 2}
    return {labels: length for labels, length in usual.items() if length is not None}


def _labels(row: Row) -> int:
    before = row.line.cells[: len(row.line.cells) - len(row.tail)]
    return sum(bool(cell.text) for cell in before)


def _usual_starts(rows: Sequence[Row]) -> dict[int, int | None]:
    """Return the grid column in which rows begin after their labels, by the labels' depth.

    It is that of most rows that show something below the last head.
    """
    starts: dict[int, list[int]] = {}
    for row in rows:
        if row.line.shape == "grid" and row.tail and row.head and _ends(row, row.head):
            starts.setdefault(len(row.form.groups), []).append(row.tail[0].column)
    return {depth: _usual(columns) for depth, columns in starts.items()}


def _ends(row: Row, head: Head) -> bool:
    """Tell whether something stands below the last head."""
    last = max((covered[-1] for covered in (head.columns or {}).values()), default=0)
    return any(cell.text and last in cell.columns for cell in row.tail)


def _has_moved(row: Row, head: Head, starts: Mapping[int, int | None]) -> bool:
    """Tell whether a label stands left of others of its depth, and below the last head nothing.

    Where there are no others, none begins left of the first head.
    """
    usual = starts.get(len(row.form.groups)) or head.start
    return row.tail[0].column < usual and not _ends(row, head)


def _place(
    row: Row, layouts: Mapping[tuple[str, ...], _Layout], starts: Mapping[int, int | None]
) -> Placement | None:
    if row.head is None:
        return None
    if row.line.shape == "grid":
        slots = _by_column(row.head, row.tail)
        if slots is not None:
            ends = row.line.cells[-1].columns[-1] == row.head.edge
            moved = row.head.is_gapped or _has_moved(row, row.head, starts)
            return Placement(slots, inferred=moved or not ends)
        slots = _by_count(row.head, row.tail)
        if slots is None:
            return None
        return Placement(slots | _doubled(row.head, slots, row.tail), inferred=True)
    layout = layouts[row.form.columns]
    slots = _by_order(row.head, row, layout)
    if slots is None:
        return None
    return Placement(slots, inferred=layout.lacks(row) or _is_squeezed(row, row.head))


def _is_squeezed(row: Row, head: Head) -> bool:
    """Tell whether blank cells part the heads of a line and its numbers do not stand like them."""
    parted = head.columns is not None and head.is_gapped
    return parted and row.line.shape == "ragged" and len(row.line.cells) != head.width


def _by_column(head: Head, tail: Sequence[Cell]) -> dict[str, Slot] | None:
    """Return what stands under each head; None where the row is not cut as the head is.

    Then a number stands under no head, two stand under one, or a head is bare. A number under
    several heads is neither's for sure.
    """
    if head.columns is None:
        return None
    if list(map(_PLACE, tail)) == head.places:
        under = dict(zip(head.columns, tail, strict=True))
        return under | _doubled(head, under, tail)
    under = {}
    shared: dict[str, Slot] = {}
    for cell in tail:
        names = head.above(cell)
        if cell.text and not names and not head.foreign.issuperset(cell.columns):
            return None
        if len(names) > 1 and not is_blank(cell.text):
            shared |= dict.fromkeys(names, Unclear(cell.text))
        for name in names:
            before = under.get(name)
            if before is None or not before.text:
                under[name] = cell if before is None or cell.text else before
            elif cell.text:
                return None
    if len(under) < len(head.columns):
        return None
    return under | shared | _doubled(head, under, tail)


def _doubled(head: Head, slots: Mapping[str, Slot], tail: Sequence[Cell]) -> dict[str, Slot]:
    """Return the heads whose label stands twice: which of the two columns is meant is not said.

    It does not matter where all of them show the same, as a number printed in each place that its
    cell spans.
    """
    unclear: dict[str, Slot] = {}
    for name in head.doubled.keys() & slots.keys():
        again = set(head.doubled[name])
        texts = {cell.text for cell in tail if not again.isdisjoint(cell.columns)}
        shown = getattr(slots[name], "text", "")
        if texts != {shown}:
            unclear[name] = Unclear(shown)
    return unclear


def _by_count(head: Head, tail: Sequence[Cell]) -> dict[str, Slot] | None:
    """Return the cells in the order of the heads, if there is exactly one for each."""
    if not head.order or len(tail) != len(head.order):
        return None
    pairs = zip(head.order, tail, strict=True)
    return {name: cell for name, cell in pairs if name is not None}


def _by_order(head: Head, row: Row, layout: _Layout) -> dict[str, Slot] | None:
    """Place the cells of a line whose spans are lost.

    Either there is one cell for each head; or the line is as long as the head, and each cell stands
    under its own; or all but one stretch of cells is blank. A line shorter or longer than the
    others, or shorter than the head where it is alone, lost or gained a cell; and where a head is
    missing, a number would be taken for its neighbour's. Of a line that shows nothing all is blank.
    """
    lacking = layout.lacks(row)
    if lacking and row.line.shape == "stream":
        return None
    is_odd = layout.is_odd(row)
    is_whole = _is_whole(head, row) and not is_odd
    doubted = is_odd or (layout.is_short(row, head) and not is_whole)
    counted = _by_count(head, row.tail)
    if counted is not None and not doubted:
        return counted
    if row.line.shape == "ragged" and head.columns and len(row.line.cells) == head.width:
        aligned = _aligned(head, head.columns, row.tail)
        return aligned and aligned | _doubled(head, aligned, row.tail)
    if head.order and not any(cell.text for cell in row.tail):
        return dict.fromkeys(name for name in head.order if name)
    # A lone line of numbers is as long as itself, which says nothing.
    is_long_enough = bool(row.form.columns or row.form.key) and layout.is_filled_up(row)
    if lacking or not (is_whole or (is_long_enough and not layout.is_short(row, head))):
        return None
    return _stretch(head, row, layout.starts)


def _aligned(
    head: Head, columns: Mapping[str, range], tail: Sequence[Cell]
) -> dict[str, Slot] | None:
    """Return each head's cell by its place; None where a number stands under no head.

    Where the row's label stands in the first head's place, a cell was lost, and of the numbers only
    the last one is surely under its head.
    """
    places = {covered.start: name for name, covered in columns.items()}
    known = places.keys() | head.foreign
    if any(not is_blank(cell.text) and cell.column not in known for cell in tail):
        return None
    at = {cell.column: cell for cell in tail}
    lost = any(column not in at for column in places)
    slots: dict[str, Slot] = {}
    for column, name in places.items():
        cell = at.get(column)
        doubtful = lost and column != max(places) and cell and not is_blank(cell.text)
        slots[name] = Unclear(cell.text) if cell and doubtful else cell
    return slots


def _is_whole(head: Head, row: Row) -> bool:
    """Tell whether a number stands in the row for every head, and none besides."""
    filled = [index for index, cell in enumerate(row.tail) if not is_blank(cell.text)]
    size = len(head.order)
    return 0 < size == len(filled) == filled[-1] - filled[0] + 1


def _stretch(head: Head, row: Row, starts: Mapping[int, set[int]]) -> dict[str, Slot] | None:
    """Return the one stretch of cells outside of which all is blank.

    Where several would do, the start that the table's other lines of that length settle counts;
    failing that, only the cells on which all agree.
    """
    if not head.order:
        return None
    possible = _starts(head, row)
    certain = starts.get(len(row.tail), set())
    if len(certain) == 1 and certain <= set(possible):
        possible = list(certain)
    if not possible:
        return None
    return {
        name: _agreed(row.tail, possible, index) for index, name in enumerate(head.order) if name
    }


def _starts(head: Head, row: Row) -> list[int]:
    """Return where a row's numbers may begin: at once, where its cells stand one a line.

    What a span swallows follows them there.
    """
    size = len(head.order)
    room = len(row.tail) - size
    most = room if row.line.shape == "ragged" else min(room, 0)
    return [
        start
        for start in range(most + 1)
        if all(is_blank(cell.text) for cell in (*row.tail[:start], *row.tail[start + size :]))
    ]


def _certain_starts(rows: Sequence[Row]) -> dict[int, set[int]]:
    """Return, by number of cells, where the numbers of those rows begin that leave no doubt."""
    certain: dict[int, set[int]] = {}
    for row in rows:
        if row.head and row.head.order:
            possible = _starts(row.head, row)
            if len(possible) == 1:
                certain.setdefault(len(row.tail), set()).update(possible)
    return certain


def _agreed(tail: Sequence[Cell], starts: Sequence[int], index: int) -> Slot:
    texts = {tail[start + index].text for start in starts}
    if len(texts) == 1:
        return tail[starts[0] + index]
    return Unclear(" or ".join(repr(text) for text in sorted(texts)))
