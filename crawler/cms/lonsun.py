"""Lonsun (龙讯): the years of each unit, a directory of units, lists as fragments of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.answers import count
from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.model import Attachment, Entry, Found, Listing
from crawler.page import Page
from crawler.paging import MAX_PAGES, ask_first, turn
from crawler.rows import names_report, read_row
from crawler.scripted import find_joined

# /public/column/6601841?type=3&nav=4, /public/6601841/565412321.html, /site/tpl/7931?nav=4
_ADDRESS = re.compile(
    r"/public/column/\d+|/public/(?:content/)?\d+(?:/\d+\.html|$)|/site/(?:label|tpl)/\d+"
    r"|/content/(?:column|article)/\d+|/openness/public/",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\bid=[\"']timeFrame[\"']|\bclass=[\"'][^\"']*\bxxgk_navli\b")
_UNIT = re.compile(r"/public/column/(\d+)$")
_LIST = re.compile(r"/(?:public|content)/column/\d+")
_LABEL = re.compile(r"/site/label/\d+\?.*\blabelName=\w*List\b")
_COUNT = re.compile(r"\bpageCount[\"']?\s*[:=]\s*[\"']?(\d+)")
# Menu entries of a unit: 1 制度, 2 指南, 3 年报, 4 目录, 5 依申请公开.
_REPORTS = {"type": "3", "nav": "4"}


def recognise(page: Page) -> bool:
    """Look for the addresses and the class names of Lonsun's own pages."""
    if not page.is_html:
        return False
    own = (urlsplit(page.url).path, *page.own_addresses)
    return any(map(_ADDRESS.search, own)) or bool(_MARKS.search(page.bare))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read the years of one unit, the units of a directory, or a list that comes in fragments."""
    if entry.context.get("family"):
        return _read_fragment(page, entry)
    plain = generic.list_rows(page, entry)
    if _is_directory(page.url):
        units = tuple(_units(page))
        return Listing(columns=units, certain=bool(units))
    label = next(_labels(page), None)
    if label and not any(names_report(row.title) for row in plain.rows):
        pages = ask_first([_part(label, 1)])
    else:
        pages = tuple(_numbered(page)) or plain.pages
    return Listing(plain.rows, pages, tuple(_directories(page)))


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to; files of FastDFS have names in texts only."""
    return find_attachments(page)


def _is_directory(url: str) -> bool:
    return ("action", "rel") in parse_qsl(urlsplit(url).query)


def _directories(page: Page) -> Iterator[Found]:
    """Yield the directories of units that a page links to."""
    for anchor in page.anchors:
        if _is_directory(anchor.url) and _LIST.search(anchor.url):
            context = {"title": anchor.label, "certain": True}
            yield Found(anchor.url, "column", context, priority=50)


def _units(page: Page) -> Iterator[Found]:
    """Yield the page of years of each unit of a directory, but not of the one that it is of."""
    own = _UNIT.search(urlsplit(page.url).path)
    for anchor in page.anchors:
        parts = urlsplit(anchor.url)
        unit = _UNIT.search(parts.path)
        if unit and (own is None or unit[1] != own[1]):
            stated = ("type", "3") in parse_qsl(parts.query)
            query = parts.query if stated else urlencode(_REPORTS)
            url = parts._replace(query=query, fragment="").geturl()
            yield Found(url, "column", {"title": anchor.label}, priority=60)


def _numbered(page: Page) -> Iterator[Found]:
    """Yield the further pages of a list that counts them in its script, `?pageIndex=2`."""
    parts = urlsplit(page.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if query.get("pageIndex", "1") == "1" and _LIST.search(parts.path):
        for number in range(2, min(_pages(page) or 1, MAX_PAGES) + 1):
            asked = urlencode({**query, "pageIndex": str(number)})
            yield Found(parts._replace(query=asked).geturl(), "list", priority=60)


def _pages(page: Page) -> int | None:
    found = next(filter(None, map(_COUNT.search, page.scripts)), None)
    return int(found[1]) if found else None


def _labels(page: Page) -> Iterator[str]:
    """Yield the addresses of the fragments that scripts ask for, with the page's own numbers."""
    organ = _UNIT.search(urlsplit(page.url).path)
    site = re.search(r"\bsiteId[\"']?\s*[:=]\s*[\"']?(\d+)", page.bare)
    known = {"organId": organ and organ[1], "siteId": site and site[1]}
    for url in (page.join(one) for text in page.scripts for one in find_joined(text)):
        if url and _LABEL.search(url):
            parts = urlsplit(url)
            fields = dict(parse_qsl(parts.query, keep_blank_values=True))
            told = {key: value for key, value in known.items() if value and not fields.get(key)}
            yield parts._replace(query=urlencode({**fields, **told})).geturl()


def _part(label: str, number: int) -> Found:
    """Ask for one part of a list. It may be of anything: only one with reports is gone through."""
    parts = urlsplit(label)
    fields = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = urlencode({**fields, "pageIndex": str(number)})
    context = {"family": "lonsun", "doubtful": True}
    return Found(parts._replace(query=asked).geturl(), "list", context, priority=60)


def _read_fragment(page: Page, entry: Entry) -> Listing:
    """Read one part of a list; beyond the last there is only the text of `result=`."""
    fields = dict(parse_qsl(urlsplit(entry.url).query))
    rows = tuple(read_row(anchor) for anchor in page.anchors)
    number, size = count(fields.get("pageIndex")) or 1, count(fields.get("pageSize"))
    last = number if size and 0 < len(rows) < size else None
    return turn(entry, rows, lambda n: [_part(entry.url, n)], pages=_pages(page) or last)
