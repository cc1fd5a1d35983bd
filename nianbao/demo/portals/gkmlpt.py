"""临溪区: a gkmlpt platform, whose tree stands in a script and whose rows come as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from nianbao.demo import docx
from nianbao.demo.content import Sample
from nianbao.demo.decoys import decoy
from nianbao.demo.oracle import ExpectedPortal, RejectedRow
from nianbao.demo.portals import gkmlpt_api, trs
from nianbao.demo.portals.common import (
    Columns,
    Row,
    Setting,
    Site,
    article_metas,
    expected_report,
    html,
    page,
    pictures,
    root_page,
    section_pages,
    site_metas,
)
from nianbao.demo.render import report_html
from nianbao.demo.responses import Response, Routes

INDEX = "/gkmlpt/index"
API = "/gkmlpt/api/all/"
AREA, UNITS, HEAD = 21022, 21024, 21020
WECHAT = "https://mp.weixin.qq.com/s/abcdefghij"
COLUMNS = Columns("/zwgk/", "/zwgk/zn/", "/zwgk/zd/", "/zwgk/fdzdgknr/", INDEX, "/zwgk/ysqgk/")
_SID = "999001"
_WECHAT_TITLE = "临溪区民政局2024年政府信息公开工作年度报告"
_ID_BASE = 3_255_000


def build(setting: Setting) -> Site:
    """Return the district's portal."""
    robots = Response(b"User-agent: *\nDisallow: /login/\n", media_type="text/plain")
    found = {
        "/": html(root_page(setting.info, COLUMNS)),
        "/robots.txt": robots,
        INDEX: html(_index(setting), zipped=True),
        _decoy_row(setting).path: _decoy_page(setting),
    }
    found |= {path: html(text) for path, text in section_pages(setting.info, COLUMNS).items()}
    for sample in setting.samples:
        found |= dict(_report_pages(setting, sample))
    units = [s for s in setting.samples if s.body.kind != "government"]
    area = [s for s in setting.samples if s.body.kind == "government"]
    decoys, wechat = [_decoy_article(setting)], [_wechat_article()]
    handlers = {
        f"{API}{AREA}": gkmlpt_api.api(
            AREA, "区政府年报", HEAD, [*decoys, *_articles(setting, area)]
        ),
        f"{API}{UNITS}": gkmlpt_api.api(
            UNITS, "部门和街道年报", HEAD, [*wechat, *_articles(setting, units)]
        ),
        f"{API}{HEAD}": gkmlpt_api.api(HEAD, "政府信息公开年报", HEAD, []),
    }
    missing = html(page(setting.info, "404", "<p>抱歉，页面走丢了</p>"), status=404)
    return Site(Routes(found, handlers, missing), _expected(setting))


def article_path(sample: Sample) -> str:
    """Return the address of a report's page."""
    return f"/gkmlpt/content/{_dotted(_number(sample))}/post_{_number(sample)}.html"


def _number(sample: Sample) -> int:
    return _ID_BASE + sample.serial % 100_000


def _dotted(number: int) -> str:
    return f"{number // 1_000_000}/{number // 1000}"


def _attachment(sample: Sample) -> str:
    return f"/attachment/0/306/{_file_number(sample)}/{_number(sample)}.docx"


def _file_number(sample: Sample) -> int:
    return 306_000 + _number(sample) % 1000


def _index(setting: Setting) -> str:
    elsewhere = setting.bases["yunlan"] + trs.COLUMN
    children = [
        gkmlpt_api.node(AREA, "区政府年报", HEAD, 26),
        gkmlpt_api.node(UNITS, "部门和街道年报", HEAD, 9),
        gkmlpt_api.node(21023, "市级年报", HEAD, 9, jump=elsewhere),
    ]
    tree = [
        gkmlpt_api.node(20, "机构职能", 0, 3),
        gkmlpt_api.node(HEAD, "政府信息公开年报", 0, 0, children=children),
    ]
    return (
        f"<!DOCTYPE html><html><head>{site_metas(setting.info)}<title>政府信息公开平台</title>"
        '</head><body><div id="app"></div><script>\n'
        f"window._CONFIG = {{ APP_URL: '//{setting.host}', SID: '{_SID}',\n"
        f" TREE: {json.dumps(tree, ensure_ascii=False)},\n SERVICE_AREA_ID: '99' }};\n"
        "</script></body></html>"
    )


def _articles(setting: Setting, found: Sequence[Sample]) -> Iterator[dict[str, Any]]:
    for sample in found:
        url = setting.base + article_path(sample)
        entry = gkmlpt_api.article(
            _number(sample), sample.row_title, sample.published, url, sample.body.name
        )
        if sample.carrier == "docx":
            entry["attachment"] = [_file(setting, sample)]
        yield entry


def _file(setting: Setting, sample: Sample) -> dict[str, Any]:
    return {
        "id": _file_number(sample),
        "name": sample.file_name,
        "type": "docx",
        "mime": docx.MEDIA_TYPE,
        "size": str(len(docx.report_docx(sample))),
        "url": setting.base + _attachment(sample),
    }


def _wechat_article() -> dict[str, Any]:
    entry = gkmlpt_api.article(3_255_998, _WECHAT_TITLE, "2025-01-24", WECHAT, "临溪区民政局")
    return {**entry, "type": "url"}


def _decoy_row(setting: Setting) -> Row:
    title = decoy("rule_of_law", setting.info.area, 2024).title
    return Row(title, "/gkmlpt/content/3/3255/post_3255999.html", "2025-03-30", "rule_of_law")


def _decoy_article(setting: Setting) -> dict[str, Any]:
    row = _decoy_row(setting)
    return gkmlpt_api.article(
        3_255_999, row.title, row.date, setting.base + row.path, setting.info.organ
    )


def _decoy_page(setting: Setting) -> Response:
    row = _decoy_row(setting)
    text = decoy(row.reason, setting.info.area, 2024).text
    return html(_detail(setting, 3_255_999, row, setting.info.organ, f"<p>{text}</p>"))


def _report_pages(setting: Setting, sample: Sample) -> Iterator[tuple[str, Response]]:
    path = article_path(sample)
    place = f"/img/0/306/{_file_number(sample)}/{_number(sample)}_"
    if sample.carrier == "docx":
        body = (
            '<p>详见附件：<a class="nfw-cms-attachment" '
            f'attachment-id="{_file_number(sample)}" href="{setting.base}{_attachment(sample)}" '
            f'alt="{sample.file_name}">点击下载</a></p>'
        )
        document = Response(docx.report_docx(sample), media_type=docx.MEDIA_TYPE)
        yield _attachment(sample), document
    else:
        body = report_html(sample, lambda number: f"{place}{number}.png")
        yield from pictures(sample, lambda number: f"{place}{number}.png")
    row = Row(sample.title, path, sample.published)
    text = _detail(setting, _number(sample), row, sample.body.name, body)
    yield path, html(text)


def _detail(setting: Setting, number: int, row: Row, organ: str, body: str) -> str:
    content = json.dumps({"id": number, "title": row.title, "content": body}, ensure_ascii=False)
    content = content.replace('\\"', "\\u0022")
    for sign in "<>&'":
        content = content.replace(sign, f"\\u{ord(sign):04X}")
    facts = {
        "索引号": f"11990102MB2C91453G/{row.date[:4]}-{number % 100_000:05}",
        "发布机构": organ,
        "成文日期": row.date,
        "发布日期": row.date,
    }
    cells = "".join(f"<tr><td>{k}</td><td>{v}</td></tr>" for k, v in facts.items())
    text = (
        f"<script>window._CONFIG = {{ SID: '{_SID}', DETAIL: {content} }};</script>\n"
        f"<table>{cells}</table><h1>{escape(row.title)}</h1>"
        f'<div class="article-content">{body}</div>'
    )
    metas = article_metas(row.title, row.date, organ, row.path)
    return page(setting.info, row.title, text, metas=metas)


def _expected(setting: Setting) -> ExpectedPortal:
    row = _decoy_row(setting)
    return ExpectedPortal(
        name=setting.info.id,
        outcome="ok",
        column_url=f"{setting.base}{INDEX}#{HEAD}",
        reports=tuple(
            expected_report(
                setting,
                sample,
                article_path(sample),
                (_attachment(sample),) if sample.carrier == "docx" else (),
            )
            for sample in setting.samples
        ),
        rejected=(
            RejectedRow(row.title, setting.base + row.path, row.reason),
            RejectedRow(_WECHAT_TITLE, WECHAT, "off_site"),
        ),
        forbidden=(WECHAT,),
    )
