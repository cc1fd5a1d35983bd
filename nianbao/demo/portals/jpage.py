"""望江县: a Hanweb portal whose rows stand in XML inside a script and come page by page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from nianbao.demo import docx
from nianbao.demo.content import Sample, samples
from nianbao.demo.decoys import decoy
from nianbao.demo.oracle import ExpectedPortal, RejectedRow
from nianbao.demo.portals import trs
from nianbao.demo.portals.common import (
    Columns,
    Row,
    Setting,
    Site,
    article_metas,
    chunks,
    column_metas,
    expected_report,
    generated,
    html,
    page,
    pictures,
    root_page,
    section_pages,
)
from nianbao.demo.render import report_html
from nianbao.demo.responses import Handler, Request, Response, Routes

COLUMN = "/col/col12377/index.html"
PROXY = "/module/web/jpage/dataproxy.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
PAGE_ROWS = 6
SOFT_404_TITLE = "您访问的页面不存在"
COLUMNS = Columns(
    "/col/col12370/index.html",
    "/col/col12371/index.html",
    "/col/col12372/index.html",
    "/col/col12373/index.html",
    COLUMN,
    "/col/col12378/index.html",
)
_SHOWN = 14
_MOST_ROWS = 100
# What the proxy sends when it has nothing: 54 bytes with its line ends.
_EMPTY = "<datastore>\r\n<recordset>\r\n</recordset>\r\n</datastore>\r\n"
_GONE_TITLE = "望江县财政局2023年政府信息公开工作年度报告"
_GONE_PATH = "/art/2024/1/19/art_12377_1299999.html"


def build(setting: Setting) -> Site:
    """Return the county's portal."""
    rows = _rows(setting)
    pages = chunks(rows, PAGE_ROWS)
    found: dict[str, Response] = {
        "/": html(root_page(setting.info, COLUMNS), zipped=True),
        "/robots.txt": Response(b"User-agent: *\nDisallow: /admin/\n", media_type="text/plain"),
        COLUMN: html(_column_page(setting, pages[0], len(rows)), zipped=True),
    }
    found |= {path: html(text) for path, text in section_pages(setting.info, COLUMNS).items()}
    found |= dict(_decoy_pages(setting, rows))
    for sample in setting.samples:
        found |= dict(_report_pages(setting, sample))
    body = f"<div class='tip'>{SOFT_404_TITLE}，请检查地址或返回首页。</div>"
    routes = Routes(
        found,
        {PROXY: _proxy(pages), DOWNLOAD: _download(setting)},
        html(page(setting.info, SOFT_404_TITLE, body)),
    )
    return Site(routes, _expected(setting, rows))


def article_path(sample: Sample) -> str:
    """Return the address of a report's page: the date without leading zeros."""
    year, month, day = (int(part) for part in sample.published.split("-"))
    return f"/art/{year}/{month}/{day}/art_12377_{sample.serial}.html"


def _rows(setting: Setting) -> tuple[Row, ...]:
    rows = [Row(s.row_title, article_path(s), s.published) for s in setting.samples]
    neighbour = next(s for s in samples(1) if s.body.name == "云澜市教育局" and s.year == 2024)
    address = setting.bases[neighbour.body.portal] + trs.article_path(neighbour)
    rows += [
        Row(neighbour.title, address, neighbour.published, "other_portal"),
        Row(_GONE_TITLE, _GONE_PATH, "2024-01-19", "soft_404"),
    ]
    for reason, year, date, serial in (
        ("accounts", 2023, "2024-09-12", 1400011),
        ("website_statement", 2023, "2024-01-30", 1400012),
    ):
        path = f"/art/{date[:4]}/{int(date[5:7])}/{int(date[8:])}/art_12377_{serial}.html"
        rows.append(Row(decoy(reason, setting.info.area, year).title, path, date, reason))
    return tuple(sorted(rows, key=lambda row: (row.date, row.path), reverse=True))


def _column_page(setting: Setting, rows: tuple[Row, ...], total: int) -> str:
    link = (
        f"{PROXY}?page=1&appid=1&appid=1&webid=110&path=/&columnid=12377&unitid=38486"
        "&webname=%25E6%259C%259B%25E6%25B1%259F%25E5%258E%25BF&permissiontype=0"
    )
    body = (
        '<ul class="main_list"></ul>\n<div id="38486"><script type="text/xml"><datastore>\n'
        f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>\n<recordset>\n'
        + "\n".join(_record(row, '"') for row in rows)
        + "\n</recordset></datastore></script></div>\n"
        "<script>var param_38486={columnid:12377,unitid:'38486'}; "
        f"$('#38486').jpage({{totalRecord:{total},perPage:{PAGE_ROWS}}});</script>"
    )
    metas = column_metas(setting.info, kind="")
    return page(setting.info, "政府信息公开年报", body, metas=metas)


def _record(row: Row, mark: str) -> str:
    shown = row.title if len(row.title) <= _SHOWN else f"{row.title[:_SHOWN]}..."
    return (
        f'<record><![CDATA[\n<li class="clearfix">    <a target="_blank" href={mark}{row.path}'
        f"{mark} title={mark}{escape(row.title)}{mark}>{shown}</a>    <b>{row.date}</b></li>]]>"
        "</record>"
    )


def _proxy(pages: list[tuple[Row, ...]]) -> Handler:
    def answer(asked: Request) -> Response:
        number = int(asked.value("page", "1"))
        capped = int(asked.value("perpage", "1")) > _MOST_ROWS
        inside = 1 <= number <= len(pages)
        text = _EMPTY if capped or not inside else _proxy_page(pages, number)
        return Response(text.encode(), media_type="text/html;charset=UTF-8", validators=False)

    return answer


def _proxy_page(pages: list[tuple[Row, ...]], number: int) -> str:
    link = (
        f"{PROXY}?page={number + 1}&appid=1&webid=110&path=/&columnid=12377&unitid=38486"
        "&permissiontype=0"
    )
    following = f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>\n'
    return (
        f"<datastore>\n{following if number < len(pages) else ''}<recordset>"
        "<table cellpadding='0' cellspacing='0' border='0' width='95%'></table>"
        + "\n".join(_record(row, "'") for row in pages[number - 1])
        + "\n</recordset></datastore>"
    )


def _report_pages(setting: Setting, sample: Sample) -> Iterator[tuple[str, Response]]:
    path = article_path(sample)
    place = f"/picture/-1/{sample.serial}_"
    if sample.carrier == "docx":
        link = f'<a href="{escape(_download_path(sample))}">{sample.file_name}</a>'
        body = f"<p>详见附件：{link}</p>"
    else:
        body = report_html(sample, lambda number: f"{place}{number}.png")
        yield from pictures(sample, lambda number: f"{place}{number}.png")
    metas = article_metas(sample.title, sample.published, sample.body.name, path)
    text = (
        f'<div class="title">{escape(sample.title)}</div>{generated(sample)}'
        f'<div id="zoom">{body}</div>'
    )
    yield path, html(page(setting.info, sample.title, text, metas=metas), zipped=True)


def _file_key(sample: Sample) -> str:
    return hashlib.md5(sample.file_name.encode(), usedforsecurity=False).hexdigest() + ".docx"


def _download_path(sample: Sample) -> str:
    shown = quote(sample.file_name)
    return f"{DOWNLOAD}?classid=0&showname={shown}&filename={_file_key(sample)}"


def _download(setting: Setting) -> Handler:
    documents = {_file_key(s): s for s in setting.samples if s.carrier == "docx"}

    def answer(asked: Request) -> Response:
        sample = documents.get(asked.value("filename"))
        if sample is None:
            return Response(b"", media_type="text/html", validators=False)
        # The server writes the name as raw GBK bytes, which a header carries as Latin-1.
        name = sample.file_name.encode("gbk").decode("latin-1")
        header = ("Content-Disposition", f'attachment; filename="{name}"')
        kind = "application/octet-stream"
        return Response(docx.report_docx(sample), 200, kind, (header,), validators=False)

    return answer


def _decoy_pages(setting: Setting, rows: tuple[Row, ...]) -> Iterator[tuple[str, Response]]:
    for row in rows:
        if row.reason in {"accounts", "website_statement"}:
            found = decoy(row.reason, setting.info.area, int(row.date[:4]) - 1)
            metas = article_metas(row.title, row.date, setting.info.organ, row.path)
            body = f'<div class="title">{row.title}</div><div id="zoom"><p>{found.text}</p></div>'
            yield row.path, html(page(setting.info, row.title, body, metas=metas))


def _expected(setting: Setting, rows: tuple[Row, ...]) -> ExpectedPortal:
    base = setting.base
    return ExpectedPortal(
        name=setting.info.id,
        outcome="ok",
        column_url=base + COLUMN,
        reports=tuple(
            expected_report(
                setting,
                sample,
                article_path(sample),
                (_download_path(sample),) if sample.carrier == "docx" else (),
            )
            for sample in setting.samples
        ),
        rejected=tuple(
            RejectedRow(row.title, row.path if "//" in row.path else base + row.path, row.reason)
            for row in rows
            if row.reason
        ),
    )
