"""Reports from before 2019: recognised, their text kept, their numbers left alone."""

from __future__ import annotations

import pytest

from extract.parse import parse
from extract.report import Report

_ROWS = (
    ("统计指标", "单位", "统计数"),
    ("一、主动公开情况", "——", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "120"),
    ("其中：主动公开规范性文件数", "条", "3"),
    ("（一）收到申请数", "件", "5"),
    ("（二）申请办结数", "件", "5"),
    ("（三）申请答复数", "件", "5"),
    ("四、行政复议数量", "件", "0"),
)
_TABLE = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _ROWS)
_OLD = "pre-2019"


def _page(title: str) -> Report:
    prose = "<p>一、概述</p><p>共公开信息120条。</p><p>二、主动公开政府信息情况</p><p>无</p>"
    return parse(f"<h1>{title}</h1>{prose}<table>{_TABLE}</table>".encode())


def test_a_report_of_2016_keeps_its_text_and_gives_no_number() -> None:
    report = _page("云澜市教育局2016年政府信息公开工作年度报告")
    assert (report.status, set(report.forms.values()), report.values) == ("pre_2019", {_OLD}, {})
    assert [section.text for section in report.sections] == ["共公开信息120条。", "无"]


@pytest.mark.parametrize(
    "top",
    [
        "政府信息公开情况统计表（2016年度）\n填报单位：云澜市教育局",
        "政府信息公开情况统计表\n（2016年度）\n填报单位（盖章）：云澜市教育局",
    ],
)
def test_the_statistics_form_alone_is_a_report(top: str) -> None:
    text = "\n".join((top, *("\t".join(row) for row in _ROWS)))
    report = parse(text.encode())
    assert (report.status, report.agency, report.year) == ("pre_2019", "云澜市教育局", 2016)


def test_the_statistics_form_in_a_later_year_lacks_the_tables() -> None:
    report = _page("临溪镇人民政府2024年政府信息公开工作年度报告")
    assert (report.status, set(report.forms.values())) == ("incomplete", {_OLD})
    assert "form.outdated" in {finding.rule for finding in report.findings}


def test_some_words_of_the_statistics_form_make_none() -> None:
    text = "云澜市教育局2024年政府信息公开工作年度报告\n收到申请数\n申请答复数\n"
    assert parse(text.encode()).forms == {}
