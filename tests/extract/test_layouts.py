"""What pages do to the statutory tables besides laying them out in another way."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from extract.parse import parse
from extract.report import Number, Report
from tests.extract.content import Content, random_content
from tests.extract.grids import Box, Rows, Sheet, sheets
from tests.extract.layouts import LAYOUTS, Print

_CONTENT = random_content(Random(11), plain=True)
_OTHER = random_content(Random(12), plain=True)


def _sheets(content: Content = _CONTENT) -> list[Sheet]:
    return sheets(content, Random(5))


def _page(printed: list[Sheet], layout: str = "html_spans") -> str:
    body = LAYOUTS[layout](Print(_CONTENT.title, printed), Random(0))
    return body.decode("utf-8-sig") if body[:2] != b"\xff\xfe" else body.decode("utf-16")


def _html(printed: list[Sheet] | None = None) -> str:
    return _page(printed or _sheets())


def _numbers(report: Report) -> dict[str, Number | None]:
    return {key: value.value for key, value in report.values.items()}


def _truth(content: Content = _CONTENT) -> dict[str, Number | None]:
    return {key: cell.value for key, cell in content.cells.items()}


def _rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if finding.severity != "notice"}


def test_a_second_copy_for_telephones_is_not_read_twice() -> None:
    page = _html()
    body = page[page.index("<body>") + 6 : page.index("</body>")]
    report = parse(page.replace("</body>", f'<div class="mobile">{body}</div></body>').encode())
    assert (_numbers(report), report.status) == (_truth(), "verified")


def test_two_reports_in_one_page_are_said() -> None:
    page = _html()
    other = _html(_sheets(_OTHER))
    body = other[other.index("<body>") + 6 : other.index("</body>")]
    report = parse(page.replace("</body>", f"{body}</body>").encode())
    assert "document.several" in _rules(report)


def test_of_two_reports_in_one_page_the_first_is_read() -> None:
    page = _html()
    other = _html(_sheets(_OTHER))
    body = other[other.index("<body>") + 6 : other.index("</body>")]
    read = _numbers(parse(page.replace("</body>", f"{body}</body>").encode()))
    assert {key: read[key] for key in _truth()} == _truth()


def test_a_box_of_metadata_is_no_statutory_table() -> None:
    box = (
        "<table><tr><td>索引号：</td><td>014/2024-1</td><td>主题分类</td><td>其他</td></tr>"
        "<tr><td>发布机构：</td><td>云澜市教育局</td><td>文号</td><td>无</td></tr></table>"
    )
    report = parse(_html().replace("<body>", f"<body>{box}").encode())
    assert (_numbers(report), report.status) == (_truth(), "verified")


def test_a_row_of_the_publisher_s_own_is_told_and_moves_nothing() -> None:
    disclosure, *rest = _sheets()
    rows: Rows = [*disclosure.rows[:3], [Box("其他主动公开文件"), *[Box("7")] * 3],
                  *disclosure.rows[3:]]  # fmt: skip
    report = parse(_page([Sheet("disclosure", rows, 0), *rest]).encode())
    assert (_numbers(report), _rules(report)) == (_truth(), {"row.unknown"})


def test_a_heading_within_the_table_moves_nothing() -> None:
    disclosure, *rest = _sheets()
    rows: Rows = [[Box("二、主动公开政府信息情况", colspan=4)], *disclosure.rows]
    report = parse(_page([Sheet("disclosure", rows, 0), *rest]).encode())
    assert (_numbers(report), report.status) == (_truth(), "verified")


def test_tables_with_labels_only_are_blank() -> None:
    printed = [
        Sheet(
            sheet.name,
            [[Box("" if box.key else box.text, *box.span) for box in row] for row in sheet.rows],
            sheet.heads,
        )
        for sheet in _sheets()
    ]
    report = parse(_page(printed).encode())
    assert {value.value for value in report.values.values()} == {None}
    assert ("table.blank" in _rules(report), report.status) == (True, "incomplete")


def test_a_report_whose_tables_are_pictures_is_incomplete() -> None:
    page = _html()
    start, end = page.index("<table"), page.rindex("</table>") + 8
    report = parse((page[:start] + '<img src="b1.jpg">' * 3 + page[end:]).encode())
    assert report.status == "incomplete"
    assert "3 pictures" in report.findings[-1].message + report.findings[0].message


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("1<br>2", "cell.unreadable"),
        ("<p>1</p><p>2</p>", "cell.unreadable"),
        ("12<sup>3</sup>", "cell.unreadable"),
        ("1 2", "cell.unreadable"),
        ("12³", "cell.unreadable"),
    ],
)
def test_two_numbers_in_a_cell_are_never_joined(cell: str, rule: str) -> None:
    first = "applications.received.company"
    content = _CONTENT.with_number(first, 777777)
    page = _html(_sheets(content)).replace(">777777<", f">{cell}<")
    value = parse(page.encode()).values[first]
    findings = parse(page.encode()).findings
    assert value.value is None
    assert rule in {finding.rule for finding in findings if first in finding.keys}


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">9</span>',
        '<span style="DISPLAY: None">9</span>',
        "<span hidden>9</span>",
        '<span style="mso-hide:all">9</span>',
        '<span style="visibility: hidden">9</span>',
        "<!-- 9 -->",
        "<script>9</script>",
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    key = "applications.received.company"
    content = _CONTENT.with_number(key, 777777)
    page = _html(_sheets(content)).replace(">777777<", f">{hidden}777777<")
    assert parse(page.encode()).values[key].value == 777777


def test_a_row_printed_twice_with_other_numbers_is_unreadable() -> None:
    _, applications, _ = printed = _sheets()
    again = [Box("5", key=box.key) if box.key else box for box in applications.rows[-1]]
    rows = [*applications.rows, again]
    printed[1] = Sheet("applications", rows, 3)
    report = parse(_page(printed).encode())
    key = "applications.carried_out.natural_person"
    assert report.values[key].value is None
    assert key in {key for note in report.findings if note.rule == "cell.unreadable"
                   for key in note.keys}  # fmt: skip


def test_bars_that_frame_no_row_leave_a_first_blank_cell() -> None:
    text = (
        "云澜市教育局2024年政府信息公开工作年度报告\n"
        " | 本年制发件数 | 本年废止件数 | 现行有效件数\n"
        "规章 | 1 | 2 | 3\n行政规范性文件 |  | 5 | 6\n"
    )
    values = parse(text.encode()).values
    assert [values[f"disclosure.normative_documents.{key}"].value
            for key in ("issued", "repealed", "in_force")] == [None, 5, 6]  # fmt: skip


def _with_twin(same: bool) -> tuple[Report, str]:
    """Return a report whose first head of numbers stands over the next column too."""
    disclosure, *rest = _sheets()
    rows = [list(row) for row in disclosure.rows]
    rows[1][2] = rows[1][1]
    rows[2][2] = replace(rows[2][2], text=rows[2][1].text if same else "777")
    key = rows[2][1].key or ""
    return parse(_page([Sheet("disclosure", rows, 0), *rest]).encode()), key


def test_a_head_that_stands_twice_is_read_in_neither_column() -> None:
    report, key = _with_twin(same=False)
    assert report.values[key].value is None
    assert key in {key for note in report.findings if note.rule == "cell.unreadable"
                   for key in note.keys}  # fmt: skip


def test_a_number_that_stands_in_both_columns_of_a_head_is_the_head_s() -> None:
    report, key = _with_twin(same=True)
    assert report.values[key].value == _truth()[key]
