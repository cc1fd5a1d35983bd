"""The table of challenges on its side, with a row for each block or result, or without blocks."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from tests.extract.content import random_content
from tests.extract.grids import Box, Rows, Sheet, expand
from tests.extract.pages import Change, numbers, printed, read, told, truth

_CONTENT = random_content(Random(17), plain=True)
_BLOCKS = ("行政复议", "未经复议直接起诉", "复议后起诉")


def _parts(sheet: Sheet) -> tuple[list[Box], list[Box]]:
    """Return the heads of the results, and all numbers."""
    return sheet.rows[2][:5], sheet.rows[3]


def _blocks_in_rows(sheet: Sheet) -> Rows:
    results, cells = _parts(sheet)
    named = zip(_BLOCKS, range(0, 15, 5), strict=True)
    return [
        [Box("类别"), *results],
        *([Box(block), *cells[start : start + 5]] for block, start in named),
    ]


def _blocks_in_rows_below_their_kind(sheet: Sheet) -> Rows:
    head, first, second, third = _blocks_in_rows(sheet)
    return [
        [replace(head[0], colspan=2), *head[1:]],
        [replace(first[0], colspan=2), *first[1:]],
        [Box("行政诉讼", rowspan=2), *second],
        third,
    ]


def _results_in_rows(sheet: Sheet) -> Rows:
    results, cells = _parts(sheet)
    named = enumerate(results)
    return [[Box("结果"), *map(Box, _BLOCKS)], *([one, *cells[at::5]] for at, one in named)]


def _on_its_side(sheet: Sheet) -> Rows:
    results, cells = _parts(sheet)
    rows: Rows = [[results[at % 5], cell] for at, cell in enumerate(cells)]
    rows[0].insert(0, Box(_BLOCKS[0], rowspan=5, colspan=2))
    rows[5][:0] = [Box("行政诉讼", rowspan=10), Box(_BLOCKS[1], rowspan=5)]
    rows[10].insert(0, Box(_BLOCKS[2], rowspan=5))
    return rows


def _without_spans(sheet: Sheet) -> Rows:
    grid = expand(_on_its_side(sheet))
    return [
        [replace(slot.box, rowspan=1, colspan=1) if slot.begins else Box("") for slot in row]
        for row in grid
    ]


_WAYS = (
    _blocks_in_rows,
    _blocks_in_rows_below_their_kind,
    _results_in_rows,
    _on_its_side,
    _without_spans,
)


@pytest.mark.parametrize("way", _WAYS)
def test_every_number_is_told_by_its_row_and_column(way: Change) -> None:
    report = read(printed({"challenges": way}, _CONTENT), content=_CONTENT)
    assert (numbers(report), report.status) == (truth(_CONTENT), "verified")


@pytest.mark.parametrize("way", _WAYS)
def test_blank_cells_are_blank(way: Change) -> None:
    key = "challenges.litigation_direct.corrected"
    blank = replace(_CONTENT, cells={**_CONTENT.cells, key: replace(_CONTENT.cells[key], text="")})
    report = read(printed({"challenges": way}, blank), content=blank)
    assert numbers(report) == {**truth(_CONTENT), key: None}


def test_a_number_that_two_rows_claim_is_in_neither() -> None:
    def change(sheet: Sheet) -> Rows:
        head, first, *rest = _blocks_in_rows(sheet)
        return [head, first, [first[0], *(Box("7") for _ in first[1:])], *rest]

    report = read(printed({"challenges": change}, _CONTENT), content=_CONTENT)
    assert report.status == "incomplete"
    assert not any(key.startswith("challenges.") for key in report.values)


def test_results_without_blocks_above_are_taken_in_the_order_of_the_form() -> None:
    report = read(printed({"challenges": lambda sheet: sheet.rows[2:]}, _CONTENT), content=_CONTENT)
    assert numbers(report) == truth(_CONTENT)
    assert told(report, "cell.inferred") == {
        key for key in report.values if key.startswith("challenges.")
    }


def test_some_results_without_blocks_above_are_in_none() -> None:
    def change(sheet: Sheet) -> Rows:
        return [row[:10] for row in sheet.rows[2:]]

    report = read(printed({"challenges": change}, _CONTENT), content=_CONTENT)
    assert report.status == "incomplete"
