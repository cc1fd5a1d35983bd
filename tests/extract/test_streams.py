"""Tables written one cell a line, labels printed on several lines among them."""

from __future__ import annotations

import textwrap

import pytest

from extract.document import Paragraph
from extract.parse import parse
from extract.streams import find_streams
from tests.extract.pages import CONTENT, numbers, printed, rules, truth


def _rows(*texts: str) -> list[list[str]]:
    streams = find_streams([Paragraph(text) for text in texts])
    return [[cell.text for cell in row] for rows in streams for row in rows]


def test_a_label_begins_a_row() -> None:
    assert _rows("规章", "1", "2", "3", "行政规范性文件", "4", "5", "6") == [
        ["规章", "1", "2", "3"],
        ["行政规范性文件", "4", "5", "6"],
    ]


@pytest.mark.parametrize(
    "pieces",
    [
        ("（三）不", "予公开"),
        ("商业", "企业"),
        ("1.", "属于国家秘密"),
        ("2.没有现成信息", "需要另行制作"),
        ("部分公开（区分处", "理的，只计这一情", "形，不计", "其他情形）"),
        (*"三、本年度办理结果",),
    ],
)
def test_a_label_on_several_lines_is_one(pieces: tuple[str, ...]) -> None:
    assert _rows(*pieces, "1", "2", "3")[0][0] == "".join(pieces)


def test_labels_that_follow_one_another_stay_apart() -> None:
    assert _rows("信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "1") == [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1"],
    ]


def test_blank_cells_between_heads_are_borders_of_rows() -> None:
    assert _rows("自然人", "", "商业企业", "", "规章", "", "1") == [
        ["自然人", "商业企业"],
        ["规章", "", "1"],
    ]


@pytest.mark.parametrize("width", [7, 8, 12])
def test_tables_in_narrow_columns_are_read(width: int) -> None:
    lines = (
        line
        for sheet in printed()
        for row in sheet.rows
        for box in row
        for line in textwrap.wrap(box.text, width)
    )
    report = parse("\n".join((CONTENT.title, *lines)).encode())
    assert (numbers(report), rules(report)) == (truth(), set())
