"""The titles of the sample reports, in the wordings met on portals."""

from __future__ import annotations

from nianbao.demo.world import Body, Case

_TITLES = {
    "area": "{area}{year}年政府信息公开工作年度报告",
    "plain": "{name}{year}年政府信息公开工作年度报告",
    "short": "{name}{year}年政府信息公开年报",
    "no_agency": "{year}年度政府信息公开工作年度报告",
    "year_inside": "{name}政府信息公开{year}年年报",
    "notice": "关于印发《{area}{year}年政府信息公开工作年度报告》的通知",
    "bare_year": "{name}{year}年政府信息公开工作年度报告",
    "image": "【年报】{name}{year}年政府信息公开工作年度报告（图片版）",
    "year_first": "{year}年度{name}政府信息公开工作年度报告",
    "annual": "{name}{year}年度政府信息公开年度报告",
    "spaced": "{name} {year} 年政府信息公开工作年度报告",
}
_CYCLES = {
    "government": ("area", "plain", "short", "area", "plain"),
    "office": ("plain", "annual"),
    "department": ("plain", "annual", "short", "spaced"),
    "township": ("plain", "year_first", "year_inside"),
}


def page_title(body: Body, year: int) -> str:
    """Return the title that stands on the report's page."""
    cycle = _CYCLES[body.kind]
    style = body.case(year).title or cycle[year % len(cycle)]
    return _TITLES[style].format(name=body.name, area=body.area, year=year)


def row_title(body: Body, year: int) -> str:
    """Return the title that stands in the list: the page's, but for rows that say only a year."""
    return f"{year}年" if body.case(year).title == "bare_year" else page_title(body, year)


def published(body: Body, case: Case, year: int) -> str:
    """Return the date of publication: by 31 January, or by 31 March for a government's report."""
    if case.published:
        return case.published
    day = 10 + (year * 7 + len(body.name) * 3 + body.scale) % 18
    return f"{year + 1}-{'03' if body.kind == 'government' else '01'}-{day:02}"
