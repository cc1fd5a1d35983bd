"""Where the rows of the tables stand: between spacers, above notes, in several elements."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import pytest

from extract.parse import parse
from tests.extract.grids import Box, Rows, Sheet, expand
from tests.extract.pages import numbers, page, printed, read, rules, truth

_TABLE = re.compile("<table.*?</table>", re.DOTALL)


def _doubled_spans(text: str) -> str:
    return re.sub(r'rowspan="(\d+)"', lambda span: f'rowspan="{2 * int(span[1])}"', text)


@pytest.mark.parametrize(
    "spacer",
    ["<tr></tr>", '<tr style="height:0"><td></td></tr>', '<tr><td colspan="9">&nbsp;</td></tr>'],
)
def test_spacers_between_rows_are_passed_over(spacer: str) -> None:
    text = _doubled_spans(page(printed())).replace("</tr>\n", f"</tr>{spacer}\n")
    report = parse(text.encode())
    assert (numbers(report), report.status) == (truth(), "verified")


def test_the_row_of_widths_that_word_adds_below_is_no_row() -> None:
    widths = f"<tr height=0>{'<td width=64></td>' * 15}</tr>"
    report = parse(page(printed()).replace("</tbody>", f"{widths}</tbody>").encode())
    assert (numbers(report), report.status) == (truth(), "verified")


@pytest.mark.parametrize(
    "below",
    [
        [Box("注：本年新收含年末收到而未登记的申请。", colspan=15)],
        [Box("无", colspan=15)],
        [Box("填报人", colspan=4), Box("某某", colspan=4), Box("电话", colspan=4), Box("5551234")],
    ],
)
def test_notes_below_the_table_of_challenges_are_not_its_numbers(below: list[Box]) -> None:
    report = read(printed({"challenges": lambda sheet: [*sheet.rows, below]}))
    assert numbers(report) == truth()


_COLUMNS = ("行政许可", "行政处罚", "行政强制", "行政事业性收费", "规章", "行政规范性文件", "其他")


@pytest.mark.parametrize("where", ["<p>望江县", "</body>"])
@pytest.mark.parametrize(
    ("menu", "item"),
    [
        ("<ul>{}</ul>", "<li><a>{}</a></li>"),
        ("<table>{}</table>", "<tr><td>{}</td></tr>"),
        ("<table><tr>{}</tr></table>", "<td>{}</td>"),
    ],
)
def test_a_menu_of_columns_named_like_rows_is_no_table(where: str, menu: str, item: str) -> None:
    links = menu.format("".join(map(item.format, _COLUMNS)))
    text = page(printed()).replace(where, f"{links}{where}", 1)
    assert links in text
    report = parse(text.encode())
    assert (numbers(report), report.status) == (truth(), "verified")


def test_a_blank_table_of_challenges_is_blank() -> None:
    def emptied(sheet: Sheet) -> Rows:
        return [[Box("" if box.key else box.text, *box.span) for box in row] for row in sheet.rows]

    report = read(printed({"challenges": emptied}))
    assert rules(report) == {"table.blank"}


def test_numbers_may_stand_in_an_element_of_their_own() -> None:
    first, *tables = re.split("(?=<table)", page(printed()))
    cut = "</tbody></table><table><tbody>"
    tables[1:] = [
        re.sub("((?:<tr>.*?</tr>\n){3})", rf"\1{cut}", table, count=1) for table in tables[1:]
    ]
    report = parse("".join((first, *tables)).encode())
    assert (numbers(report), report.status) == (truth(), "verified")


def _blocks(sheet: Sheet) -> list[Rows]:
    """Return the table of challenges as three tables, a block in each."""
    top, middle, leaves, row = sheet.rows
    heads = [[top[0]]], [[top[1]], [middle[0]]], [[middle[1]]]
    return [
        [*([Box(box.text, colspan=5) for box in line] for line in head), leaves[at : at + 5],
         row[at : at + 5]]
        for head, at in zip(heads, (0, 5, 10), strict=True)
    ]  # fmt: skip


def test_the_blocks_of_the_table_of_challenges_may_stand_below_one_another() -> None:
    report = read(printed({"challenges": lambda sheet: [*chain(*_blocks(sheet))]}))
    assert (numbers(report), rules(report)) == (truth(), set())


def _brought(between: str, after: str) -> list[Box]:
    ways = ("未经复议直接起诉", "复议后起诉")
    return [Box("行政复议", colspan=5),
            *(Box(f"行政诉讼{between}{way}{after}", colspan=5) for way in ways)]  # fmt: skip


@pytest.mark.parametrize("signs", [("（", "）"), ("-", ""), ("\n", "")])
def test_one_head_may_say_how_a_lawsuit_was_brought(signs: tuple[str, str]) -> None:
    def flat(sheet: Sheet) -> Rows:
        _, _, leaves, row = sheet.rows
        return [_brought(*signs), leaves, row]

    report = read(printed({"challenges": flat}))
    assert (numbers(report), report.status) == (truth(), "verified")


def test_heads_may_call_reviews_and_lawsuits_cases() -> None:
    change = {"行政复议": "行政复议案件", "行政诉讼": "行政诉讼情况", "复议后起诉": "经复议"}

    def renamed(sheet: Sheet) -> Rows:
        return [[replace(box, text=change.get(box.text, box.text)) for box in row]
                for row in sheet.rows]  # fmt: skip

    report = read(printed({"challenges": renamed}))
    assert (numbers(report), report.status) == (truth(), "verified")


def test_a_second_table_of_challenges_is_another_one() -> None:
    def twice(sheet: Sheet) -> Rows:
        other = [Box("7777", key=box.key) for box in sheet.rows[-1]]
        return [*sheet.rows, *sheet.rows[:3], other]

    report = read(printed({"challenges": twice}))
    assert (numbers(report), rules(report)) == (truth(), {"document.several"})


def _in_the_text(table: Sequence[Sequence[str]]) -> str:
    """Return the report's page with a table of the publisher's own in section one."""
    rows = "".join(f"<tr>{''.join(map('<td>{}</td>'.format, row))}</tr>" for row in table)
    whole = page(printed())
    return whole.replace("<p>二、", f"<table>{rows}</table><p>二、", 1)


def test_a_table_of_channels_has_no_rows_of_the_form() -> None:
    table = [["公开渠道", "条数"], ["政府网站", "1200"], ["其他", "300"], ["总计", "1500"]]
    report = parse(_in_the_text(table).encode())
    assert (numbers(report), rules(report)) == (truth(), set())


def test_a_summary_with_some_of_the_heads_is_not_the_table() -> None:
    ends = ["维持", "纠正", "总计"]
    table = [["行政复议", "", "", "行政诉讼", "", ""], ends * 2, ["1", "1", "2", "3", "0", "3"]]
    report = parse(_in_the_text(table).encode())
    assert (numbers(report), rules(report)) == (truth(), {"document.several"})


def _half(sheet: Sheet, columns: Sequence[int]) -> Rows:
    """Return some columns of a table, as a table."""
    half: Rows = []
    for row in expand(sheet.rows):
        slots = [row[column] for column in columns]
        widths = Counter(id(slot.box) for slot in slots)
        first = {id(slot.box): slot for slot in reversed(slots)}
        order = dict.fromkeys(id(slot.box) for slot in slots)
        half.append(
            [replace(first[box].box, colspan=widths[box]) for box in order if first[box].top]
        )
    return half


@pytest.mark.parametrize("between", ["", "<p>续表</p>", "</td><td>"])
def test_the_halves_of_a_wide_table_are_one(between: str) -> None:
    first, wide, last = printed()
    tables = [
        _TABLE.findall(page([first, replace(wide, rows=_half(wide, columns)), last]))[1]
        for columns in ([*range(6)], [0, 1, 2, *range(6, 10)])
    ]
    both = between.join(tables)
    laid_out = f"<table><tr><td>{both}</td></tr></table>" if "td" in between else both
    whole = page(printed())
    report = parse(whole.replace(_TABLE.findall(whole)[1], laid_out).encode())
    assert (numbers(report), report.status) == (truth(), "verified")
