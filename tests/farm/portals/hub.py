"""An index that leads to the columns of bureaus and districts on hosts of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

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

_COLUMN = "/zwgk/xxgknb/index.html"
_JUMP = "/yl/xxgknb/jump.shtml"
_JUMPED = "/yl/lnnb/list.html"
_HIJACKED = "http://www.linxi-qu.example/zwgk/zfxxgk/nb/"
_DEAD = "/zfxxgk/gknb/"
Link = tuple[str, str]


def _reports(place: Place, *wanted: tuple[str, int]) -> list[Paper]:
    found = [paper(*one) for one in wanted]
    return [found[0].edited(), *found[1:]] if place.phase > 1 else found


def _path(folder: str, one: Paper) -> str:
    return f"{folder}{one.day[:6]}/{one.serial}.html"


def _pages(place: Place, folder: str, papers: Sequence[Paper]) -> dict[str, Response]:
    paths = {_path(folder, one): one for one in papers}
    return {path: html(article(place, one, one.html(), path)) for path, one in paths.items()}


def _list(place: Place, folder: str, papers: Sequence[Paper], title: str) -> Response:
    lines = "".join(row(_path(folder, one), one.title, one.published) for one in papers)
    return html(page(place, title, f"<ul>{lines}</ul>", column_metas(place)))


def _listed(base: str, folder: str, papers: Sequence[Paper]) -> list[Listed]:
    return [Listed(one, base + _path(folder, one), {}, one.published) for one in papers]


def _bureau(place: Place, body: str, folder: str) -> Site:
    """A bureau's or a county's own site, which only the index leads to."""
    papers = _own(place, body)
    found = {
        **front(place, folder),
        folder: _list(place, folder, papers, "政府信息公开年报"),
        **_pages(place, folder, papers),
    }
    return Site(Routes(found, {}, missing(place)), Expected(registered=False))


def _own(place: Place, body: str) -> list[Paper]:
    first = {EDUCATION: 2021, FINANCE: 2023, COUNTY: 2022}[body]
    years = [*range(first, 2025), *([2025] if place.phase > 1 and body == COUNTY else [])]
    return _reports(place, *((body, year) for year in reversed(years)))


def _dead(place: Place) -> Site:
    """Hang up whatever is asked."""
    return Site(Routes({}, {}, lambda _: None), Expected(registered=False))


# The columns that the index leads to, by the names of the portals that have them.
_ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "hub_education": (EDUCATION, "/zfxxgk/nb/"),
    "hub_finance": (FINANCE, "/czj/gk/c/"),
    "hub_county": (COUNTY, "/xxgk/zfxxgknb/"),
}


def _taken_over(place: Place) -> Site:
    """Advertise games of chance at every address that a district once had."""
    links = "<a href='/reg/'>注册送彩金</a><a href='/app/'>下载</a>"
    text = f"<title>澳门在线</title><h1>百家乐</h1>{links}"
    return Site(Routes({}, {}, html(f"<html>{text}</html>")), Expected(registered=False))


def _index(place: Place) -> Site:
    """Blocks of links by kind of body, a tab for each year, a page that jumps to older ones."""
    new = _reports(place, (CITY, 2024))
    year = _reports(place, (CITY, 2023), (FINANCE, 2021))
    old = _reports(place, (CITY, 2020), (CITY, 2019))
    elsewhere = {name: told for name, told in _ELSEWHERE.items() if name in place.bases}
    bureaus = [(place.bases[name] + folder, body) for name, (body, folder) in elsewhere.items()]
    dead = place.bases.get("hub_dead", "http://127.0.2.249:9") + _DEAD
    lost = place.bases.get("hub_taken_over", "http://127.0.2.249:8") + _DEAD
    areas = [one for one in bureaus if one[1] == COUNTY]
    areas += [(_HIJACKED, "临溪区"), (dead, "洛水区"), (lost, "沙洲区")]
    own = "".join(row(_path("/zwgk/xxgknb/", one), one.title, one.published) for one in new)
    body = (
        f'<div class="tabs"><a href="/2023ndbg/index.html">2023年</a><a href="{_JUMP}">历年年报</a>'
        f"</div><h3>市政府</h3><ul>{own}</ul>"
        + _block("市政府部门", [one for one in bureaus if one[1] != COUNTY])
        + _block("县（市、区）", areas)
        + '<div class="footer"><a href="http://www.shili.gov.cn/">示例省</a>'
        '<a href="http://www.gov.cn/">中国政府网</a></div>'
    )
    found = {
        **front(place, _COLUMN),
        _COLUMN: html(page(place, "政府信息公开年报", body, column_metas(place))),
        "/2023ndbg/index.html": _list(place, "/2023ndbg/", year, "2023年年度报告"),
        _JUMP: html(f"<html><script>window.location.replace('{_JUMPED}')</script></html>"),
        _JUMPED: _list(place, "/yl/lnnb/", old, "历年年报"),
        **_pages(place, "/zwgk/xxgknb/", new),
        **_pages(place, "/2023ndbg/", year),
        **_pages(place, "/yl/lnnb/", old),
    }
    listed = [
        *_listed(place.base, "/zwgk/xxgknb/", new),
        *_listed(place.base, "/2023ndbg/", year),
        *_listed(place.base, "/yl/lnnb/", old),
    ]
    for name, (body_, folder) in elsewhere.items():
        listed += _listed(place.bases[name], folder, _own(place, body_))
    here = [one.url.removeprefix(place.base) for one in listed if one.url.startswith(place.base)]
    return Site(
        Routes(found, {}, missing(place)),
        Expected(
            family="generic",
            columns=(place.url(_COLUMN),),
            reports=listed,
            outcomes={_HIJACKED: "off_site", dead: "unreachable", lost: "off_site"},
            necessary=get("/", _COLUMN, "/2023ndbg/index.html", _JUMP, _JUMPED, *here),
        ),
    )


def _block(name: str, links: Sequence[Link]) -> str:
    shown = "".join(f'<li><a href="{url}" target="_blank">{text}</a></li>' for url, text in links)
    return f"<h3>{name}</h3><ul>{shown}</ul>"


PORTALS: dict[str, Builder] = {
    "hub": _index,
    "hub_dead": _dead,
    "hub_taken_over": _taken_over,
    **{
        name: partial(_bureau, body=body, folder=folder)
        for name, (body, folder) in _ELSEWHERE.items()
    },
}
