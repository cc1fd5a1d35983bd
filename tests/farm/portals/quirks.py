"""Portals with the habits of old servers: busy, slow, wrongly labelled, or without real 404s."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import CITY, Paper, paper
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

COLUMN = "/xxgk/nbgz/"
_GONE = paper(CITY, 2018)


def _papers(place: Place) -> list[Paper]:
    years = range(2021, 2025 if place.phase == 1 else 2026)
    papers = [paper(CITY, year) for year in reversed(years)]
    return [one.edited() if place.phase > 1 and one.year == 2022 else one for one in papers]


def _path(one: Paper) -> str:
    return f"{COLUMN}{one.day}_{one.serial}.html"


def _plain(place: Place, *extra: str, absent: Response | Handler | None = None) -> Site:
    """Return a small portal of plain rows, `extra` standing after them, with a 404 of its own."""
    papers = _papers(place)
    rows = "".join(row(_path(one), one.title, one.published) for one in papers) + "".join(extra)
    found = front(place, COLUMN, "/xxgk/")
    found[COLUMN] = html(page(place, "政府信息公开年报", f"<ul>{rows}</ul>", column_metas(place)))
    found |= {_path(one): html(article(place, one, one.html(), _path(one))) for one in papers}
    expected = Expected(
        family="generic",
        columns=(place.url(COLUMN),),
        reports=[Listed(one, place.url(_path(one)), {}, one.published) for one in papers],
        necessary=[f"GET {path}" for path in ("/", COLUMN, *map(_path, papers))],
    )
    return Site(Routes(found, {}, absent or missing(place)), expected)


def _changed(place: Place, change: Callable[[str, Response], Response]) -> Site:
    site = _plain(place)
    pages = {path: change(path, one) for path, one in site.routes.pages.items()}
    return replace(site, routes=replace(site.routes, pages=pages))


def _handled(place: Place, path: str, handler: Handler) -> Site:
    site = _plain(place)
    pages = {name: one for name, one in site.routes.pages.items() if name != path}
    return replace(site, routes=replace(site.routes, pages=pages, handlers={path: handler}))


def _report(place: Place) -> str:
    return _path(_papers(place)[1])


def _busy(place: Place) -> Site:
    """The list answers 429 with Retry-After, then 503 twice, then as it should."""
    whole, asked = _plain(place).routes.pages[COLUMN], count()

    def answer(_asked: Request) -> Response:
        first = [Response(b"", 429, headers=(("Retry-After", "1"),)), Response(b"", 503)]
        number = next(asked)
        return replace(first[number], validators=False) if number < len(first) else whole

    return _handled(place, COLUMN, answer)


def _forced_gzip(place: Place) -> Site:
    """Bodies are packed whether the client asked for it or not."""

    def pack(path: str, one: Response) -> Response:
        body = gzip.compress(one.body, mtime=0)
        coding = ("Content-Encoding", "gzip")
        return replace(one, body=body, headers=(*one.headers, coding)) if path == COLUMN else one

    return _changed(place, pack)


def _raw_deflate(place: Place) -> Site:
    """Deflate without its zlib head, as some servers send it."""

    def pack(path: str, one: Response) -> Response:
        packer = zlib.compressobj(wbits=-15)
        body = packer.compress(one.body) + packer.flush()
        coding = ("Content-Encoding", "deflate")
        return replace(one, body=body, headers=(*one.headers, coding)) if path == COLUMN else one

    return _changed(place, pack)


def _cut_gzip(place: Place) -> Site:
    """One report's packed body always ends early: it is listed and cannot be had."""
    path = _report(place)
    whole = _plain(place).routes.pages[path]
    cut = gzip.compress(whole.body, mtime=0)[:-400]

    def answer(_asked: Request) -> Response:
        return Response(cut, headers=(("Content-Encoding", "gzip"),), validators=False)

    return _without(_handled(place, path, answer), place.url(path), "truncated")


def _drip(place: Place) -> Site:
    """One report comes a byte a second: it times out, and nothing else waits for it."""
    path = _report(place)
    whole = _plain(place).routes.pages[path]

    def answer(_asked: Request) -> Response:
        return replace(whole, drip=1.0, validators=False)

    return _without(_handled(place, path, answer), place.url(path), "timeout")


def _without(site: Site, url: str, outcome: str) -> Site:
    """Expect a report to be known by its row only: nobody could read it."""
    reports = [replace(one, had=False) if one.url == url else one for one in site.expected.reports]
    expected = replace(site.expected, reports=reports, outcomes={url: outcome})
    return replace(site, expected=expected)


def _lying_charset(place: Place) -> Site:
    """GBK sent as UTF-8, UTF-8 sent as ISO-8859-1, two metas that contradict each other."""
    papers = {one.year: one for one in _papers(place)}

    def lie(path: str, one: Response) -> Response:
        if path == COLUMN:
            body = one.body.decode().replace("utf-8", "gb2312").encode("gb18030")
            return replace(one, body=body, media_type="text/html; charset=UTF-8")
        if path == _path(papers[2024]):
            return replace(one, media_type="text/html; charset=ISO-8859-1")
        if path == _path(papers[2023]):
            late = f"<!--{'说明' * 2500}--><meta charset='gbk'><meta charset='utf-8'>"
            text = one.body.decode().replace("<head>", f"<head>{late}")
            return replace(one, body=text.encode("gbk", "xmlcharrefreplace"))
        return one

    return _changed(place, lie)


def _soft_404(place: Place, absent: Response | Handler) -> Site:
    """A row whose page is gone; nothing on this portal answers with a real 404."""
    site = _plain(place, row(_path(_GONE), _GONE.title, _GONE.published), absent=absent)
    outcomes = {place.url(_path(_GONE)): "soft_404"}
    return replace(site, expected=replace(site.expected, outcomes=outcomes))


def _says_missing(place: Place) -> Site:
    body = "<div class='tip'>您访问的页面不存在，请检查地址或返回首页。</div>"
    return _soft_404(place, html(page(place, "您访问的页面不存在", body)))


def _odd_missing(place: Place) -> Site:
    """The page of what is not there has wording of its own, and a menu as long as any page's."""
    body = (
        f"<p>温馨提示：请您稍后再来看看。</p>{'<p>本网站由市政府办公室主办，欢迎访问。</p>' * 90}"
    )
    return _soft_404(place, html(page(place, "云澜市人民政府门户网站", body)))


def _home_for_missing(place: Place) -> Site:
    """What is not there forwards to the front page."""
    headers = (("Location", "/"),)
    return _soft_404(place, Response(b"", 301, headers=headers, validators=False))


def _front_page_for_missing(place: Place) -> Site:
    """What is not there answers 404 with the whole front page as its body."""
    whole = _plain(place).routes.pages["/"]
    site = _soft_404(place, replace(whole, status=404))
    outcomes = {place.url(_path(_GONE)): "not_found"}
    return replace(site, expected=replace(site.expected, outcomes=outcomes))


PORTALS: dict[str, Builder] = {
    "busy": _busy,
    "gzipforced": _forced_gzip,
    "deflateraw": _raw_deflate,
    "gzipcut": _cut_gzip,
    "drip": _drip,
    "charset_lie": _lying_charset,
    "soft404": _says_missing,
    "soft404_odd": _odd_missing,
    "soft404_home": _home_for_missing,
    "front404": _front_page_for_missing,
}
