"""Rows: which label names them, and what stands before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.extract.grids import Box, Rows, Sheet
from tests.extract.pages import numbers, printed, read, rules, told, truth


def _numbered(sheet: Sheet) -> Rows:
    heads = [[Box("序号", 3), *sheet.rows[0]], *sheet.rows[1:3]]
    return [*heads, *([Box(str(at)), *row] for at, row in enumerate(sheet.rows[3:], start=1))]


@pytest.mark.parametrize(
    "layout", ["html_spans", "html_empty_cells", "pipes_filled", "tabs_filled"]
)
def test_a_column_that_numbers_the_rows_is_none_of_numbers(layout: str) -> None:
    report = read(printed({"applications": _numbered}), layout)
    assert (numbers(report), rules(report)) == (truth(), set())


def test_a_label_printed_in_each_place_that_it_spans_is_one() -> None:
    def repeated(sheet: Sheet) -> Rows:
        return [
            [copy for box in row for copy in
             ([Box(box.text, box.rowspan)] * box.colspan if not box.key and at >= 3 else [box])]
            for at, row in enumerate(sheet.rows)
        ]  # fmt: skip

    report = read(printed({"applications": repeated}))
    assert (numbers(report), rules(report)) == (truth(), set())


def test_words_where_a_number_belongs_cost_that_cell_only() -> None:
    key = "applications.received.natural_person"

    def with_words(sheet: Sheet) -> Rows:
        return [
            [replace(box, text="见附件") if box.key == key else box for box in row]
            for row in sheet.rows
        ]

    report = read(printed({"applications": with_words}))
    assert numbers(report) == {**truth(), key: None}
    assert report.values[key].raw == "见附件"
    assert told(report, "cell.unreadable") == {key}


def test_a_row_whose_label_stands_left_of_its_place_is_told() -> None:
    """One cell of labels was lost, and the row filled up on the right."""

    def moved(sheet: Sheet) -> Rows:
        label, first, *others = sheet.rows[-2]
        row = [replace(label, colspan=1), replace(first, text=""), *others, Box("")]
        return [*sheet.rows[:-2], row, sheet.rows[-1]]

    report = read(printed({"applications": moved}))
    row = {box.key for box in printed()[1].rows[-2] if box.key}
    assert row <= told(report, "cell.inferred")
