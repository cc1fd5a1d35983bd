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


def test_the_period_of_another_document_is_not_the_report_s() -> None:
    other = "2022年1月1日至2022年12月31日的口径同上；"
    report = parse(_page(_TITLE, f"{other}统计期限为2023年1月1日至12月31日。"))
    assert (report.period, _conflicts(report)) == (("2023-01-01", "2023-12-31"), [])


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


def test_another_report_of_the_year_is_none() -> None:
    report = parse(_page("云澜市教育局2023年法治政府建设年度报告", top="<p>政府信息公开年报</p>"))
    assert (report.status, report.findings) == ("not_a_report", [])


def test_a_page_beside_a_list_of_reports_is_none() -> None:
    links = "".join(f"<li>{_TITLE.replace('2023', year)}</li>" for year in ("2023", "2022", "2021"))
    page = "<html><body><h1>您访问的页面不存在</h1><ul>{}</ul></body></html>"
    assert parse(page.format(links).encode()).status == "not_a_report"
    titled = page.format(links).replace("<body>", f"<title>{_TITLE}</title><body>")
    assert parse(titled.encode()).year == 2023


def test_what_is_no_report_lacks_nothing() -> None:
    assert parse("<p>今日天气</p>".encode()).findings == []


_BARE = "2023年政府信息公开工作年度报告"


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    "top",
    [
        "<p>发布时间：2024-01-15 来源：云澜市教育局 浏览次数：123</p>",
        "<p>来 源：云澜市教育局</p>",
        "<div><span>发布机构：</span><span>云澜市教育局</span></div>",
        "<ul><li><b>【发布机构】</b>：云澜市教育局</li></ul>",
        "<table><tr><td>发布机构：云澜市教育局</td><td>发布日期：2024-1-15</td></tr></table>",
        "<table><tr><td>索引号：</td><td>1</td></tr><tr><td>发文机关</td><td>云澜市教育局</td></tr></table>",
    ],
)
def test_a_line_or_box_of_metadata_names_the_agency(top: str) -> None:
    report = parse(_page(_BARE, top=top))
    assert (report.agency, report.year) == ("云澜市教育局", 2023)


def test_a_line_of_metadata_above_the_title_is_no_part_of_it() -> None:
    top = f"<p>发布时间：2024-01-15 来源：云澜市教育局</p><p>{_TITLE}</p>"
    report = parse(_page(top=top))
    assert (report.title, report.agency, report.year) == (_TITLE, "云澜市教育局", 2023)


@pytest.mark.parametrize(
    "top",
    ["时间：2024-1-15 来源：本站", "发表时间：2024年01月15日", "日期：2024/01/15 字号：大"],
)
def test_a_line_below_the_title_dates_the_report(top: str) -> None:
    assert parse(_page(_TITLE, top=f"<p>{top}</p>")).published == "2024-01-15"


def test_a_time_of_something_else_dates_no_report() -> None:
    assert parse(_page(_TITLE, top="<p>时间：2026年3月5日 星期四</p>")).published is None


def test_a_department_s_own_site_names_it() -> None:
    assert parse(_page(_BARE, head=_meta("SiteName", "云澜市教育局"))).agency == "云澜市教育局"


def test_a_government_s_site_names_no_agency() -> None:
    report = parse(_page(_BARE, head=f"<title>{_BARE}_云澜市人民政府</title>"))
    assert report.agency is None


def test_who_wrote_the_report_is_its_agency() -> None:
    prose = "本报告由云澜市教育局按照《中华人民共和国政府信息公开条例》编制。"
    assert parse(_page(_BARE, prose)).agency == "云澜市教育局"


def test_a_notice_s_first_sentence_names_the_agency() -> None:
    prose = "现将云澜市教育局2023年度政府信息公开工作情况报告如下。"
    assert parse(_page(_BARE, prose)).agency == "云澜市教育局"


@pytest.mark.parametrize(
    "signed", ["<p>云澜市教育局</p><p>2024年1月15日</p>", "<p>云澜市教育局 2024年1月15日</p>"]
)
def test_who_signs_the_report_is_its_agency(signed: str) -> None:
    page = _page(_BARE).decode().replace("</body>", f"{signed}</body>")
    assert parse(page.encode()).agency == "云澜市教育局"


def test_our_bureau_is_nobody_s_name() -> None:
    assert parse(_page(_BARE, "由我局根据条例编制。")).agency is None


@pytest.mark.parametrize("name", ["区统计局", "教育局", "市应急局"])
def test_a_bureau_of_no_place_stays_unresolved(name: str) -> None:
    report = parse(_page(f"{name}2023年政府信息公开工作年度报告"))
    assert report.agency == name
    assert _lacks(report) == [f"{name} does not say of which place"]


def test_metadata_complete_a_name_that_leaves_out_the_place() -> None:
    head = _meta("ContentSource", "云澜市应急管理局")
    report = parse(_page("市应急局2023年政府信息公开工作年度报告", head=head))
    assert (report.agency, _lacks(report)) == ("云澜市应急管理局", [])


def test_metadata_that_name_another_department_are_a_conflict() -> None:
    report = parse(_page(_TITLE, head=_meta("ContentSource", "云澜市财政局")))
    assert report.agency == "云澜市教育局"
    assert len(_conflicts(report)) == 1


@pytest.mark.parametrize(
    "source",
    ["云澜市教育和体育局", "教育局", "云澜市人民政府", "云澜日报", "云澜市数据资源管理局"],
)
def test_fuller_names_and_those_who_post_for_others_are_no_conflict(source: str) -> None:
    report = parse(_page(_TITLE, head=_meta("ContentSource", source)))
    assert (report.agency, _conflicts(report)) == ("云澜市教育局", [])


def test_titles_of_different_agencies_are_a_conflict() -> None:
    head = _meta("ArticleTitle", _TITLE.replace("教育局", "财政局"))
    assert len(_conflicts(parse(_page(_TITLE, head=head)))) == 1


def test_the_office_s_report_is_not_the_area_s() -> None:
    title = "望江县人民政府办公室2023年政府信息公开工作年度报告"
    report = parse(_page(title, head=_meta("ContentSource", "望江县人民政府")))
    assert (report.agency, _conflicts(report)) == ("望江县人民政府办公室", [])


def test_a_line_that_adds_nothing_to_a_title_is_no_part_of_it() -> None:
    top = f"<p>{_TITLE}</p><p>根据有关规定编制并公布云澜市教育局</p><p>2023年度报告。</p>"
    assert parse(_page(top=top)).title == _TITLE


def test_a_title_of_three_lines_is_one() -> None:
    top = "<p>云澜市教育局</p><p>2023年政府信息公开</p><p>工作年度报告</p>"
    report = parse(_page(top=top))
    assert (report.title, report.agency, report.year) == (_TITLE, "云澜市教育局", 2023)


def test_the_name_of_a_site_above_a_column_s_is_no_agency() -> None:
    top = f"<h1>云澜市人民政府</h1><h2>政府信息公开年报</h2><p>{_TITLE}</p>"
    assert parse(_page(top=top)).agency == "云澜市教育局"


def test_of_the_lines_above_the_first_heading_the_nearest_counts() -> None:
    others = "".join(
        f"<li>云澜市{name}局2021年政府信息公开工作年度报告</li>" for name in ("财政", "水利")
    )
    report = parse(_page(top=f"<ul>{others}</ul><p>{_TITLE}</p>"))
    assert (report.agency, report.year, _conflicts(report)) == ("云澜市教育局", 2023, [])


def test_a_title_below_a_long_menu_is_found() -> None:
    menu = "".join(f"<li>栏目{number}</li>" for number in range(40))
    assert parse(_page(top=f"<ul>{menu}</ul><p>{_TITLE}</p>")).year == 2023


def test_a_report_in_a_notice_is_the_notice_s() -> None:
    top = f"<h1>关于公布2023年政府信息公开工作年度报告的公告</h1><p>现予公布。</p><p>{_TITLE}</p>"
    report = parse(_page(top=top))
    assert (report.agency, report.year) == ("云澜市教育局", 2023)


@pytest.mark.parametrize("text", ["自2023 11日到1231日", "自202311日起至20231231日止"])
def test_a_period_whose_characters_were_lost_is_read(text: str) -> None:
    report = parse(_page("云澜市教育局政府信息公开工作年度报告", f"统计期限{text}。"))
    assert report.year == 2023


def test_a_column_s_year_does_not_count_against_title_and_text() -> None:
    prose = "统计期限为2023年1月1日至12月31日。"
    report = parse(_page(_TITLE, prose, top="<h2>2022年政府信息公开年报</h2>"))
    assert (report.year, _conflicts(report)) == (2023, [])
