"""Units of money that stand in heads, row labels and captions, and not in the cell."""

from __future__ import annotations

import pytest

from extract.parse import parse
from extract.report import Report
from tests.extract.grids import Box, Rows, Sheet
from tests.extract.pages import Change, of_form, page, printed, read, relabelled, told

_KEY = "disclosure.fees.amount"
# The form writes the unit into the head; here it stands where the tests put it.
_CONTENT = of_form("2021").with_number(_KEY, 25000)
_HEAD = "本年收费金额"


def _read(change: Change) -> Report:
    return read(printed({"disclosure": change}, _CONTENT), content=_CONTENT)


def _first_row(text: str) -> Change:
    def change(sheet: Sheet) -> Rows:
        return [[Box(text, colspan=4)], *sheet.rows]

    return change


def _head(text: str) -> Change:
    return relabelled(_HEAD, text)


def _row(text: str) -> Change:
    return relabelled("行政事业性收费", text)


def _block(text: str) -> Change:
    def change(sheet: Sheet) -> Rows:
        *rest, _, head, row = sheet.rows
        return [*rest, [Box(text, colspan=4)], [head[0], Box(_HEAD, colspan=3)], row]

    return change


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (_head("本年收费金额（元）"), 2.5),
        (_head(_HEAD), 25000),
        (_row("行政事业性收费（元）"), 2.5),
        (_row("行政事业性收费（万元）"), 25000),
        (_row("行政事业性收费(单位：亿元)"), 250000000),
        (_block("第二十条第（八）项（单位：元）"), 2.5),
        (_first_row("单位：元"), 2.5),
        (_first_row("单位：件"), 25000),
    ],
)
def test_a_number_of_money_is_in_the_unit_that_is_stated(change: Change, number: float) -> None:
    report = _read(change)
    assert report.values[_KEY].value == number
    assert report.status == "verified"


def test_a_caption_above_the_table_states_the_unit() -> None:
    whole = page(printed(content=_CONTENT), content=_CONTENT)
    report = parse(whole.replace("<table", "<p>（单位：元）</p><table", 1).encode())
    assert report.values[_KEY].value == 2.5


def test_two_units_make_a_number_unreadable() -> None:
    def change(sheet: Sheet) -> Rows:
        head = Sheet(sheet.name, _head("本年收费金额（万元）")(sheet), sheet.heads)
        return _row("行政事业性收费（元）")(head)

    report = _read(change)
    assert report.values[_KEY].value is None
    assert _KEY in told(report, "cell.unreadable")
