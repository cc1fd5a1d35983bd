"""VSB: pages that count down, or a program's that count up; downloads that want a Referer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Request, Response, Routes
from tests.farm.papers import CITY, EDUCATION, Paper
from tests.farm.shelf import FEW, FEW_DECOYS, Line, Shelf
from tests.farm.site import (
    Builder,
    Expected,
    Listed,
    Place,
    Site,
    column_metas,
    front,
    missing,
    page,
)

COLUMN = "/zfxxgk/ndbg.htm"
_PROGRAM = "/zfxxgk/list.jsp"
_TREE = "urltype=tree.TreeTempUrl&wbtreeid=1034"
_DOWNLOAD = "/system/_content/download.jsp"
_FILE = "/virtual_attach_file.vsb"
SIZE = 2
_FORMATS = {(CITY, 2023): "docx", (CITY, 2020): "pdf", (EDUCATION, 2023): "pdf"}
_CAPTCHA = """<form action="download.jsp"><p>为保证下载安全，请输入验证码后下载附件。</p>
<img src="/system/resource/js/filedownload/createimage.jsp"><input name="codeValue"></form>"""
_ERROR = f"<p>{'您没有权限访问该资源，请从文章页面下载附件。' * 60}</p>"


def _number(token: str) -> int:
    return 10_000 + int(token[:4], 16)


def _address(day: str, token: str) -> str:
    return f"/info/1109/{_number(token)}.htm"


def _link(token: str, name: str) -> str:
    """One document is only shown, one has an ending in the query, the others are downloaded."""
    if name.startswith(EDUCATION):
        return f"/__local/2/30/25/{token.upper()}_63C03.pdf"
    if name.endswith(".pdf"):
        return f"{_FILE}?afc={token}&e=.pdf"
    told = {"urltype": "news.DownloadAttachUrl", "owner": 1744984858, "wbfileid": _number(token)}
    return f"{_DOWNLOAD}?{urlencode(told)}"


def _attach(address: str, name: str) -> str:
    if "/__local/" in address:
        call = f'showVsbpdfIframe("{address}","100%","600","0","","vsbpdf1");'
        return f'<div id="vsb_content"><script>{call}</script></div>'
    link = f'<a href="{address.replace("&", "&amp;")}" target="_blank">{name}</a>'
    return f'<ul><li>附件【{link}】已下载<span id="nattach1">146</span>次</li></ul>'


def _row(place: int, line: Line, up: str) -> str:
    """Write a row; the day stands apart from its month, before or after it."""
    month, day = line.date[:7], line.date[8:]
    date = f"<em>{day}</em><span>{month}</span>" if place % 2 else f"<p>{month}</p><em>{day}</em>"
    return (
        f'<li id="line_u8_{place}"><a href="{up}..{line.url}" target="_blank" title="{line.title}">'
        f"{line.title}</a>{date}</li>"
    )


def _pager(links: dict[int, str], number: int, rows: int) -> str:
    """Write the pager of a page; `links` lead to each page by its number from the newest."""
    last = max(links)
    shown = sorted({1, 2, last} | {number})
    numbers = "".join(
        f'<span class="p_no_d">{one}</span>'
        if one == number
        else f'<span class="p_no"><a href="{links[one]}">{one}</a></span>'
        for one in shown
        if one in links
    )
    onward = ""
    if number < last:
        onward = (
            f'<span class="p_next p_fun"><a href="{links[number + 1]}">下页</a></span>'
            f'<span class="p_last p_fun"><a href="{links[last]}">尾页</a></span>'
        )
    total = f'<span class="p_t">共{rows}条</span>'
    return f'<div class="pb_sys_common">{total}<span class="p_pages">{numbers}{onward}</span></div>'


def _list(place: Place, part: Sequence[Line], pager: str, up: str = "") -> Response:
    rows = "".join(_row(number, line, up) for number, line in enumerate(part))
    body = f"<ul>{rows}</ul>{pager}"
    return html(page(place, "政府信息公开年报", body, column_metas(place)))


def _static(place: Place, shelf: Shelf) -> dict[str, Response]:
    """Return the pages of a list whose second newest page has the highest number."""
    parts = shelf.parts(SIZE)
    count = len(parts)
    pages = {}
    for number, part in enumerate(parts, 1):
        up = "" if number == 1 else "../"
        links = {
            one: f"{up}ndbg.htm" if one == 1 else f"{up}ndbg/{count - one + 1}.htm"
            for one in range(1, count + 1)
        }
        path = COLUMN if number == 1 else f"/zfxxgk/ndbg/{count - number + 1}.htm"
        pages[path] = _list(place, part, _pager(links, number, len(shelf.lines)), up)
    return pages


def _program(place: Place, shelf: Shelf) -> Handler:
    parts = shelf.parts(SIZE)

    def answer(asked: Request) -> Response:
        number = int(asked.value("PAGENUM", "1"))
        if asked.value("wbtreeid") != "1034" or number > len(parts):
            return missing(place)
        tree = _TREE.replace("&", "&amp;")
        links = {
            one: f"list.jsp?totalpage={len(parts)}&amp;PAGENUM={one}&amp;{tree}"
            for one in range(1, len(parts) + 1)
        }
        return _list(place, parts[number - 1], _pager(links, number, len(shelf.lines)))

    return answer


def _downloads(place: Place, shelf: Shelf, *, captcha: bool) -> Handler:
    """Send a document to those who come from its article; a page to all others."""
    papers = {str(_number(one.token)): one for one in shelf.papers}

    def answer(asked: Request) -> Response:
        one = papers[asked.value("wbfileid")]
        if captcha:
            return html(page(place, "下载附件", _CAPTCHA))
        if asked.headers.get("referer") != place.url(shelf.path(one)):
            return html(page(place, "提示信息", _ERROR))
        return _document(shelf, one)

    return answer


def _document(shelf: Shelf, one: Paper) -> Response:
    return Response(shelf.document(one), media_type="application/octet-stream")


def _build(place: Place, *, program: bool = False, captcha: bool = False) -> Site:
    shelf = Shelf(place, _address, _link, _FORMATS, FEW, FEW_DECOYS)
    column = f"{_PROGRAM}?{_TREE}" if program else COLUMN
    pages = {} if program else _static(place, shelf)
    handlers: dict[str, Handler] = {_DOWNLOAD: _downloads(place, shelf, captcha=captcha)}
    if program:
        handlers[_PROGRAM] = _program(place, shelf)
    files = {path: one for path, one in shelf.files().items() if not path.startswith(_DOWNLOAD)}
    found = {**front(place, column, "/zfxxgk/"), **shelf.articles(_attach), **files, **pages}
    count = len(shelf.parts(SIZE))
    asked = [f"{column} page {number}" for number in range(2, count + 1)]
    if not program:
        asked = [path for path in pages if path != COLUMN]
    behind = [path for path in shelf.files() if path.startswith(_DOWNLOAD) and captcha]
    return Site(
        Routes(found, handlers, missing(place)),
        Expected(
            family="vsb",
            columns=(place.url(column),),
            reports=[_listed(shelf, one) for one in shelf.listed()],
            rejected=shelf.rejected(),
            outcomes={place.url(path): "blocked" for path in behind},
            necessary=[f"GET {path}" for path in ("/", column, *asked)] + shelf.requests(),
        ),
    )


def _listed(shelf: Shelf, one: Listed) -> Listed:
    """A document that is only shown has no name but that of its address."""
    names = {
        url: url.rpartition("/")[2] if "/__local/" in url else name
        for url, name in one.attachments.items()
    }
    return Listed(one.paper, one.url, names, one.published_on)


PORTALS: dict[str, Builder] = {
    "vsb": _build,
    "vsb_program": partial(_build, program=True),
    "vsb_captcha": partial(_build, captcha=True),
}
