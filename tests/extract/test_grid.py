"""Spans laid out: where each cell stands."""

from __future__ import annotations

import pytest

from extract.errors import ReaderError
from extract.grid import MAX_COLUMNS, RawCell, lay_out


def _places(rows: list[list[RawCell]]) -> list[list[tuple[str, int]]]:
    return [[(cell.text, cell.column) for cell in row] for row in lay_out(rows)]


def test_cells_stand_side_by_side() -> None:
    assert _places([[RawCell("a"), RawCell("b")]]) == [[("a", 1), ("b", 2)]]


def test_a_column_span_moves_what_follows() -> None:
    assert _places([[RawCell("a", colspan=3), RawCell("b")]]) == [[("a", 1), ("b", 4)]]


def test_a_row_span_stands_in_every_row_and_moves_what_follows() -> None:
    rows = [[RawCell("a", rowspan=2), RawCell("b")], [RawCell("c")]]
    assert _places(rows) == [[("a", 1), ("b", 2)], [("a", 1), ("c", 2)]]


def test_a_row_span_ends_with_the_table() -> None:
    (row,) = lay_out([[RawCell("a", rowspan=9)]])
    assert row[0].rowspan == 1


def test_a_row_span_of_zero_reaches_to_the_end() -> None:
    rows = [[RawCell("a", rowspan=0)], [RawCell("b")], [RawCell("c")]]
    assert _places(rows)[2] == [("a", 1), ("c", 2)]


def test_a_row_may_be_empty() -> None:
    assert _places([[], [RawCell("a")]]) == [[], [("a", 1)]]


def test_no_column_lies_beyond_the_bound() -> None:
    ((cell,),) = lay_out([[RawCell("a", colspan=10**9)]])
    assert cell.columns[-1] == MAX_COLUMNS


def test_spans_that_cover_too_much_are_refused() -> None:
    with pytest.raises(ReaderError):
        lay_out([[RawCell("a", rowspan=0, colspan=1000)], *([] for _ in range(1100))])
