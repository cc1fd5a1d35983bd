"""Portals that challenge, refuse, or look as if they did; what a crawl must make of each."""

from __future__ import annotations

from dataclasses import replace

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import CITY, paper
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

COLUMN = "/zfxxgk/nianbao/"
_YUNAQ = (
    "<script>document.cookie=('_')+('_jsl_clearance_s=1737000000.1|-1|abc;Max-age=3600');"
    "location.href=location.pathname+location.search</script>"
)
_RIVER = (
    "<script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=61766;$_ts.cd=\"qEkWrr\";</script>"
)
_RIVER_PAGE = (
    f'<html><head><meta id="sx6c1KC7YLcx" content="abc" r=\'m\'>{_RIVER}</head><body></body></html>'
    "<script>_$aB();</script>"
)
_SLIDER = (
    '<html><head><title>请稍候…</title></head><body><div class="puzzle-vcode"></div>'
    f"<script>{'/* 滑块 */' * 2000}</script></body></html>"
)
_WAF = "<html><body><h1>403</h1><p>您的请求疑似攻击行为，已被拦截 事件ID：{}</p></body></html>"


def _reports(place: Place) -> Site:
    """Return a small portal of plain rows, for the quirks below to be laid over."""
    years = range(2022, 2025 if place.phase == 1 else 2026)
    papers = [paper(CITY, year) for year in reversed(years)]
    papers = [one.edited() if place.phase > 1 and one.year == 2023 else one for one in papers]
    paths = {one: f"{COLUMN}{one.day[:6]}/{one.serial}.html" for one in papers}
    rows = "".join(row(paths[one], one.title, one.published) for one in papers)
    found = front(place, COLUMN)
    found[COLUMN] = html(page(place, "政府信息公开年报", f"<ul>{rows}</ul>", column_metas(place)))
    for one, path in paths.items():
        found[path] = html(article(place, one, one.html(), path))
    expected = Expected(
        family="generic",
        columns=(place.url(COLUMN),),
        reports=[Listed(one, place.url(paths[one]), {}, one.published) for one in papers],
        necessary=[f"GET {path}" for path in ("/", COLUMN, *paths.values())],
    )
    return Site(Routes(found, {}, missing(place)), expected)


def _all(answer: Response) -> Routes:
    return Routes({"/robots.txt": Response(b"", 404)}, {}, answer)


def _blocked(answer: Response) -> Builder:
    """Return a portal that answers everything but robots.txt with a challenge."""
    expected = Expected(outcome="blocked", necessary=["GET /"], forbidden=[f"GET {COLUMN}"])
    return lambda _place: Site(_all(replace(answer, validators=False)), expected)


def _yunaq() -> Response:
    cookie = ("Set-Cookie", "__jsluid_s=c9bf0e9d; max-age=31536000; path=/; HttpOnly")
    return Response(_YUNAQ.encode(), 521, headers=(cookie,))


def _river() -> Response:
    cookie = ("Set-Cookie", "FSSBBIl1UgzbN7N80S=5cAEf; Path=/; HttpOnly")
    return Response(_RIVER_PAGE.encode(), 412, headers=(cookie,))


def _slider(_place: Place) -> Site:
    """A slider on every path, robots.txt included: nothing is known of what it allows."""
    expected = Expected(outcome="blocked", forbidden=["GET /zfxxgk", "GET /zwgk"])
    return Site(Routes({}, {}, html(_SLIDER)), expected)


def _with(place: Place, path: str, change: Handler) -> Site:
    site = _reports(place)
    handlers = {path: change}
    pages = {name: one for name, one in site.routes.pages.items() if name != path}
    return replace(site, routes=replace(site.routes, pages=pages, handlers=handlers))


def _river_in_good_page(place: Place) -> Site:
    """The marks of a challenge in a list of 60 KB that is all there."""
    site = _reports(place)
    text = site.routes.pages[COLUMN].body.decode()
    whole = text.replace("</head>", f"{_RIVER}</head>").replace("</ul>", f"</ul>{'　' * 20_000}")
    pages = {**site.routes.pages, COLUMN: html(whole)}
    return replace(site, routes=replace(site.routes, pages=pages))


def _session_cookie(place: Place) -> Site:
    """acw_tc alone is an ordinary session cookie."""
    site = _reports(place)
    cookie = ("Set-Cookie", "acw_tc=76b20f6a17; path=/; HttpOnly; Max-Age=1800")
    pages = {
        path: replace(one, headers=(*one.headers, cookie))
        for path, one in site.routes.pages.items()
    }
    return replace(site, routes=replace(site.routes, pages=pages))


def _cookie_loop(place: Place) -> Site:
    """A first visitor is sent to the same address with a cookie."""
    whole = _reports(place).routes.pages["/"]

    def answer(asked: Request) -> Response:
        if "CT6T=1" in asked.headers.get("cookie", ""):
            return whole
        headers = (("Location", "/"), ("Set-Cookie", "CT6T=1; path=/"))
        return Response(b"", 302, headers=headers, validators=False)

    return _with(place, "/", answer)


def _endless_loop(_place: Place) -> Site:
    """The same without end: no cookie helps."""
    headers = (("Location", "/"), ("Set-Cookie", "CT6T=1; path=/"))
    answer = Response(b"", 302, headers=headers, validators=False)
    return Site(_all(answer), Expected(outcome="refused", necessary=["GET /"]))


def _forbids(place: Place) -> Site:
    site = _reports(place)
    robots = Response(b"User-agent: *\nDisallow: /\n", media_type="text/plain")
    expected = Expected(outcome="robots_forbidden", forbidden=[f"GET {COLUMN}", "GET /zwgk"])
    pages = {**site.routes.pages, "/robots.txt": robots}
    return Site(replace(site.routes, pages=pages), expected)


def _html_for_robots(place: Place) -> Site:
    site = _reports(place)
    pages = {**site.routes.pages, "/robots.txt": html("<html><body>Disallow: /</body></html>")}
    return replace(site, routes=replace(site.routes, pages=pages))


def _wrong_code(place: Place) -> Site:
    """The metadata's code was copied from another site; button and foot have the right one."""
    site = _reports(place)
    pages = dict(site.routes.pages)
    text = pages["/"].body.decode()
    pages["/"] = html(
        text.replace('"SiteIDCode" content="9901000001"', '"SiteIDCode" content="2302000001"')
    )
    return replace(site, routes=replace(site.routes, pages=pages))


PORTALS: dict[str, Builder] = {
    "jsl": _blocked(_yunaq()),
    "ruishu": _blocked(_river()),
    "waf": _blocked(html(_WAF.format("8f3a"), status=403)),
    "slider": _slider,
    "ruishu_ok": _river_in_good_page,
    "acw_ok": _session_cookie,
    "cookieloop": _cookie_loop,
    "cookieloop_endless": _endless_loop,
    "robots_all": _forbids,
    "robots_html": _html_for_robots,
    "wrongmeta": _wrong_code,
}
