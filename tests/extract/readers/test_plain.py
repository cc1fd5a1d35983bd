"""Text: its lines, its tables, and what stands in their midst."""

from __future__ import annotations

import pytest

from extract.readers.plain import read_plain

_ROWS = ("规章\t1\t2\t3", "行政规范性文件\t4\t5\t6")


def _cells(text: str) -> list[list[list[str]]]:
    tables = read_plain(text.encode()).tables()
    return [[[cell.text for cell in row] for row in table.rows] for table in tables]


@pytest.mark.parametrize(
    "mark", ["-4-", "- 4 -", "— 12 —", "第4页", "第 4 页 共 8 页", "第4页/共8页"]
)
def test_the_foot_of_a_page_does_not_part_a_table(mark: str) -> None:
    assert _cells("\n".join((_ROWS[0], mark, "", _ROWS[1]))) == [
        [["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"]]
    ]


def test_a_negative_number_is_no_foot_of_a_page() -> None:
    lines = [line.text for line in read_plain("本年增/减\n-4\n".encode()).paragraphs()]
    assert lines == ["本年增/减", "-4"]


def test_bars_behind_a_cell_are_what_it_spans() -> None:
    text = "申请人情况 |||||||\n自然人 |\n|\n3 |\n"
    lines = [line.text for line in read_plain(text.encode()).paragraphs()]
    assert lines == ["申请人情况", "自然人", "", "3"]
