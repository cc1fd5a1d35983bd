"""Which rows of two pages are one row, and which are not."""

from __future__ import annotations

import pytest

from extract.cut_rows import join_rows
from extract.document import Cell


def _row(number: int, *texts: str) -> list[Cell]:
    return [Cell(text, number, column) for column, text in enumerate(texts, start=1)]


def _texts(rows: list[list[Cell]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


_HEAD = ("信息内容", "本年制发件数", "本年废止件数")


@pytest.mark.parametrize(
    ("upper", "lower", "whole"),
    [
        (("行政规范", "1", "2"), ("性文件", "", ""), ("行政规范性文件", "1", "2")),
        (("行政规范", "", ""), ("性文件", "1", "2"), ("行政规范性文件", "1", "2")),
        (("行政规范性文件", "", ""), ("", "1", "2"), ("行政规范性文件", "1", "2")),
        (("科研", "社会", "其他"), ("机构", "公益组织", ""), ("科研机构", "社会公益组织", "其他")),
        (("", "1", ""), ("行政规范性文件", "", ""), ("行政规范性文件", "1", "")),
    ],
)
def test_halves_of_a_row_are_put_together(
    upper: tuple[str, ...], lower: tuple[str, ...], whole: tuple[str, ...]
) -> None:
    assert _texts(join_rows([_row(1, *upper)], [_row(2, *lower)])) == [list(whole)]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("规章", "1", "2"), ("行政规范性文件", "3", "4")),
        (("规章", "", ""), ("行政规范性文件", "3", "4")),
        (("规章", "1", "2"), ("", "3", "4")),
        (("其他文件", "", ""), ("", "3", "4")),
        (("规章", "", ""), ("", "", "")),
        (("尚未审结", "总计", "结果维持"), ("1", "2", "0")),
    ],
)
def test_rows_that_are_no_halves_stay_apart(upper: tuple[str, ...], lower: tuple[str, ...]) -> None:
    rows = join_rows([_row(1, *upper)], [_row(2, *lower)])
    assert _texts(rows) == [list(upper), list(lower)]


def test_a_head_printed_again_stands_between_the_halves() -> None:
    rows = join_rows([_row(1, "行政规范", "1", "2")], [_row(2, *_HEAD), _row(3, "性文件", "", "")])
    assert _texts(rows) == [["行政规范性文件", "1", "2"], list(_HEAD)]


def test_digits_on_both_pages_are_not_joined_to_one_number() -> None:
    ((_, number, _),) = join_rows([_row(1, "规", "12", "2")], [_row(2, "章", "3", "")])
    assert number.text == "12 3"


def test_the_label_of_a_group_that_is_cut_stands_on_both_pages() -> None:
    upper = [Cell("（六）其他", 1, 1, rowspan=2), Cell("1.逾期不补正", 1, 2), Cell("0", 1, 3)]
    lower = [Cell("处理", 2, 1), Cell("3.其他", 2, 2), Cell("7", 2, 3)]
    assert _texts(join_rows([upper], [lower])) == [
        ["（六）其他处理", "1.逾期不补正", "0"],
        ["（六）其他处理", "3.其他", "7"],
    ]
