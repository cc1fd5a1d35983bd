"""Reports from before 2019, which had no common form: free text, and the form of 2014."""

from __future__ import annotations

from dataclasses import dataclass

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Routes
from tests.farm.papers import COUNTY, Paper, paper
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

_COLUMN = "/gov/zfxxgk/nbgz/"
_SAID = "本县共主动公开政府信息若干条，办理政府信息公开申请若干件，公开渠道畅通。"
_HEADINGS = {
    2009: ("概述", "主动公开政府信息的情况", "依申请公开政府信息的情况", "附表"),
    2012: (
        "基本情况",
        "主动公开情况",
        "依申请公开办理情况",
        "政府信息公开的收费及减免情况",
        "因政府信息公开申请行政复议、提起行政诉讼的情况",
        "存在的主要问题及改进措施",
    ),
    2015: ("工作要点落实情况", "主动公开情况", "回应解读情况", "机构建设和保障经费情况"),
}
_FORM = (
    ("一、主动公开情况", "——"),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "218"),
    ("二、回应解读情况", "——"),
    ("（一）回应公众关注热点或重大舆情数", "4"),
    ("（一）收到申请数", "12"),
    ("（二）申请办结数", "12"),
    ("六、举报投诉数量", "0"),
)


@dataclass(frozen=True)
class Old:
    """One report and the inside of its page."""

    paper: Paper
    body: str

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"{_COLUMN}{self.paper.year}/{self.paper.serial}.html"


def _olds(place: Place) -> list[Old]:
    found = []
    for year, headings in _HEADINGS.items():
        parts = "".join(
            f"<p>{mark}、{heading}</p><p>{_SAID}</p>"
            for mark, heading in zip("一二三四五六", headings, strict=False)
        )
        found.append(_old(year, parts))
    lines = "".join(f"<tr><td>{name}</td><td>条</td><td>{n}</td></tr>" for name, n in _FORM)
    told = f"<p>{_SAID}</p><table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>{lines}"
    found.append(_old(2016, f"{told}</table>"))
    new = paper(COUNTY, 2023)
    found.append(Old(new.edited() if place.phase > 1 else new, ""))
    if place.phase > 1:
        found.append(Old(paper(COUNTY, 2024), ""))
    return [one if one.body else Old(one.paper, one.paper.html()) for one in found]


def _old(year: int, body: str) -> Old:
    one = paper(COUNTY, year, title=f"望江县人民政府{year}年政府信息公开工作年度报告")
    return Old(one, f"<h1>{one.title}</h1>{body}")


def _build(place: Place) -> Site:
    olds = _olds(place)
    lines = "".join(row(one.path, one.paper.title, one.paper.published) for one in olds)
    found = front(place, _COLUMN)
    found[_COLUMN] = html(page(place, "年报", f"<ul>{lines}</ul>", column_metas(place)))
    found |= {one.path: html(article(place, one.paper, one.body, one.path)) for one in olds}
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="generic",
            columns=(place.url(_COLUMN),),
            reports=[
                Listed(one.paper, place.url(one.path), {}, one.paper.published) for one in olds
            ],
            necessary=get("/", _COLUMN, *(one.path for one in olds)),
        ),
    )


PORTALS: dict[str, Builder] = {"old_reports": _build}
