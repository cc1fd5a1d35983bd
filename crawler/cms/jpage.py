"""Hanweb's jpage: rows as XML inside a script, further pages from a proxy that the page names."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join, parse_html, read_anchors
from crawler.rows import is_menu_entry, looks_like_article, read_row

MAX_PAGES = 300
_DATASTORE = re.compile(r"<datastore>.*?</datastore>", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_GROUP = re.compile(
    r"<nextgroup>\s*<!\[CDATA\[\s*<a\b[^>]*?\bhref\s*=\s*[\"'](.*?)[\"'].*?\]\]>\s*</nextgroup>",
    re.DOTALL | re.IGNORECASE,
)
_CALL = re.compile(r"\.jpage\s*\(\s*\{", re.IGNORECASE)
_NUMBER = re.compile(r"\b(totalRecord|perPage)\s*:\s*[\"']?(\d+)")
_PROXY = re.compile(r"\bproxyUrl\s*:\s*[\"']([^\"']+)")
_AJAX = re.compile(r"\bajaxParam\s*:\s*\{([^}]*)\}")
_PAIR = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*[\"']?([^\"',}]+)")
_PAGE_NUMBER = re.compile(r"([?&]page=)(\d+)")


def recognise(page: Page) -> bool:
    """Look for the XML of the rows or the call that shows them."""
    return bool(_DATASTORE.search(page.text) or _CALL.search(page.text))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Unwrap the rows and name every further page once."""
    rows = tuple(_rows(page))
    menus = [
        anchor
        for anchor in page.anchors
        if page.is_html and is_menu_entry(anchor.label) and not looks_like_article(anchor.url)
    ]
    columns = generic.find_columns(page, menus, entry) if entry.role == "column" else ()
    return Listing(rows, tuple(_pages(page, entry, rows)), columns, rows_are_all=True)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _rows(page: Page) -> Iterator[Row]:
    for store in _DATASTORE.findall(_unescape(page.text)):
        for record in _RECORD.findall(store):
            for anchor in read_anchors(parse_html(record), page.url):
                yield read_row(anchor)


def _unescape(text: str) -> str:
    """A datastore inside a script's string has its quotes and slashes escaped."""
    return text.replace("\\'", "'").replace('\\"', '"').replace("\\/", "/")


def _pages(page: Page, entry: Entry, rows: tuple[Row, ...]) -> Iterator[Found]:
    if entry.context.get("counted"):
        return
    link = _next_group(page) or _proxy_link(page)
    if not link or not rows:
        return
    numbers: dict[str, Any] = dict(_NUMBER.findall(page.text))
    if numbers.get("totalRecord") and int(numbers.get("perPage", 0)):
        count = math.ceil(int(numbers["totalRecord"]) / int(numbers["perPage"]))
        for number in range(2, min(count, MAX_PAGES) + 1):
            yield _page(link, number, {"counted": True})
        return
    yield from _walk(link, entry, rows)


def _walk(link: str, entry: Entry, rows: tuple[Row, ...]) -> Iterator[Found]:
    """Without a total, go on while pages bring other rows than the one before."""
    named = _PAGE_NUMBER.search(link)
    number = max(int(named[2]) if named else 2, int(entry.context.get("page", 1)) + 1)
    urls = [row.url for row in rows]
    if urls != entry.context.get("rows") and number <= MAX_PAGES:
        yield _page(link, number, {"page": number, "rows": urls})


def _page(link: str, number: int, context: dict[str, Any]) -> Found:
    url = _PAGE_NUMBER.sub(rf"\g<1>{number}", link)
    return Found(url, "list", context, priority=60)


def _next_group(page: Page) -> str | None:
    """Return the proxy's address as the page gives it: its ids may be encrypted."""
    group = _GROUP.search(_unescape(page.text))
    return join(page.url, html.unescape(group[1])) if group else None


def _proxy_link(page: Page) -> str | None:
    proxy = _PROXY.search(page.text)
    if not proxy:
        return None
    parameters = _AJAX.search(page.text)
    pairs = {"page": "2", **dict(_PAIR.findall(parameters[1] if parameters else ""))}
    mark = "&" if "?" in proxy[1] else "?"
    return join(page.url, proxy[1] + mark + urlencode(pairs))
