"""石桥县: a portal whose robots.txt forbids everything; what lies behind it would be readable."""

from __future__ import annotations

from nianbao.demo.oracle import ExpectedPortal
from nianbao.demo.portals.common import (
    Columns,
    Setting,
    Site,
    column_metas,
    html,
    page,
    root_page,
    section_pages,
)
from nianbao.demo.responses import Response, Routes

COLUMN = "/zfxxgknb/"
COLUMNS = Columns("/zwgk/", "/zfxxgkzn/", "/zfxxgkzd/", "/fdzdgknr/", COLUMN, "/ysqgk/")
_ARTICLE = f"{COLUMN}202501/t20250123_4400001.html"
_TITLE = "石桥县2024年政府信息公开工作年度报告"


def build(setting: Setting) -> Site:
    """Return the portal, with one report on it that must not be seen."""
    info = setting.info
    rows = f'<ul><li><a href="{_ARTICLE}">{_TITLE}</a><span>2025-01-23</span></li></ul>'
    found = {
        "/robots.txt": Response(b"User-agent: *\nDisallow: /\n", media_type="text/plain"),
        "/": html(root_page(info, COLUMNS)),
        COLUMN: html(page(info, "政府信息公开年报", rows, metas=column_metas(info))),
        _ARTICLE: html(page(info, _TITLE, f"<h1>{_TITLE}</h1><p>一、总体情况</p>")),
    }
    found |= {path: html(text) for path, text in section_pages(info, COLUMNS).items()}
    missing = html(page(info, "404", "<p>页面不存在</p>"), status=404)
    expected = ExpectedPortal(info.id, "robots_forbidden", "")
    return Site(Routes(found, {}, missing), expected)
