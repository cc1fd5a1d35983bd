"""Hanweb jpage: rows as XML in a script or an option, pages from a proxy that has its ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from html import escape
from urllib.parse import parse_qs, quote

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import EDUCATION, paper
from tests.farm.portals import trs
from tests.farm.shelf import Line, Shelf
from tests.farm.site import Builder, Expected, Place, Site, column_metas, front, missing, page

COLUMN = "/col/col12377/index.html"
DOWNLOAD = "/module/download/downfile.jsp"
SIZE = 3
# What a proxy sends when it has nothing: 54 bytes with its line ends.
EMPTY = "<datastore>\r\n<recordset>\r\n</recordset>\r\n</datastore>\r\n"
_MOST_ROWS = 100
_IDS = "columnid=12377&unitid=38486"
_ENCRYPTED = "columnid=aGVsbG8%3D&unitid=d29ybGQ%2FIQ%3D%3D"


@dataclass(frozen=True)
class Ways:
    """How a portal's lists behave: `obeys` is what its proxy reads, `page` or `startrecord`.

    `embedded` is how many rows the page holds, in a `script` or in the call's `option`.
    """

    proxy: str = "/module/web/jpage/dataproxy.jsp"
    obeys: str = "page"
    ids: str = _IDS
    place: str = "script"
    embedded: int = SIZE
    tells_total: bool = True
    post_only: bool = False
    disallowed: bool = False
    busy: bool = False


WAYS = {
    "jpage": Ways(),
    "jpage_encrypted": Ways("/module/jpage/dataproxy.jsp", ids=_ENCRYPTED, tells_total=False),
    "jpage_initdata": Ways(
        "/module/jslib/jquery/jpage/dataproxy.jsp",
        obeys="startrecord",
        place="option",
        tells_total=False,
        post_only=True,
    ),
    "jpage_post": Ways(post_only=True),
    "jpage_group": Ways("/module/web/jpage/morecolumndataproxy.jsp", embedded=2 * SIZE, busy=True),
    "jpage_robots_some": Ways(disallowed=True),
}


@dataclass(frozen=True)
class Portal:
    """One portal as it is built."""

    place: Place
    ways: Ways

    @cached_property
    def shelf(self) -> Shelf:
        """The reports; what may not be fetched by robots.txt carries none of them."""
        shelf = Shelf(self.place, _address, _link)
        return replace(shelf, formats={}) if self.ways.disallowed else shelf

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The rows, two of which lead to other hosts."""
        elsewhere = [
            Line("望江县2023年政府信息公开工作年度报告", _HIJACKED, "2024-01-09", "off_site")
        ]
        if other := self.place.bases.get("trs"):
            shown = paper(EDUCATION, 2021)
            url = f"{other}{trs.COLUMN}202201/t20220120_1.html"
            elsewhere.append(Line(shown.title, url, shown.published, "other_portal"))
        found = [*self.shelf.lines, *elsewhere]
        return sorted(found, key=lambda one: (one.date, one.url), reverse=True)

    @property
    def seen(self) -> Sequence[Line]:
        """The rows that a crawl may see."""
        return self.lines[: self.ways.embedded] if self.ways.disallowed else self.lines

    @property
    def count(self) -> int:
        """How many pages the proxy has."""
        return -(-len(self.lines) // SIZE)

    def link(self, number: int) -> str:
        """Return the proxy's address of a page."""
        name = quote(quote("云澜市"))
        more = "&keyWordCount=30" if "more" in self.ways.proxy else ""
        asked = f"page={number}&appid=1&appid=1&webid=110&path=/&{self.ways.ids}&webname={name}"
        return f"{self.ways.proxy}?{asked}&permissiontype=0{more}"


_HIJACKED = "http://www.wangjiang.example/art/2024/1/9/art_12377_1.html"


def _address(day: str, token: str) -> str:
    year, month, date = (int(part) for part in day.split("-"))
    return f"/art/{year}/{month}/{date}/art_12377_{int(token[:5], 16)}.html"


def _link(token: str, name: str) -> str:
    ending = name.rpartition(".")[2]
    return f"{DOWNLOAD}?classid=0&showname={quote(name)}&filename={token}.{ending}"


def record(line: Line, mark: str) -> str:
    """Return a row as a record of the XML."""
    title = f"{mark}{escape(line.title)}{mark}"
    link = f"<a target={mark}_blank{mark} href={mark}{line.url}{mark} title={title}>"
    return (
        f"<record><![CDATA[\n<li class={mark}clearfix{mark}>    {link}{line.title[:12]}...</a>"
        f"    <b>{line.date}</b></li>]]></record>"
    )


def store(lines: Sequence[Line], following: str = "", mark: str = "'") -> str:
    """Return rows as XML, with a stray table between the records."""
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    rows = "<table cellpadding='0' width='95%'></table>".join(record(one, mark) for one in lines)
    return f"<datastore>\n{group}<recordset>{rows}\n</recordset></datastore>"


def _column(portal: Portal) -> Response:
    ways, first = portal.ways, portal.lines[: portal.ways.embedded]
    total = f"totalRecord:{len(portal.lines)}," if ways.tells_total else ""
    if ways.place == "script":
        shown = store(first, portal.link(1), '"')
        inside = f'<div id="38486"><script type="text/xml">{shown}</script></div>'
        options = f"{{{total}perPage:{SIZE}}}"
    else:
        text = store(first).replace("'", "\\'").replace("\n", "")
        asked = "{columnid:'12377', unitid:'38486'}"
        inside = '<div id="38486"></div>'
        options = (
            f"{{initData:'{text}', proxyUrl:'{ways.proxy}', {total} perPage:{SIZE},"
            f" groupSize:3, barPosition:'bottom', ajaxParam:{asked}}}"
        )
    body = (
        f'<ul class="main_list"></ul>{_busy(portal) if ways.busy else ""}{inside}'
        f"<script>var param_38486={{column,unitid:'38486'}}; $('#38486').jpage({options});</script>"
        '<p><a href="?pageNum=2">下一页</a></p>'
    )
    metas = column_metas(portal.place, kind="")
    return html(page(portal.place, "政府信息公开年报", body, metas))


def _busy(portal: Portal) -> str:
    """Return a second list that has nothing to do with reports, of a thousand pages."""
    news = [
        Line(f"要闻{number}", f"/art/2025/3/1/art_1_{number}.html", "2025-03-01")
        for number in (1, 2, 3)
    ]
    shown = store(news, f"{portal.ways.proxy}?page=1&columnid=1&unitid=77")
    return (
        f'<div id="77"><script type="text/xml">{shown}</script></div>'
        "<script>$('#77').jpage({totalRecord:3000,perPage:3});</script>"
    )


def _proxy(portal: Portal) -> Handler:
    ways = portal.ways

    def answer(asked: Request) -> Response:
        if ways.post_only and asked.method != "POST":
            return Response(b"", 405, validators=False)
        size = int(asked.value("perpage", str(SIZE)))
        start = SIZE * (int(asked.value("page", "1")) - 1)
        if ways.obeys == "startrecord":
            start = int(asked.value("startrecord", "1")) - 1
        known = _ids(parse_qs(ways.ids)) == _ids({**asked.query, **asked.form})
        lines = portal.lines[start : start + SIZE] if known and size <= _MOST_ROWS else []
        following = portal.link(start // SIZE + 2) if ways.place == "script" else ""
        text = store(lines, following) if lines else EMPTY
        return Response(text.encode(), 200, "text/html;charset=UTF-8", validators=False)

    return answer


def _ids(fields: Mapping[str, list[str]]) -> tuple[list[str] | None, ...]:
    return fields.get("columnid"), fields.get("unitid")


def _download(portal: Portal) -> Handler:
    documents = {one.token: one for one in portal.shelf.papers if portal.shelf.file(one)}

    def answer(asked: Request) -> Response:
        one = documents.get(asked.value("filename").partition(".")[0])
        if one is None:
            return Response(b"", validators=False)
        # The server writes the name as raw GBK bytes, which a header carries as Latin-1.
        name = portal.shelf.name(one).encode("gbk").decode("latin-1")
        header = ("Content-Disposition", f'attachment; filename="{name}"')
        document = portal.shelf.document(one)
        return Response(document, 200, "application/octet-stream", (header,), validators=False)

    return answer


def _build(place: Place, ways: Ways) -> Site:
    portal = Portal(place, ways)
    found = {**front(place, COLUMN), COLUMN: _column(portal), **portal.shelf.articles(escape_link)}
    if ways.disallowed:
        text = b"User-agent: *\nDisallow: /module/\n"
        found["/robots.txt"] = Response(text, media_type="text/plain")
    handlers = {ways.proxy: _proxy(portal), DOWNLOAD: _download(portal)}
    return Site(Routes(found, handlers, missing(place)), _expected(portal))


def escape_link(address: str, name: str) -> str:
    """Return a link to a document as portals write them, its ampersands escaped."""
    return f'<p>附件：<a href="{escape(address)}">{name}</a></p>'


def _expected(portal: Portal) -> Expected:
    url, ways = portal.place.url, portal.ways
    seen = {url(one.url): one.reason for one in portal.seen}
    refused = "robots_forbidden" if ways.disallowed else "refused"
    away = ways.disallowed or (ways.post_only and ways.place == "script")
    turned_away = {url(portal.link(2)): refused} if away else {}
    lists = [] if ways.disallowed else range(ways.embedded // SIZE + 1, portal.count + 1)
    outcomes = {address: reason for address, reason in seen.items() if reason == "off_site"}
    news = {url(f"/art/2025/3/1/art_1_{number}.html"): "news" for number in (1, 2, 3)}
    listed = [one for one in portal.shelf.listed() if one.url in seen]
    rejected = {one: why for one, why in seen.items() if why not in {"", "off_site"}}
    unseen = {one.url for one in portal.shelf.listed()} - seen.keys()
    return Expected(
        note="paging is disallowed by robots.txt" if ways.disallowed else "",
        family="jpage",
        columns=(url(COLUMN),),
        reports=listed,
        rejected=rejected | (news if ways.busy else {}),
        outcomes=outcomes | turned_away,
        necessary=[
            "GET /",
            f"GET {COLUMN}",
            *(f"{'POST' if ways.post_only else 'GET'} {portal.link(one)}" for one in lists),
            *(one for one in portal.shelf.requests() if url(one[4:]) not in unseen),
        ],
        forbidden=[
            f"GET {COLUMN}?",
            *(["GET /module/", "POST /module/"] if ways.disallowed else []),
        ],
    )


PORTALS: dict[str, Builder] = {name: partial(_build, ways=ways) for name, ways in WAYS.items()}
