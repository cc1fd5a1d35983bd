"""Several reports in one document are said, whatever their numbers; one report twice is not."""

from __future__ import annotations

import pytest

from extract.document import Document, Paragraph
from extract.several import several_reports

TOWN = "望江县青禾镇人民政府2024年政府信息公开工作年度报告"
OTHER = "望江县白沙镇人民政府2024年政府信息公开工作年度报告"
EARLIER = "望江县青禾镇人民政府2023年政府信息公开工作年度报告"
FIRST, LAST = "一、总体情况", "六、其他需要报告的事项"


def said(*lines: str) -> list[str]:
    document = Document("text/plain", "utf-8", [Paragraph(line) for line in lines])
    return [finding.message_zh for finding in several_reports(document)]


@pytest.mark.parametrize("other", [OTHER, EARLIER])
def test_a_second_report_is_said(other: str) -> None:
    (message,) = said(TOWN, FIRST, "工作有序。", LAST, "无。", other, FIRST, "工作有序。")
    assert message == f"文件中有多份报告，只读取第一份：{TOWN}；{other}"


@pytest.mark.parametrize("other", [TOWN, "2024年政府信息公开工作年度报告"])
def test_the_same_report_again_is_not(other: str) -> None:
    assert said(TOWN, FIRST, "工作有序。", other, FIRST, "工作有序。") == []


def test_titles_without_a_report_below_them_are_links() -> None:
    assert said(TOWN, FIRST, "工作有序。", LAST, "相关链接", EARLIER, OTHER) == []


def test_links_above_a_report_are_no_reports() -> None:
    assert said(EARLIER, OTHER, TOWN, FIRST, "工作有序。") == []


def test_text_that_names_a_report_is_no_title() -> None:
    text = f"根据要求编制{OTHER}。"
    assert said(TOWN, FIRST, text, FIRST, "工作有序。") == []
