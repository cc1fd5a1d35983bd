"""Documents beside reports: every form of link, names that only servers tell, files that lie."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.header import Header
from urllib.parse import quote

from nianbao.demo.decoys import decoy
from nianbao.demo.png import page_png
from nianbao.demo.portals.common import html
from nianbao.demo.responses import Handler, Response, Routes
from tests.farm.papers import CITY, COUNTY, EDUCATION, FINANCE, Paper, paper
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

COLUMN = "/zwgk/zfxxgk/gknb/"
_KIND = {"docx": "application/octet-stream", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Carried:
    """A report as its page carries it: what stands in the page, and the documents by address.

    `names` are the documents' real names; `bodies` what their addresses answer; `lost` the
    outcomes of those that cannot be had.
    """

    paper: Paper
    inside: str
    names: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, Response | Handler] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the report's page."""
        return f"{COLUMN}{self.paper.published[:4]}/{self.paper.serial}.html"


def _site(place: Place, carried: Sequence[Carried]) -> Site:
    rows = [row(one.path, one.paper.title, one.paper.published) for one in carried]
    body = f"<ul>{''.join(rows)}</ul>"
    found = front(place, COLUMN)
    found[COLUMN] = html(page(place, "政府信息公开年报", body, column_metas(place)))
    handlers: dict[str, Handler] = {}
    for one in carried:
        text = f"<h1>{one.paper.title}</h1><div class='con'>{one.inside}</div>"
        found[one.path] = html(article(place, one.paper, text, one.path))
        for address, answer in one.bodies.items():
            if isinstance(answer, Response):
                found[address] = answer
            else:
                handlers[address] = answer
    asked = {path for one in carried for path in (one.path, *one.names, *one.lost)}
    return Site(
        Routes(found, handlers, missing(place)),
        Expected(
            family="generic",
            columns=(place.url(COLUMN),),
            reports=[_listed(place, one) for one in carried],
            outcomes={
                place.url(url): outcome for one in carried for url, outcome in one.lost.items()
            },
            necessary=[f"GET {path}" for path in ("/", COLUMN, *asked) if path.startswith("/")],
            forbidden=["GET /protect/"],
        ),
    )


def _listed(place: Place, one: Carried) -> Listed:
    names = {place.url(address): name for address, name in one.names.items()}
    return Listed(one.paper, place.url(one.path), names, one.paper.published)


def _file(one: Paper, ending: str) -> Response:
    body = {"docx": one.docx, "pdf": one.pdf, "ofd": one.ofd, "zip": one.zip}[ending]()
    return Response(body, media_type=_KIND.get(ending, "application/octet-stream"))


# How a page leads to the document that carries its report: ending, address, and what stands in the
# page. {t} stands for 32 hexadecimal digits, {n} for the real name, {q} for the same in an address,
# {y} for the year of publication, {a} for the document's address.
_TRS = (
    '<p class="insertfileTag"><a appendix="true" href="./P0{t}.docx" title="{n}" download="{n}"'
    ' OLDSRC="/protect/P0/{t}.docx">附件</a></p>'
)
_WRITTEN = """<script>if("x"!=""){{document.write('<a href="./P0{t}.pdf">{n}</a><BR/>');}}</script>
<script>document.write('<a href="https://evil.example/{t}.pdf">附件3-外部文件.pdf</a>')</script>"""
_JPAAS = "/api-gateway/jpaas-web-server/front/document/download?fileUrl={t}&fileName={q}"
_NFCMS = '<a class="nfw-cms-attachment" attachment-id="3" href="{a}" alt="{n}">点击下载</a>'
_VSB = '<script>showVsbpdfIframe("{a}","100%","600","0","","vsbpdf1");</script>'
_UEDITOR = (
    '<p><img src="/ueditor/dialogs/attachment/fileTypeImages/icon_doc.gif">'
    '<a href="{a}" title="{n}">{n}</a></p>'
)
_FRAME = '<iframe src="/pdfjs/web/viewer.html?file=%2Ffiles%2F{t}.pdf#page=1"></iframe>'
_VIEWER = '<a href="/generic/web/viewer.html?file=..%2Ffiles%2F{t}.pdf">{n}</a>'
_PLAYER = '<div class="wp_pdf_player" pdfsrc="{a}" sudyfile-attr="{{\'title\':\'{n}\'}}"></div>'
_CLICK = '<a href="javascript:void(0)" onclick="window.open(\'{a}\')">{n}</a>'
_FORMS: Sequence[tuple[str, str, str]] = (
    ("docx", f"{COLUMN}{{y}}/P0{{t}}.docx", _TRS),
    ("pdf", f"{COLUMN}{{y}}/P0{{t}}.pdf", _WRITTEN),
    (
        "docx",
        "/module/download/downfile.jsp?classid=0&showname={q}&filename={t}.docx",
        '<a href="{a}">附件：</a>',
    ),
    ("docx", _JPAAS, '<a href="{a}">点击下载</a>'),
    ("pdf", "/attachment/0/306/306724/{t}.pdf", _NFCMS),
    ("docx", "/group3/M00/12/73/{t}.docx", '<a href="{a}">{n}</a>'),
    ("pdf", "/__local/2/30/25/{t}_63C03.pdf", _VSB),
    ("pdf", "/virtual_attach_file.vsb?afc={t}&e=.pdf", '<a href="{a}">{n}</a>'),
    ("docx", "/ueditor/jsp/upload/file/20210125/{t}.docx", _UEDITOR),
    ("pdf", "/files/{t}.pdf", _FRAME),
    ("pdf", "/generic/files/{t}.pdf", _VIEWER),
    ("pdf", "/_upload/article/files/{t}.pdf", _PLAYER),
    ("pdf", "/zfxxgk/{t}.pdf", '<div id="pdfshow" data-value="{a}"></div>'),
    (
        "pdf",
        f"{COLUMN}{{y}}/{{t}}.pdf",
        '<object data="{t}.pdf"><embed src="{t}.pdf#toolbar=0"></object>',
    ),
    ("docx", "/attach/{t}.docx", "<a href=\"javascript:downloadFile('{a}')\">{n}</a>"),
    ("pdf", "/attach/{t}.pdf", _CLICK),
    # The same file twice, its name written out in the address.
    ("docx", "/attach/{q}", '<a href="/attach/{n}">附件下载</a><a href="{a}">查看全文</a>'),
    ("ofd", "/attach/{t}.ofd", '<a href="{a}">【附件】{n}</a>'),
    ("zip", "/attach/{t}.zip", '<a href="{a}">附件1：{n}</a>'),
)
# A document in the page itself.
_SHOWN = "<div id='pdf'></div><script>var pdfData = '{}'; showPdf(atob(pdfData));</script>"
_TOLD = {"ofd": "【附件】", "zip": "附件1："}
_WHOSE = (CITY, EDUCATION, FINANCE, COUNTY)


def _attachments(place: Place) -> Site:
    names = [(agency, year) for agency in _WHOSE for year in range(2024, 2019, -1)]
    carried = [
        _in_form(paper(agency, year), *form)
        for (agency, year), form in zip(names, _FORMS, strict=False)
    ]
    plain = [paper(FINANCE, 2019), *([paper(CITY, 2025)] if place.phase > 1 else [])]
    carried += [Carried(one, _SHOWN.format(b64encode(one.pdf()).decode())) for one in plain]
    if place.phase > 1:
        carried[0] = _in_form(carried[0].paper.edited(), *_FORMS[0])
    return _site(place, carried)


def _in_form(one: Paper, ending: str, address: str, link: str) -> Carried:
    name = f"{one.file_name}.{ending}"
    told = {"t": one.token, "n": name, "q": quote(name), "y": one.published[:4]}
    at = address.format(**told)
    inside = f"<p>{one.title}，详见附件。</p>" + link.format(**told, a=at)
    stated = "{n}" in link or "{q}" in address
    shown = _TOLD.get(ending, "") + name if stated else at.rpartition("/")[2]
    outside = f"https://evil.example/{one.token}.pdf"
    lost = {outside: "off_site"} if "evil.example" in link else {}
    return Carried(one, inside, {at: shown}, {at: _file(one, ending)}, lost)


# What servers say of a file's name, by year of the report; `None` that they say nothing.
def _dispositions(name: str) -> Mapping[int, str | None]:
    raw = name.encode("gbk").decode("latin-1")
    return {
        2024: f'attachment; filename="{raw}"',
        2023: f"attachment; filename=report.docx; filename*=UTF-8''{quote(name)}",
        2022: f'attachment; filename="{Header(name, "utf-8").encode()}"',
        2021: f"attachment;filename={quote(name)}",
        2020: f'inline; filename="{name.encode().decode("latin-1")}"',
        2019: None,
    }


def _cdisp(place: Place) -> Site:
    """Links say no more than 点击下载: the server knows the name."""
    papers = [paper(CITY, year) for year in range(2024 if place.phase == 1 else 2025, 2018, -1)]
    if place.phase > 1:
        papers = [one.edited() if one.year == 2023 else one for one in papers]
    return _site(place, [_disposed(one) for one in papers])


def _disposed(one: Paper) -> Carried:
    name = f"{one.file_name}.docx"
    said = _dispositions(name).get(one.year, f"attachment; filename*=UTF-8''{quote(name)}")
    at = f"/download?id={one.serial}" if said else f"/attach/{one.token}.docx"
    headers = (("Content-Disposition", said),) if said else ()
    inside = f'<p>详见附件。</p><a href="{at}">点击下载</a>'
    body = Response(one.docx(), media_type="application/octet-stream", headers=headers)
    return Carried(one, inside, {at: name if said else f"{one.token}.docx"}, {at: body})


def _liar(place: Place) -> Site:
    """Files that are not what their names say, beside reports that stand in their pages."""
    papers = [paper(CITY, year) for year in range(2024 if place.phase == 1 else 2025, 2018, -1)]
    if place.phase > 1:
        papers = [one.edited() if one.year == 2022 else one for one in papers]
    return _site(place, [_lying(place, one) for one in papers])


def _lying(place: Place, one: Paper) -> Carried:
    """Return a report whose document is a page, a document, junk, nothing, or too much."""
    error = page(place, "出错了", "<h1>系统繁忙</h1><p>您所下载的文件暂时无法打开。</p>")
    junk = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 20
    pretended = decoy("infographic", "云澜市", one.year).title
    at = f"/attach/{one.token}"
    files: Mapping[int, tuple[str, bytes, str | None]] = {
        2024: (f"{at}.pdf", error.encode(), "soft_404"),
        2023: (at, one.docx(), None),
        2022: (f"{at}.pdf", b"", "soft_404"),
        2021: (f"{at}.zip", bytes(80 << 20), "too_large"),
        2020: (f"{at}.doc", junk, None),
        2019: (f"{at}.pdf", one.docx(), None),
    }
    if one.year not in files:
        return Carried(one, one.html())
    address, body, outcome = files[one.year]
    name = f"{one.file_name}.{address.partition('.')[2] or 'docx'}"
    inside = (
        f'{one.html()}<a href="{address}">{name}</a><a href="/attach/x.pdf">{pretended}.pdf</a>'
    )
    answer = Response(body, media_type="application/pdf", validators=len(body) < 1 << 20)
    lost = {address: outcome} if outcome else {}
    names = {} if outcome == "soft_404" else {address: name}
    return Carried(one, inside, names, {address: answer}, lost)


def _pictures(place: Place) -> Site:
    """Reports whose pages, or only whose tables, are pictures; ornaments stand around them."""
    years = range(2024 if place.phase == 1 else 2025, 2021, -1)
    carried = [_pictured(paper(CITY, year)) for year in years]
    old = Carried(paper(CITY, 2020).edited() if place.phase > 1 else paper(CITY, 2020), "")
    carried.append(replace(old, inside=old.paper.html()))
    site = _site(place, carried)
    shown = [f"GET {path}" for one in carried for path in one.bodies]
    asked = [*site.expected.necessary, *shown]
    return replace(site, expected=replace(site.expected, necessary=asked))


def _pictured(one: Paper) -> Carried:
    paths = [f"{COLUMN}{one.published[:4]}/W0{one.day}{number}.png" for number in (1, 2, 3)]
    shown = "".join(f'<p><img src="./{path.rpartition("/")[2]}"></p>' for path in paths)
    headings = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p>" if one.year % 2 else ""
    ornaments = '<img src="/images/icon_pdf.gif"><img src="/images/qrcode.png" width="90">'
    bodies = {
        path: Response(page_png(number), media_type="image/png")
        for number, path in enumerate(paths, 1)
    }
    return Carried(one, headings + shown + ornaments, {}, bodies)


PORTALS: dict[str, Builder] = {
    "attachments": _attachments,
    "cdisp": _cdisp,
    "liar": _liar,
    "pictures": _pictures,
}
