"""A list in which much looks like a report: what is accepted, what is not, and for which reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Response, Routes
from tests.farm.papers import CITY, COUNTY, EDUCATION, FINANCE, Paper, paper
from tests.farm.plain import get
from tests.farm.site import (
    Builder,
    Expected,
    Listed,
    Place,
    Site,
    article,
    column_metas,
    front,
    missing,
    page,
    row,
)

_COLUMN = "/ztzl/xxgknb/index.shtml"
_PROVINCE = "示例省人民政府"


@dataclass(frozen=True)
class Shown:
    """A row: its title, what it shows of it, its date, the page that it leads to."""

    title: str
    date: str
    path: str
    body: str
    shown: str = ""
    reason: str = ""
    paper: Paper | None = None
    page_title: str = ""


def _reports(place: Place) -> Sequence[Paper]:
    titles = {
        (CITY, 2019): "云澜市人民政府2019年政府信息公开年报",
        (CITY, 2020): "关于印发《云澜市2020年政府信息公开工作年度报告》的通知",
        (CITY, 2021): "",
        (CITY, 2022): "关于印发云澜市2022年政府信息公开工作年度报告的通知",
        (_PROVINCE, 2022): "示例省2022年政府信息公开工作年度报告",
        (EDUCATION, 2023): "云澜市教育局政府信息公开2023年年报",
        (FINANCE, 2023): "【年报】云澜市财政局2023年政府信息公开工作年度报告",
        (COUNTY, 2023): "2023年度望江县政府信息公开工作年度报告",
    }
    found = [paper(*name, title=title) for name, title in titles.items()]
    if place.phase > 1:
        found = [replace(found[0], edition=2), *found[1:], paper(CITY, 2025)]
    return found


def _decoys() -> Sequence[Shown]:
    told = [
        ("2023年政府网站工作年度报表", "website_statement"),
        ("云澜市2022年法治政府建设年度报告", "rule_of_law"),
        ("关于做好2023年政府信息公开年度报告编制工作的通知", "notice"),
        ("一图读懂2023年政府信息公开年报", "infographic"),
        ("图解：云澜市2021年政府信息公开工作年度报告", "infographic"),
        ("《云澜市2022年政府信息公开工作年度报告》解读", "infographic"),
        ("2022年度部门决算公开", "accounts"),
        ("云澜市2023年上半年政府信息公开工作情况", "part_year"),
        ("云澜市召开政务公开工作推进会", "news"),
    ]
    return [
        Shown(title, f"2024-02-{10 + place}", f"/ztzl/xw/{5100 + place}.shtml", "", reason=reason)
        for place, (title, reason) in enumerate(told)
    ]


def _empty() -> Sequence[Shown]:
    """Rows that say that they are reports; their pages hold none."""
    news = "近日，云澜市人民政府向社会公布了政府信息公开工作年度报告，这已是第十五份。" * 9
    points = "云澜市2024年政务公开工作要点"
    return [
        Shown(
            "云澜市2018年政府信息公开年报发布",
            "2019-04-02",
            "/ztzl/xw/6201.shtml",
            f"<h1>云澜市2018年政府信息公开年报发布</h1><p>{news}</p>",
            reason="no_report_inside",
        ),
        Shown(
            "云澜市财政局2019年政府信息公开工作年度报告",
            "2020-01-20",
            "/ztzl/xxgknb/2001/6202.shtml",
            "<h1>云澜市财政局2019年政府信息公开工作年度报告</h1><p>内容更新中，敬请期待。</p>",
            reason="no_report_inside",
        ),
        Shown(
            "云澜市2024年政府信息公开工作要点",
            "2024-03-02",
            "/ztzl/xw/6203.shtml",
            f"<h1>{points}</h1><p>一、加强主动公开。二、规范依申请公开。</p>",
            shown="云澜市2024年政府信息公开工…",
            reason="no_report_inside",
            page_title=points,
        ),
    ]


def _path(one: Paper) -> str:
    return f"/ztzl/xxgknb/{one.published[2:4]}{one.published[5:7]}/{one.serial}.shtml"


def _build(place: Place) -> Site:
    papers = _reports(place)
    shown = [Shown(one.title, one.published, _path(one), one.html(), paper=one) for one in papers]
    shown = [_cut(one) if one.paper and one.paper.year == 2021 else one for one in shown]
    lines = sorted([*shown, *_decoys(), *_empty()], key=lambda one: one.date, reverse=True)
    listed = "".join(_row(one) for one in lines)
    found = front(place, _COLUMN)
    found[_COLUMN] = html(
        page(place, "政府信息公开年报", f"<ul>{listed}</ul>", column_metas(place))
    )
    found |= {one.path: _page(place, one) for one in lines if one.body}
    looked_at = [one for one in lines if one.body]
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="generic",
            columns=(place.url(_COLUMN),),
            reports=[
                Listed(one.paper, place.url(one.path), {}, one.date) for one in shown if one.paper
            ],
            rejected={place.url(one.path): one.reason for one in lines if one.reason},
            necessary=get("/", _COLUMN, *(one.path for one in looked_at)),
            forbidden=get(*(one.path for one in lines if not one.body)),
        ),
    )


def _cut(one: Shown) -> Shown:
    """Show the beginning of a title only, which nothing else on the list completes."""
    return replace(one, shown="云澜市2021年政府信息公开工作...")


def _row(one: Shown) -> str:
    if one.shown:
        return f'<li><a href="{one.path}">{one.shown}</a><span>[{one.date}]</span></li>'
    return row(one.path, one.title, one.date)


def _page(place: Place, one: Shown) -> Response:
    if one.paper:
        return html(article(place, one.paper, one.body, one.path))
    return html(page(place, one.page_title or one.title, one.body))


PORTALS: dict[str, Builder] = {"decoys": _build}
