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


@pytest.mark.parametrize(("table", "at"), [("applications", 7), ("challenges", 15)])
@pytest.mark.parametrize(("first", "shape"), [("", "{}"), ("栏次", "{}"), ("甲", "({})")])
def test_the_line_that_numbers_the_columns_is_no_row(
    table: str, at: int, first: str, shape: str
) -> None:
    def counted(sheet: Sheet) -> Rows:
        width = sheet.width - at
        label = [Box(first, colspan=width)] if width else []
        line = [*label, *(Box(shape.format(number)) for number in range(1, at + 1))]
        return [*sheet.rows[:3], line, *sheet.rows[3:]]

    report = read(printed({table: counted}))
    assert (numbers(report), rules(report)) == (truth(), set())


def test_a_group_that_reaches_too_far_takes_no_row_along() -> None:
    """Who deletes rows in an editor may leave the span of the cell beside them as it was."""

    def longer(sheet: Sheet) -> Rows:
        label = next(box for row in sheet.rows for box in row if box.text.startswith("三、"))
        return [[replace(box, rowspan=box.rowspan + 1) if box is label else box for box in row]
                for row in sheet.rows]  # fmt: skip

    report = read(printed({"applications": longer}))
    assert (numbers(report), rules(report)) == (truth(), {"cell.inferred"})


def test_a_total_in_a_group_is_not_that_of_all() -> None:
    def within(sheet: Sheet) -> Rows:
        label, *cells = sheet.rows[-2]
        return [*sheet.rows[:-2], [Box("（三）不予公开"), replace(label, colspan=1), *cells],
                sheet.rows[-1]]  # fmt: skip

    report = read(printed({"applications": within}))
    assert report.values["applications.processed_total.total"].value is None


@pytest.mark.parametrize("sign", ["-", "—", "：", " / "])
def test_a_group_may_stand_in_one_cell_with_the_label(sign: str) -> None:
    def joined(sheet: Sheet) -> Rows:
        rows: Rows = []
        group = ""
        for row in sheet.rows[3:]:
            labels = [box.text for box in row if not box.key and not box.text.startswith("三、")]
            group = labels[0] if len(labels) > 1 else group
            label = labels[-1]
            text = f"{group}{sign}{label}" if label[0].isdigit() else label
            rows.append([Box(text, colspan=3), *(box for box in row if box.key)])
        return [*sheet.rows[:3], *rows]

    report = read(printed({"applications": joined}))
    assert (numbers(report), rules(report)) == (truth(), set())
