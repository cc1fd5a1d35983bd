"""Hanweb's XML of rows, in a page, in a script's string or as an answer; it is seldom well formed.

`<datastore><nextgroup>…</nextgroup><recordset><record><![CDATA[<li>…</li>]]></record>…`
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crawler.answers import count
from crawler.directories import find_below
from crawler.model import Entry, Found, Row
from crawler.page import Anchor, Page, page_of, parse_html, read_anchors
from crawler.rows import find_date, read_row
from extract.javascript import read_literal
from extract.text import fold
from extract.titles import parse_title

# What is not closed ends where the next one begins: no text is looked through twice.
_STORE = re.compile(
    r"<datastore\b(?:[^<]++|<(?!\\?/?datastore\b))*+<\\?/datastore\s*>", re.IGNORECASE
)
_RECORD = re.compile(r"<record\b[^<>]*+>((?:[^<]++|<(?!/?record\b))*+)</record\s*>", re.IGNORECASE)
_FOLLOWING = re.compile(
    r"<nextgroup\b(?:[^<]++|<(?!/?nextgroup\b|a\b))*+<a\b[^<>]*?\bhref\s*=\s*[\"']([^\"']*)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"<totalrecord>\D*(\d+)", re.IGNORECASE)
_CALL = re.compile(r"(?:\$|jQuery)\(\s*[\"']#([\w-]+)[\"']\s*\)\s*\.jpage\s*\(\s*(?=\{)")
_ELEMENT = re.compile(r"\bid\s*=\s*[\"']?([\w-]+)")
_BEFORE = 500
_SIZE = re.compile(r"[?&]perpage=(\d+)")
_NUMBERED = re.compile(r"[?&](?:page|startrecord)=")
# FreeMarker and the portal's own engine, in what a server is asked to fill.
_TEMPLATE = re.compile(r"\$\{|<#|<%")


@dataclass(frozen=True)
class Store:
    """One datastore: where it begins in its text, and what it says."""

    start: int
    records: tuple[str, ...]
    following: str | None
    total: int | None

    def rows(self, base: str) -> tuple[Row, ...]:
        """Return the rows; links are relative to `base`."""
        found = (_read_record(record, base) for record in self.records)
        return tuple(replace(row, group=f"datastore {self.start}") for row in found if row)

    def columns(self, base: str, entry: Entry) -> tuple[Found, ...]:
        """Return the columns that records lead to instead of reports."""
        return find_below(page_of("".join(self.records), base), entry)


@dataclass(frozen=True)
class Call:
    """A call that shows a list page by page, `$('#38486').jpage({perPage: 20, …})`."""

    start: int
    element: str
    options: dict[str, Any]

    @property
    def proxy(self) -> str:
        """The address that the pages come from; nothing where the call does not tell it."""
        return str(self.options.get("proxyUrl") or "")

    @property
    def size(self) -> int | None:
        """How many rows a page has."""
        return count(self.options.get("perPage"))

    @property
    def total(self) -> int | None:
        """How many rows the list has."""
        return count(self.options.get("totalRecord"))

    @property
    def parameters(self) -> dict[str, str]:
        """What the server is told of the list."""
        told = self.options.get("ajaxParam")
        return {name: str(value) for name, value in told.items()} if isinstance(told, dict) else {}


def has_datastore(page: Page) -> bool:
    """Tell whether rows stand in a page as XML."""
    return bool(_STORE.search(page.bare))


def read_stores(text: str) -> tuple[Store, ...]:
    """Return the datastores of a text, templates aside."""
    return tuple(
        _read_store(found.start(), _unescape(found[0]))
        for found in _STORE.finditer(text)
        if not _TEMPLATE.search(found[0])
    )


def read_calls(text: str) -> tuple[Call, ...]:
    """Return the calls of `jpage`; XML in their options is passed over, whatever its quotes."""
    blank = _STORE.sub(lambda found: " " * len(found[0]), text)
    calls = []
    for found in _CALL.finditer(blank):
        options = read_literal(blank, found.end())
        if isinstance(options, dict):
            calls.append(Call(found.start(), found[1], options))
    return tuple(calls)


def pair(text: str) -> Iterator[tuple[Store | None, Call | None]]:
    """Yield each datastore of a page with the call that shows it, then the calls without one."""
    calls = list(read_calls(text))
    for store in read_stores(text):
        call = _call_of(store, calls, text)
        if call:
            calls.remove(call)
        yield store, call
    for call in calls:
        yield None, call


def renumber(url: str, number: int) -> str:
    """Write a page's number into a proxy's address; some count pages and some records."""
    fields = {"page": number}
    if size := _SIZE.search(url):
        last = number * int(size[1])
        fields |= {"startrecord": last - int(size[1]) + 1, "endrecord": last}
    for name, value in fields.items():
        url = re.sub(rf"([?&]{name}=)[^&]*", rf"\g<1>{value}", url)
    if _NUMBERED.search(url):
        return url
    return f"{url}{'&' if '?' in url else '?'}page={number}"


def _call_of(store: Store, calls: Sequence[Call], text: str) -> Call | None:
    """A call names the element around its datastore, or holds it; else it comes next."""
    names = _ELEMENT.findall(text, max(0, store.start - _BEFORE), store.start)
    named = [call for call in calls if names and call.element == names[-1]]
    around = [call for call in calls if call.start < store.start and "initData" in call.options]
    following = [call for call in calls if call.start > store.start]
    return next(iter((*named, *around[-1:], *following)), None)


def _read_store(start: int, text: str) -> Store:
    following, total = _FOLLOWING.search(text), _TOTAL.search(text)
    return Store(
        start,
        tuple(_unwrap(record) for record in _RECORD.findall(text)),
        html.unescape(following[1]) if following else None,
        int(total[1]) if total else None,
    )


def _unescape(text: str) -> str:
    """A datastore inside a script's string has its quotes and slashes escaped."""
    return text.replace("\\'", "'").replace('\\"', '"').replace("\\/", "/")


def _unwrap(record: str) -> str:
    inner = re.sub(r"^\s*<!\[CDATA\[|\]\]>\s*$", "", record)
    return html.unescape(inner) if inner.lstrip().startswith("&lt;") else inner


def _read_record(markup: str, base: str) -> Row | None:
    """Read the one row of a record, which may link to its column beside its article."""
    tree = parse_html(markup)
    anchors = list(read_anchors(tree, base))
    if not anchors:
        return None
    row = read_row(max(anchors, key=_worth))
    around = fold(" ".join(tree.itertext())).replace(row.title, " ")
    return replace(row, published_on=row.published_on or find_date(around))


def _worth(anchor: Anchor) -> tuple[bool, int]:
    return parse_title(anchor.label) is not None, len(anchor.label)
