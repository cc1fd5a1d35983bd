"""Hanweb's JPaaS (页面构建单元): a script's attributes say where a part of the page comes from.

`<script src="…/unitbuild.js" url="/…/front/page/build/unit" queryData="{'tagId':'右侧内容', …}">`
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from lxml.html import HtmlElement

from crawler.answers import AnswerError, count, read_answer, show
from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.directories import find_below
from crawler.model import Attachment, Entry, Found, Listing
from crawler.page import Page, join, page_of
from crawler.paging import ask_first, choose, column_of, count_pages, doubt, headers_of, turn
from crawler.rows import read_row
from extract.javascript import read_literal

_UNIT = re.compile(r"<script\b[^<>]*\bqueryData\s*=", re.IGNORECASE)
# Parts of a page that are no list: head and foot, menus, banners, searches.
_FURNITURE = re.compile(
    r"导航|菜单|位置|头部|顶部|底部|页[头眉脚尾]|友情|链接|轮播|横幅|搜索|检索"
    r"|banner|nav|head|foot|menu|search",
    re.IGNORECASE,
)
_PAGING = {"paramJson", "pageNo", "pageSize"}


def recognise(page: Page) -> bool:
    """Look for a script that tells what is to be asked for."""
    return bool(_UNIT.search(page.bare))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Ask for the parts of a page, or read the one that an answer brings."""
    if entry.context.get("family"):
        return _read_unit(page, entry)
    units = [(name, _found(url, page.url)) for name, url in _units(page)]
    lists = [((), ask_first((one,))) for name, one in units if not _FURNITURE.search(name)]
    others = [ask_first((one,)) for name, one in units if _FURNITURE.search(name)]
    reserve = (replace(doubt(one), reserve=True) for (one,) in others)
    return replace(generic.list_rows(page, entry), pages=(*choose(lists), *reserve))


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _units(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each part; names in Chinese go as UTF-8."""
    for script in page.tree.iter("script"):
        told = read_literal(script.get("querydata") or "")
        url = join(page.base, script.get("url") or "")
        if url and isinstance(told, dict):
            fields = {name: "" if value is None else value for name, value in told.items()}
            yield str(told.get("tagId") or ""), f"{url}?{urlencode(fields)}"


def _read_unit(page: Page, entry: Entry) -> Listing:
    answer = read_answer(page.text)
    data = answer.get("data")
    markup = data.get("html") if isinstance(data, dict) else None
    if not isinstance(markup, str):
        raise AnswerError(f"no part of a page: {show(page.text)}")
    part = page_of(markup, column_of(entry))
    rows, columns = tuple(map(read_row, part.anchors)), find_below(part, entry)
    size, total = _pagination(part.tree)

    def ask(number: int) -> Sequence[Found]:
        return tuple(_ways(entry, number, size))

    listing = turn(entry, rows, ask, pages=count_pages(total, size) or 1)
    return replace(listing, columns=columns, rows_are_all=False)


def _pagination(tree: HtmlElement) -> tuple[int | None, int | None]:
    """Return the rows of a page and of the whole list: `<div rows="15" count="17">`."""
    for element in tree.iter():
        if element.get("rows") and element.get("count"):
            return count(element.get("rows")), count(element.get("count"))
    return None, None


def _ways(entry: Entry, number: int, size: int | None) -> Iterator[Found]:
    """Most servers read the page from `paramJson`, some from `pageNo`; some from neither."""
    url, _, query = entry.url.partition("?")
    fields = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in fields if name not in _PAGING]
    asked = {name for name, _ in fields} & _PAGING
    page = {"pageNo": number, "pageSize": size or 15}
    ways: tuple[dict[str, Any], ...] = (
        {"paramJson": json.dumps(page, separators=(",", ":"))},
        page,
    )
    for way in ways:
        if not asked or asked <= set(way):
            paged = urlencode([*kept, *way.items()])
            yield _found(f"{url}?{paged}", column_of(entry))


def _found(url: str, column: str) -> Found:
    return Found(url, "list", {"family": "jpaas"}, headers=headers_of(column), priority=60)
