"""云澜市: static pages as TRS WCM publishes them, labelled gb2312 though they are GB18030."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nianbao.demo import docx
from nianbao.demo.content import Sample
from nianbao.demo.decoys import decoy
from nianbao.demo.oracle import ExpectedPortal, RejectedRow
from nianbao.demo.portals.common import (
    Columns,
    Row,
    Setting,
    Site,
    article_metas,
    chunks,
    column_metas,
    expected_report,
    foot,
    gb18030,
    generated,
    page,
    pictures,
    root_page,
    section_pages,
    site_metas,
)
from nianbao.demo.render import report_html
from nianbao.demo.responses import Response, Routes

COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
PAGE_ROWS = 9
COLUMNS = Columns(
    "/zwgk/",
    "/zwgk/zfxxgk/zfxxgkzn/",
    "/zwgk/zfxxgk/zfxxgkzd/",
    "/zwgk/zfxxgk/fdzdgknr/",
    COLUMN,
    "/zwgk/zfxxgk/ysqgk/",
)
_LABEL = "gb2312"
# Beyond the last page of a list the server answers 200 with a stub of this many bytes.
_STUB_BYTES = 312
_STALE = "./202001/t20200119_2200001.html"
_SHOWN = 17


def build(setting: Setting) -> Site:
    """Return the city's portal."""
    rows = _rows(setting)
    pages = chunks(rows, PAGE_ROWS)
    found: dict[str, Response] = {
        "/": gb18030(root_page(setting.info, COLUMNS, _LABEL)),
        f"{COLUMN}index_{len(pages)}.html": _stub(),
    }
    sections = section_pages(setting.info, COLUMNS, _LABEL)
    found |= {path: gb18030(text) for path, text in sections.items()}
    for number, part in enumerate(pages):
        text = gb18030(_list_page(setting, part, number, len(pages)))
        found |= {f"{COLUMN}index_{number}.html": text} if number else _first(text)
    found |= dict(_decoy_pages(setting, rows))
    for sample in setting.samples:
        found |= dict(_report_pages(setting, sample))
    missing = gb18030(page(setting.info, "404 Not Found", "<h1>404 Not Found</h1>", _LABEL))
    routes = Routes(found, {}, Response(missing.body, 404))
    return Site(routes, _expected(setting, rows))


def folder(sample: Sample) -> str:
    """Return the folder of a report's page, named after its month."""
    return f"{COLUMN}{sample.published[:7].replace('-', '')}/"


def article_path(sample: Sample) -> str:
    """Return the address of a report's page on this portal."""
    return f"{folder(sample)}t{sample.published.replace('-', '')}_{sample.serial}.html"


def _first(text: Response) -> dict[str, Response]:
    return {COLUMN: text, f"{COLUMN}index.html": text}


def _attachment(sample: Sample) -> str:
    return f"P0{sample.published.replace('-', '')}34567{sample.serial}.docx"


def _picture(sample: Sample, number: int) -> str:
    return f"W0{sample.published.replace('-', '')}34567{sample.serial}{number}.png"


def _rows(setting: Setting) -> tuple[Row, ...]:
    rows = [Row(s.row_title, article_path(s), s.published) for s in setting.samples]
    area = setting.info.area
    planted = (
        ("news", 2024, "2025-01-20", "/xwzx/202501/t20250120_3300077.html"),
        ("website_statement", 2024, "2025-01-15", f"{COLUMN}202501/t20250115_3300078.html"),
        ("notice", 2024, "2024-12-27", f"{COLUMN}202412/t20241227_3300079.html"),
        ("rule_of_law", 2024, "2025-02-28", f"{COLUMN}202502/t20250228_3300080.html"),
        ("infographic", 2023, "2024-02-02", f"{COLUMN}202402/t20240202_3300081.html"),
    )
    for reason, year, date, path in planted:
        rows.append(Row(decoy(reason, area, year).title, path, date, reason))
    return tuple(sorted(rows, key=lambda row: (row.date, row.path), reverse=True))


def _list_page(setting: Setting, rows: tuple[Row, ...], number: int, pages: int) -> str:
    items = [_item(row) for row in rows]
    if number == 0:
        stale = f'<li><a href="{_STALE}" title="旧模板残留">旧模板残留</a><b>2020-01-19</b></li>'
        items.insert(2, f"<!--{stale}-->")
    name = "政府信息公开年报"
    return (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset={_LABEL}">{site_metas(setting.info)}{column_metas(setting.info)}'
        f"<title>{name}</title></head><body>\n"
        '<div class="pos">您现在的位置是：<a href="../../../" title="首页" class="CurrChnlCls">首页'
        f'</a>&nbsp;&gt;&gt;&nbsp;<a href="./" title="{name}" class="CurrChnlCls">{name}</a>'
        "</div>\n"
        '<div class="sideMenu"><ul class="submenu"><li><a href="../zfxxgkzn/">政府信息公开指南</a>'
        f'</li><li><a href="./">{name}</a></li></ul></div>\n'
        '<div class="scroll_main ScrollStyle"><div class="zfxxgk_zdgkc"><ul>\n'
        + "\n".join(items)
        + '\n</ul></div></div>\n<div class="page"><script language="javascript">'
        f'createPageHTML({pages}, {number}, "index", "html");</script></div>'
        f"{foot(setting.info)}</body></html>"
    )


def _item(row: Row) -> str:
    shown = row.title if len(row.title) <= _SHOWN else f"{row.title[:_SHOWN]}..."
    title = escape(row.title)
    return f'<li><a href="{_relative(row.path)}" title="{title}">{shown}</a><b>{row.date}</b></li>'


def _relative(path: str) -> str:
    return f"./{path.removeprefix(COLUMN)}" if path.startswith(COLUMN) else f"../../..{path}"


def _stub() -> Response:
    text = '<html><head><meta charset="utf-8"><title></title></head><body><ul></ul></body></html>'
    return Response(text.encode().ljust(_STUB_BYTES))


def _report_pages(setting: Setting, sample: Sample) -> Iterator[tuple[str, Response]]:
    path, place = article_path(sample), folder(sample)
    if sample.carrier == "docx":
        body = f"<p>详见附件。</p>\n{_attachment_link(sample)}"
        document = docx.report_docx(sample)
        yield place + _attachment(sample), Response(document, media_type=docx.MEDIA_TYPE)
    else:
        body = report_html(sample, lambda number: f"./{_picture(sample, number)}")
        yield from pictures(sample, lambda number: place + _picture(sample, number))
    yield path, gb18030(_article(setting, sample, path, body))


def _article(setting: Setting, sample: Sample, path: str, body: str) -> str:
    metas = column_metas(setting.info) + article_metas(
        sample.title, sample.published, sample.body.name, path
    )
    text = (
        f"<h1>{escape(sample.title)}</h1>{generated(sample)}"
        f'<div class="trs_editor_view TRS_UEDITOR trs_paper_default">{body}</div>'
    )
    return page(setting.info, sample.title, text, _LABEL, metas)


def _attachment_link(sample: Sample) -> str:
    file, name = _attachment(sample), sample.file_name
    return (
        f'<p class="insertfileTag"><a appendix="true" href="./{file}" title="{name}" '
        f'download="{name}" OLDSRC="{_protected(sample)}">附件</a></p>'
    )


def _protected(sample: Sample) -> str:
    file = _attachment(sample)
    return f"/protect/{file[:8]}/{file[:10]}/{file}"


def _decoy_pages(setting: Setting, rows: tuple[Row, ...]) -> Iterator[tuple[str, Response]]:
    for row in rows:
        if row.reason:
            found = decoy(row.reason, setting.info.area, int(row.date[:4]) - 1)
            metas = article_metas(row.title, row.date, setting.info.organ, row.path)
            body = f'<h1>{row.title}</h1><div class="TRS_Editor"><p>{found.text}</p></div>'
            yield row.path, gb18030(page(setting.info, row.title, body, _LABEL, metas))


def _expected(setting: Setting, rows: tuple[Row, ...]) -> ExpectedPortal:
    base = setting.base
    documents = [sample for sample in setting.samples if sample.carrier == "docx"]
    return ExpectedPortal(
        name=setting.info.id,
        outcome="ok",
        column_url=base + COLUMN,
        reports=tuple(
            expected_report(
                setting,
                sample,
                article_path(sample),
                (folder(sample) + _attachment(sample),) if sample in documents else (),
            )
            for sample in setting.samples
        ),
        rejected=tuple(RejectedRow(r.title, base + r.path, r.reason) for r in rows if r.reason),
        forbidden=(
            base + COLUMN + _STALE[2:],
            *(base + _protected(sample) for sample in documents),
        ),
    )
