"""Cells to numbers: what is one, what is blank, what is neither."""

from __future__ import annotations

import pytest

from extract.forms import Indicator, load_forms
from extract.numbers import Reading, is_blank, is_value, read_number

_OLD, _NEW = load_forms()


def _cell(key: str) -> Indicator:
    tables = (table for form in (_NEW, _OLD) for table in form.tables)
    return next(cell for table in tables for cell in table.indicators if cell.key == key)


COUNT = _cell("applications.received.total")
SIGNED = _cell("disclosure.licensing.items_change")
FEES = _cell("disclosure.fees.amount")
BOUGHT = _cell("disclosure.procurement.amount")


@pytest.mark.parametrize(
    "text", ["", " ", "\u00a0", "\u3000", "/", "／", "\\", "-", "--", "—", "——", "－", "–", "_",
             "无", "暂无", "没有", "不适用", "不涉及", "N/A", "NA", "null", "\ufeff"]
)  # fmt: skip
def test_blank_marks_are_blank_and_never_zero(text: str) -> None:
    assert is_blank(text)
    assert read_number(text, COUNT, "") == Reading(None)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("26", 26), (" 26 ", 26), ("２６", 26), ("1,234", 1234), ("1，234,567", 1234567),
     ("3件", 3), ("3 件", 3), ("+5", 5), ("007", 7), ("12\u200b", 12), ("16.0", 16),
     ("零", 0), ("〇件", 0)],
)  # fmt: skip
def test_a_count_is_read(text: str, number: int) -> None:
    assert read_number(text, COUNT, "") == Reading(number)


@pytest.mark.parametrize(
    "text", ["1 2", "2\n0", "1\u00a0234", "12²", "3①", "5⑵", "½", "1,23", "12,34", "约5", "3-4",
             "1/2", "0.", "第3项", "2024年1月", "5元", "79000.1元", "见附件", "１ ２", "4.7***1万",
             "O", "○", "十二", "1e5", "0x10", "∞", "9" * 13, "9" * 6000, "3(", "(3)"]
)  # fmt: skip
def test_what_is_not_surely_a_count_is_unreadable(text: str) -> None:
    assert read_number(text, COUNT, "") == Reading(None, "unreadable")


@pytest.mark.parametrize(
    ("text", "number"), [("22（其中修订 16 件）", 22), ("55(含自然失效29件)", 55), ("0（无）", 0)]
)
def test_a_note_in_the_cell_is_told(text: str, number: int) -> None:
    assert read_number(text, COUNT, "") == Reading(number, "annotated")


@pytest.mark.parametrize(
    ("text", "number"), [("-8", -8), ("－8", -8), ("−8", -8), ("减2", -2), ("减少2", -2),
                         ("增3", 3), ("增加3", 3), ("+3", 3)]
)  # fmt: skip
def test_a_change_may_be_negative(text: str, number: int) -> None:
    assert read_number(text, SIGNED, "") == Reading(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.092", 0.092), ("96171.6", 96171.6), ("59237.2449", 59237.2449), (".5", 0.5),
     ("3万元", 3), ("3.5万", 3.5), ("1,234.5", 1234.5), ("0", 0), ("0.00", 0)],
)  # fmt: skip
def test_money_is_in_the_form_s_unit(text: str, number: float) -> None:
    assert read_number(text, FEES, "本年收费金额（单位：万元）") == Reading(number)


@pytest.mark.parametrize(
    ("text", "number"), [("79000.1元", 7.90001), ("251000元", 25.1), ("1.2亿元", 12000),
                         ("500（元）", 0.05)]
)  # fmt: skip
def test_another_unit_of_money_is_converted_and_told(text: str, number: float) -> None:
    assert read_number(text, BOUGHT, "采购总金额") == Reading(number, "converted")


def test_the_head_may_state_the_unit() -> None:
    assert read_number("25.1", BOUGHT, "采购总金额（单位：万元）") == Reading(25.1)


def test_money_whose_unit_is_open_is_not_read() -> None:
    assert read_number("25.1", BOUGHT, "采购总金额") == Reading(None, "no_unit")


@pytest.mark.parametrize("text", ["3", "", "/", "1 2", "22（其中修订16件）", "79000.1元", ".5"])
def test_a_number_or_blank_can_be_a_value(text: str) -> None:
    assert is_value(text)


@pytest.mark.parametrize(
    "text", ["1.属于国家秘密", "2、重复申请", "3. 其他", "规章", "（一）予以公开"]
)
def test_a_label_is_no_value(text: str) -> None:
    assert not is_value(text)


@pytest.mark.parametrize(
    "text", ["1.属于国家秘密", "1、属于国家秘密", "1属于国家秘密", "①属于国家秘密", "3其他",
             "2023年制发件数", "2023年度新收政府信息公开申请数量"]
)  # fmt: skip
def test_a_label_with_a_numeral_is_no_value(text: str) -> None:
    assert not is_value(text)


@pytest.mark.parametrize(
    "text", ["3件左右", "1万余", "3-4", "2024年1月", "22其中修订16件", "4.7***1万件"]
)
def test_a_cell_that_begins_with_a_number_is_a_value(text: str) -> None:
    assert is_value(text)
