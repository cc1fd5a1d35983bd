"""The six sections, and the rows of table 3 that look like their headings."""

from __future__ import annotations

import pytest

from extract.document import Document, Paragraph
from extract.parse import parse
from extract.sections import is_heading, read_sections
from tests.extract.bad.pages import report


def _sections(*lines: str) -> list[tuple[int, str, str]]:
    document = Document("text/plain", "utf-8", tuple(Paragraph(line) for line in lines))
    return [(part.number, part.heading, part.text) for part in read_sections(document)]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("一、总体情况", 1),
        ("一、工作开展总体情况", 1),
        ("一、政府信息公开总体工作情况", 1),
        ("一、总体情况(宋体加粗小四号字)", 1),
        ("一、概述", 1),
        ("## 一、总体情况", 1),
        ("l一、总体情况", 1),
        ("二、主动公开政府信息情况", 2),
        ("三、收到和处理政府信息公开申请情况", 3),
        ("四、政府信息公开行政复议、行政诉讼情况", 4),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
        ("三、政府信息公开行政复议、行政诉讼情况", 4),
        ("五、存在的主要问题及改进情况", 5),
        ("五、当前存在的主要问题及下步改进措施", 5),
        ("五、存在问题及改进情况", 5),
        ("五、政府信息公开工作存在的主要问题及改进情况", 5),
        ("一、2023年度政府信息公开工作总体情况", 1),
        ("一、政务公开工作开展情况", 1),
        ("一、2023年工作情况", 1),
        ("二、行政机关主动公开政府信息的情况", 2),
        ("二、政府信息主动公开情况", 2),
        ("二、主动公开政府信息工作情况", 2),
        ("二、主动公开政府信息：", 2),
        ("三、行政机关收到和处理政府信息公开申请的情况", 3),
        ("三、政府信息公开申请办理情况", 3),
        ("三、政府信息依申请公开情况", 3),
        ("四、政府信息公开申请行政复议、行政诉讼情况", 4),
        ("四、政府信息公开行政复议和诉讼情况", 4),
        ("四、政府信息公开行政复议、行政诉讼", 4),
        ("五、问题与改进", 5),
        ("五、工作中存在的不足及改进情况", 5),
        ("六、其它需要报告的事项", 6),
        ("六、需要说明的其他事项", 6),
        ("六、其他需要报告的事项", 6),
        ("六．其他需要报告的事项", 6),
    ],
)
def test_a_heading_is_told_by_its_words(heading: str, number: int) -> None:
    ((found, printed, _),) = _sections(heading, "我单位及时发布各类信息。")
    assert (found, printed) == (number, heading.lstrip("# "))


@pytest.mark.parametrize(
    "text",
    [
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "总体情况",
        "一是加强总体情况的掌握。",
        "",
    ],
)
def test_other_texts_are_no_heading(text: str) -> None:
    assert not is_heading(text)


def test_text_goes_to_the_section_above_it() -> None:
    sections = _sections("一、总体情况", "甲。", "乙。", "六、其他需要报告的事项", "无。")
    assert [text for _, _, text in sections] == ["甲。\n乙。", "无。"]


def test_text_in_the_heading_s_line_is_text() -> None:
    assert _sections("六、其他需要报告的事项：本年度未收取信息处理费。") == [
        (6, "六、其他需要报告的事项", "本年度未收取信息处理费。")
    ]


def test_a_heading_that_stands_twice_begins_one_section() -> None:
    assert [number for number, _, _ in _sections("一、总体情况", "甲", "一、总体情况", "乙")] == [1]


def test_rows_of_table_3_begin_no_section() -> None:
    sections = parse(report("tabs_bare")).sections
    assert [section.number for section in sections] == [1, 2, 3, 4, 5, 6]


def test_tables_are_no_text_of_a_section() -> None:
    assert parse(report("lines")).sections[2].text == ""


def test_the_page_s_foot_is_no_text_of_the_last_section() -> None:
    page = (
        report().decode().replace("<body>", "<body><div>").replace("</body>", "</div>主办</body>")
    )
    assert "主办" not in parse(page.encode()).sections[-1].text


_BARE = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
         "存在的主要问题及改进情况：", "其他需要报告的事项")  # fmt: skip


def test_headings_may_be_numbered_by_the_program_that_shows_them() -> None:
    lines = [line for heading in _BARE for line in (heading, "我单位及时发布总体情况。")]
    found = _sections(*lines)
    assert [(number, text) for number, _, text in found] == [
        (number, "我单位及时发布总体情况。") for number in (1, 2, 3, 5, 6)
    ]


@pytest.mark.parametrize(
    "numerals",
    ["（一）|（二）|（三）|（五）|（六）", "第一部分 |第二部分 |第三部分 |第五部分 |第六部分 ",
     "1.|2.|3.|5.|6.", "01 |02 |03 |05 |06 ", "壹、|贰、|叁、|伍、|陆、", "Ⅰ.|Ⅱ.|Ⅲ.|Ⅴ.|Ⅵ."],
)  # fmt: skip
@pytest.mark.parametrize("above", [(), ("一、报告内容",)])
def test_headings_may_be_numbered_in_other_ways(numerals: str, above: tuple[str, ...]) -> None:
    headings = map("".join, zip(numerals.split("|"), _BARE, strict=True))
    lines = [line for heading in headings for line in (heading, "1.我单位及时发布总体情况。")]
    assert [number for number, _, text in _sections(*above, *lines) if text] == [1, 2, 3, 5, 6]


def test_paragraphs_numbered_like_headings_of_another_level_are_none() -> None:
    headings = [f"{numeral}、{text}" for numeral, text in zip("一二三五六", _BARE, strict=True)]
    within = [f"（一）{text}" for text in _BARE]
    assert [heading for _, heading, _ in _sections(headings[0], *within, *headings[1:])] == headings


def test_a_few_lines_without_numerals_are_no_headings() -> None:
    assert _sections("总体情况", "我单位", "其他需要报告的事项") == []
    assert [number for number, _, _ in _sections("一、总体情况", *_BARE)] == [1]
