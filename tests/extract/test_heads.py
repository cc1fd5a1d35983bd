"""Heads: put together where they fell apart, and told one by one where some are unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.parse import parse
from tests.extract.grids import Box, Rows, Sheet
from tests.extract.pages import numbers, of_form, printed, read, relabelled, rules, told, truth

_LEAVES = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def _flat(sheet: Sheet) -> Rows:
    """Print the heads of the columns in one line, nothing above them."""
    return [[Box("项目", colspan=3), *map(Box, _LEAVES)], *sheet.rows[3:]]


@pytest.mark.parametrize("layout", ["html_spans", "tabs_bare", "pipes_filled", "lines_bar_after"])
def test_heads_above_others_may_be_left_out(layout: str) -> None:
    report = read(printed({"applications": _flat}), layout)
    assert (numbers(report), rules(report)) == (truth(), set())


def test_lawsuits_need_no_head_above_their_kinds() -> None:
    report = read(printed({"challenges": relabelled("行政诉讼", "")}))
    assert numbers(report) == truth()


@pytest.mark.parametrize("layout", ["tabs_bare", "pipes_runs", "lines_bar_after"])
def test_a_label_in_two_cells_is_one(layout: str) -> None:
    def parted(sheet: Sheet) -> Rows:
        rows = [list(row) for row in sheet.rows]
        rows[2][0:1] = [Box("商业"), Box("企业")]
        return rows

    report = read(printed({"applications": parted}), layout)
    assert (numbers(report), rules(report)) == (truth(), set())


def test_a_head_printed_in_each_column_that_it_spans_is_one() -> None:
    def repeated(sheet: Sheet) -> Rows:
        top, below, leaves, *rest = sheet.rows
        top = [box for head in top for box in ([head] if head.rowspan > 1 else
               [Box(head.text)] * head.colspan)]  # fmt: skip
        below = [box for head in below for box in ([head] if head.rowspan > 1 else
                 [Box(head.text)] * head.colspan)]  # fmt: skip
        return [top, below, leaves, *rest]

    report = read(printed({"applications": repeated}))
    assert (numbers(report), rules(report)) == (truth(), set())


def test_an_unknown_head_takes_its_own_column_only() -> None:
    report = read(printed({"applications": relabelled("科研机构", "某某单位")}))
    lost = {key for key in truth() if key.startswith("applications") and key.endswith(".research")}
    assert rules(report) == {"column.unknown", "row.missing"}
    assert told(report, "row.missing") == lost
    assert {k: v for k, v in numbers(report).items() if k not in lost} == {
        k: v for k, v in truth().items() if k not in lost
    }


def test_heads_cut_to_the_same_beginning_are_told_by_the_form_s_order() -> None:
    def cut(sheet: Sheet) -> Rows:
        rows = [list(row) for row in sheet.rows]
        rows[1] = [Box("信息内容"), Box("本年新"), Box("本年新"), Box("对外公开总数量", colspan=1)]
        return rows

    content = of_form("2019")
    report = read(printed({"disclosure": cut}, content), content=content)
    assert numbers(report) == truth(content)
    assert told(report, "cell.inferred") == {
        f"disclosure.{row}.{column}"
        for row in ("rules", "normative_documents")
        for column in ("made", "published")
    }


def test_a_line_of_heads_below_a_shorter_one_repeats_nothing() -> None:
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    text = (
        "云澜市教育局2024年政府信息公开工作年度报告\n"
        "| 行政复议 | 行政诉讼 ||||||||||||||\n"
        f"| {' | '.join(outcomes)} | 未经复议直接起诉 | 复议后起诉 |||||||||\n"
        f"| {' | '.join(outcomes * 2)} ||||||\n"
        f"| {' | '.join(map(str, range(15)))} |\n"
    )
    found = [value.value for value in parse(text.encode()).values.values()]
    assert found == list(range(15))


def test_below_a_head_that_lost_a_cell_no_row_is_placed() -> None:
    def shifted(sheet: Sheet) -> Rows:
        captions, first, second = (list(row) for row in sheet.rows[1:4])
        lost = [captions[0], *captions[2:], Box("")]
        bare = [*second[:-1], replace(second[-1], text="")]
        return [sheet.rows[0], lost, first, bare, *sheet.rows[4:]]

    report = read(printed({"disclosure": shifted}))
    keys = [box.key for row in printed()[0].rows[2:4] for box in row if box.key]
    assert [report.values[key].value for key in keys] == [None] * len(keys)
    assert set(keys) <= told(report, "cell.unreadable") | told(report, "row.missing")


@pytest.mark.parametrize("layout", ["tabs_bare", "pipes_bare"])
@pytest.mark.parametrize("left", [[Box("")], []], ids=["blank", "lost"])
def test_as_many_numbers_as_heads_are_doubted_where_a_head_is_blank_or_lost(
    layout: str, left: list[Box]
) -> None:
    def hurt(sheet: Sheet) -> Rows:
        *above, leaves, line = sheet.rows
        return [*above, [*leaves[:6], *left, *leaves[7:]], [*line[:6], *line[7:]]]

    report = read(printed({"challenges": hurt}), layout)
    keys = {box.key for box in printed()[2].rows[-1][7:] if box.key}
    assert keys <= told(report, "cell.inferred")
