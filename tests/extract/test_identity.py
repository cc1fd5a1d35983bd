"""Whose report and for which year, where title, metadata and prose say so or disagree."""

from __future__ import annotations

import pytest

from extract.identity import Hints
from extract.parse import parse
from extract.report import Report

_BODY = """<p>一、总体情况</p><p>{prose}</p><p>六、其他需要报告的事项</p><p>无</p>"""


def _page(title: str = "", prose: str = "我局认真落实。", head: str = "", top: str = "") -> bytes:
    heading = f"<h1>{title}</h1>" if title else ""
    body = f"{top}{heading}{_BODY.format(prose=prose)}"
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def _conflicts(report: Report) -> list[str]:
    return [note.message for note in report.findings if note.rule == "identity.conflict"]


def _lacks(report: Report) -> list[str]:
    return [note.message for note in report.findings if note.rule == "identity.missing"]


_TITLE = "云澜市教育局2023年政府信息公开工作年度报告"


def test_the_title_tells_agency_and_year() -> None:
    report = parse(_page(_TITLE))
    assert (report.title, report.agency, report.year) == (_TITLE, "云澜市教育局", 2023)


def test_a_title_of_two_lines_is_one() -> None:
    report = parse("云澜市教育局\n2023年政府信息公开工作年度报告\n一、总体情况\n无\n".encode())
    assert (report.agency, report.year) == ("云澜市教育局", 2023)


def test_metadata_name_an_agency_that_the_title_does_not() -> None:
    head = '<meta name="ContentSource" content="云澜市教育局">'
    report = parse(_page("2023年政府信息公开工作年度报告", head=head))
    assert report.agency == "云澜市教育局"


def test_a_box_of_metadata_names_agency_and_date() -> None:
    box = (
        "<table><tr><td>发布机构：</td><td>云澜市教育局</td></tr>"
        "<tr><td>公开日期：</td><td>2024年1月9日</td></tr></table>"
    )
    report = parse(_page("2023年政府信息公开工作年度报告", top=box))
    assert (report.agency, report.published) == ("云澜市教育局", "2024-01-09")


def test_the_portal_s_word_is_the_last_resort() -> None:
    hints = Hints(title=None, agency="云澜市教育局", published="2024-01-09")
    report = parse(_page("2023年政府信息公开工作年度报告"), hints)
    assert (report.agency, report.published) == ("云澜市教育局", "2024-01-09")


def test_the_title_goes_before_the_portal_s_word() -> None:
    assert parse(_page(_TITLE), Hints(agency="云澜市财政局")).agency == "云澜市教育局"


@pytest.mark.parametrize(
    "prose",
    [
        "本报告所列数据统计期限自2023年1月1日起至2023年12月31日止。",
        "统计期限为2023年1月1日至12月31日。",
        "统计期限从 2023 年 1 月 1 日至 2023 年 12 月 31 日。",
        "本报告统计期限自二〇二三年1月1日到2023年12月31日。",
    ],
)
def test_the_period_is_read_from_the_prose(prose: str) -> None:
    assert parse(_page(_TITLE, prose)).period == ("2023-01-01", "2023-12-31")


def test_the_period_gives_the_year_where_no_title_does() -> None:
    prose = "统计期限为2023年1月1日至12月31日。"
    assert parse(_page("", prose)).year == 2023


def test_the_date_of_publication_is_no_year_of_report() -> None:
    head = '<meta name="PubDate" content="2024-01-09 09:30">'
    report = parse(_page("", head=head))
    assert (report.year, report.published) == (None, "2024-01-09")


def test_a_report_published_the_year_after_is_no_conflict() -> None:
    head = '<meta name="PubDate" content="2024-01-09 09:30">'
    assert _conflicts(parse(_page(_TITLE, head=head))) == []


def test_a_report_published_before_its_year_is_a_conflict() -> None:
    head = '<meta name="PubDate" content="2022-01-09">'
    assert len(_conflicts(parse(_page(_TITLE, head=head)))) == 1


def test_title_and_period_that_disagree_are_a_conflict() -> None:
    prose = "统计期限为2022年1月1日至12月31日。"
    assert len(_conflicts(parse(_page(_TITLE, prose)))) == 1


def test_titles_of_different_years_are_a_conflict() -> None:
    head = f'<meta name="ArticleTitle" content="{_TITLE.replace("2023", "2024")}">'
    assert len(_conflicts(parse(_page(_TITLE, head=head)))) == 1


_SIDE = "".join(f"<li>{year}年政府信息公开工作年度报告</li>" for year in (2025, 2024, 2023, 2022))


def test_a_list_of_other_years_is_no_conflict() -> None:
    report = parse(_page(_TITLE, top=f"<ul>{_SIDE}</ul>"))
    assert (report.year, _conflicts(report)) == (2023, [])


def test_a_list_of_other_years_gives_way_to_the_page_s_title() -> None:
    head = f"<title>{_TITLE}</title>"
    report = parse(_page(head=head, top=f"<ul>{_SIDE}</ul><p>{_TITLE}</p>"))
    assert (report.year, report.agency, _conflicts(report)) == (2023, "云澜市教育局", [])


def test_a_report_without_agency_says_so() -> None:
    assert "no agency is named" in _lacks(parse(_page("2023年政府信息公开工作年度报告")))


def test_a_report_without_year_says_so() -> None:
    assert "no year of report is named" in _lacks(parse(_page("云澜市教育局政府信息公开年度报告")))


def test_what_is_no_report_lacks_nothing() -> None:
    assert parse("<p>今日天气</p>".encode()).findings == []
