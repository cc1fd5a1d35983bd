"""Portals in frames, behind stubs and splash pages; rows that only a click leads on from."""

from __future__ import annotations

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Response
from tests.farm.papers import CITY, COUNTY, DISTRICT
from tests.farm.plain import build, get, number, rows
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Place, Site, column_metas, front, page

_MOBILE = "if(/Android|iP(hone|od)/.test(navigator.userAgent)){location.href='/m/'}"
_NB = "/portal/nb.htm"
_LIST = "/portal/list.htm?frame=nb"
_PLAIN = "/xxgk/gknb/index.shtml"
_MENU = (
    "function getMainData(kind){ $.get('/data/'+kind+'.html', function(d){"
    " parent.frames['conTarget'].document.body.innerHTML = d }) }\n"
    "function jumpToDetail(u){ window.open(u) }"
)


def _shelf(place: Place, body: str, first: int, base: str) -> Shelf:
    return Shelf(
        place,
        lambda day, token: f"{base}{day[:4]}{day[5:7]}/{number(token)}.htm",
        lambda token, name: f"{base}files/{token[:10]}.{name.rpartition('.')[2]}",
        {(body, first + 1): "docx"},
        [(body, year) for year in range(first, 2025)],
        ("infographic", "news"),
        (body, 2025),
        (body, first + 2),
    )


def _framed(place: Place) -> Site:
    """A refresh, a frameset, an iframe among ones of no use; rows without addresses of theirs."""
    shelf = _shelf(place, COUNTY, 2020, "/portal/")
    tree = (
        '<a href="zn.htm" target="conTarget">政府信息公开指南</a><a href="javascript:getMainData('
        "'ndbg')\">政府信息公开年度报告</a><a href='ysq.htm' target='conTarget'>依申请公开</a>"
        f"<script>{_MENU}</script>"
    )
    decoys = (
        '<iframe src="/visitcount?id=3"></iframe><iframe src="login.jsp"></iframe>'
        '<iframe src="http://i.weather.example/embed"></iframe>'
    )
    lines = "".join(_clicked(one) for one in shelf.lines)
    pages = {
        "/": html('<html><head><meta http-equiv="refresh" content="0;url=/portal/index.htm">'
                  "</head><body></body></html>"),
        "/portal/index.htm": html(
            f"<html><head><script>{_MOBILE}</script></head><frameset cols='200,*'>"
            "<frame src='tree.htm'><frame name='conTarget' src='nb.htm'></frameset></html>"
        ),
        "/portal/tree.htm": html(f"<html><body>{tree}</body></html>"),
        _NB: html(
            f"<html><head><title>政府信息公开年报</title></head><body>{decoys}"
            '<iframe src="list.htm?frame=nb" width="100%"></iframe></body></html>'
        ),
        "/portal/list.htm": html(f"<html><body><ul>{lines}</ul></body></html>"),
        "/data/ndbg.html": html('<p>请在右侧查看。</p>'),
    }  # fmt: skip
    chain = get("/", "/portal/index.htm", "/portal/tree.htm", _NB, _LIST)
    return build(
        place,
        shelf,
        pages,
        columns=[_NB],
        requests=chain,
        forbidden=get("/m/", "/visitcount", "/portal/login.jsp"),
    )


def _clicked(line: Line) -> str:
    url = line.url.removeprefix("/portal")
    click = f"jumpToDetail('.{url}')"
    return (
        f'<li><a href="javascript:void(0)" onclick="{click}" title="{line.title}">'
        f"{line.title[:15]}…</a><b>{line.date}</b></li>"
    )


def _stub(place: Place) -> Site:
    """A front page that sends telephones elsewhere, and everybody else on by a variable."""
    shelf = _shelf(place, CITY, 2021, "/xxgk/gknb/")
    script = f"var home = '/web/'; {_MOBILE} else {{ location.href = home + 'index.shtml' }}"
    found = front(place, _PLAIN)
    found["/web/index.shtml"] = found["/"]
    found["/"] = html(f"<html><head><title></title><script>{script}</script></head></html>")
    found["/m/"] = html("<html><body>手机版</body></html>")
    found[_PLAIN] = _column(place, shelf)
    chain = get("/", "/web/index.shtml", _PLAIN)
    return build(
        place, shelf, found, columns=[_PLAIN], requests=chain, forbidden=get("/m/")
    )  # fmt: skip


def _splash(place: Place) -> Site:
    """A picture before the front page, and a section before the column."""
    shelf = _shelf(place, DISTRICT, 2019, "/xxgk/gknb/")
    found = front(place, _PLAIN)
    inside = found.pop("/")
    found["/"] = html(
        '<html><head><title>临溪区人民政府</title></head><body><div class="banner"><a href="/sy/">'
        '<img src="/images/enter.jpg" width="1000"></a></div><p><a href="/en/">English</a></p>'
        "</body></html>"
    )
    found["/sy/"] = Response(
        inside.body.replace(_PLAIN.encode(), b"/zwgk/"), media_type="text/html; charset=utf-8"
    )
    found["/en/"] = html("<html><body>The district at a glance.</body></html>")
    found[_PLAIN] = _column(place, shelf)
    chain = get("/", "/sy/", "/zwgk/", _PLAIN)
    return build(place, shelf, found, columns=[_PLAIN], requests=chain)


def _column(place: Place, shelf: Shelf) -> Response:
    body = f"<ul>{rows(shelf.lines)}</ul>"
    return html(page(place, "政府信息公开年报", body, column_metas(place)))


PORTALS: dict[str, Builder] = {"frames": _framed, "stub": _stub, "splash": _splash}
