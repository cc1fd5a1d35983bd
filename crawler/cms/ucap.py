"""Ucap (开普): static lists whose pages are counted from 1, or JSON from a search by channel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.answers import AnswerError, count, read_answer, show
from crawler.attachments import find_attachments
from crawler.cms import generic, trs
from crawler.file_names import find_document, name_file
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join
from crawler.pagers import find_pages, read_pager
from crawler.paging import ask_first, count_pages, turn
from crawler.rows import find_date
from extract.javascript import drop_comments, read_literal

CHINA = timezone(timedelta(hours=8))
# Elements and attributes of the template engine that reach the reader.
_MARKS = re.compile(
    r"<(?:UCAPTITLE|UCAPCONTENT|PUBLISHTIME|CMSPRO_\w+)\b|<meta\s[^<>]*\bname=[\"']channelid[\"']",
    re.IGNORECASE,
)
# /yl/c108464/202501/0123456789abcdef0123456789abcdef.shtml, /csrc/c106256/c7633115/content.shtml
_ADDRESS = re.compile(r"(?:/\d{6}/[0-9a-f]{32}|/c\d{5,}/[\w/-]*\w)\.shtml\b", re.IGNORECASE)
_SEARCH = re.compile(r"/(?:common/search|searchList)/[\w-]+$")
_CALLED = re.compile(
    r"[\"'](?P<url>[^\"'\s]*/(?:(?:common/search|searchList)/[\w-]+|interfacesWeb\w*/loadData)"
    r"(?:\?[^\"'\s]*)?)[\"']"
)
_POST = re.compile(r"\.post\s*\(|\b(?:type|method)\s*:\s*[\"']post[\"']", re.IGNORECASE)
_DATA = re.compile(r"\bdata\s*:\s*(?=\{)|\.(?:post|get\w*)\s*\([^{]{1,300}?,\s*(?=\{)")
_CHANNEL = re.compile(r"\bchannel_?id[\"']?\s*[:=]\s*[\"']([\w-]{4,})[\"']", re.IGNORECASE)
_PAGE_KEY = re.compile(r"^(?:page|current)(?:index|no|num|number|page)?$", re.IGNORECASE)
_USUAL = {"page": "1", "_pageSize": "15", "_isAgg": "true", "_isJson": "true",
          "_template": "index", "_rangeTimeGte": "", "_channelName": ""}  # fmt: skip
_HAN = re.compile(r"[\u3400-\u9fff]")
_TAG = re.compile(r"<[^<>]*>")


def recognise(page: Page) -> bool:
    """Look for the template engine's own elements, addresses and pagers, or for its search."""
    path = urlsplit(page.url).path
    if not page.is_html:
        return bool(_SEARCH.search(path))
    if _MARKS.search(page.bare) or any(map(_ADDRESS.search, (path, *page.own_addresses))):
        return True
    pager = read_pager(page)
    return pager is not None and pager.contained and not trs.bears_marks(page)


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read the rows that stand in the page, or ask the program that fills it."""
    if not page.is_html:
        return _read_answer(page, entry)
    plain = generic.list_rows(page, entry)
    static = find_pages(page, entry, plain.rows) or plain.pages
    calls = () if static else tuple(_calls(page))
    if not (calls or static or any(row.published_on for row in plain.rows)):
        calls = tuple(_by_channel(page))
    filled = ask_first(calls) if calls else ()
    return Listing(plain.rows, (*static, *filled))


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _calls(page: Page) -> Iterator[Found]:
    """Yield what the page's scripts ask for: a search by channel, or 苏州's loadData."""
    for script in map(drop_comments, page.scripts):
        for call in _CALLED.finditer(script):
            url = page.join(call["url"])
            fields = _fields(script)
            if url and "loadData" in url:
                channel = _CHANNEL.search(script)
                named = {"channel_id": channel[1] if channel else page.meta("channelid")}
                yield _ask(url, {"pageIndex": "1", **named, **fields})
            elif url and _POST.search(script):
                yield _ask(url, {"page": "1", **fields})
            elif url:
                yield _search(url, fields)


def _by_channel(page: Page) -> Iterator[Found]:
    """Yield the two ways to search the channel that a page without rows says it is."""
    channel = page.meta("channelid")
    for path in ("common/search", "searchList") if channel else ():
        if url := page.join(f"/{path}/{channel}"):
            yield _search(url, {})


def _fields(script: str) -> dict[str, str]:
    """Return the fields that a call sends, as far as they are written out; it begins at page 1."""
    found = _DATA.search(script)
    given = read_literal(script, found.end()) if found else None
    fields = given if isinstance(given, dict) else {}
    told = {key: value for key, value in fields.items() if value is not None}
    first = {key: 1 for key in fields if _PAGE_KEY.match(key)}
    return {key: _written(value) for key, value in {**told, **first}.items()}


def _written(value: Any) -> str:
    """Write a value as JavaScript does."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _search(url: str, fields: Mapping[str, str]) -> Found:
    """Ask a search with the parameters that the template engine's own lists use."""
    parts = urlsplit(url)
    query = {**_USUAL, **dict(parse_qsl(parts.query, keep_blank_values=True)), **fields}
    query |= {"page": "1", "_isJson": "true"}
    asked = parts._replace(query=urlencode(query)).geturl()
    return Found(asked, "list", {"family": "ucap"}, priority=60)


def _ask(url: str, form: Mapping[str, str]) -> Found:
    return Found(url, "list", {"family": "ucap"}, "POST", urlencode(form), priority=60)


def _read_answer(page: Page, entry: Entry) -> Listing:
    data = read_answer(page.text).get("data")
    results = (data.get("results") or data.get("list")) if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(results, list | None):
        raise AnswerError(f"no results: {show(page.text)}")
    rows = tuple(row for result in results or () if (row := _row(page, result)))
    size = count(data.get("rows")) or len(rows)
    pages = count(data.get("totalPage")) or count_pages(count(data.get("total")), size)
    return turn(entry, rows, lambda n: [_turned(entry, n)], pages=pages)


def _turned(entry: Entry, number: int) -> Found:
    """Ask for another page as this one was asked for."""
    parts = urlsplit(entry.url)
    asked = Found(
        entry.url, "list", {"family": "ucap"}, entry.method, entry.body, entry.headers, 60
    )
    if entry.body:
        return replace(asked, body=_renumber(entry.body, number))
    return replace(asked, url=parts._replace(query=_renumber(parts.query, number)).geturl())


def _renumber(query: str, number: int) -> str:
    fields = dict(parse_qsl(query, keep_blank_values=True))
    keys = [key for key in fields if _PAGE_KEY.match(key)] or ["page"]
    return urlencode({**fields, **dict.fromkeys(keys, str(number))})


def _row(page: Page, result: Any) -> Row | None:
    """Read a result; 苏州's have their keys in capitals."""
    if not isinstance(result, dict):
        return None
    told = {key.lower(): value for key, value in result.items()}
    url = join(page.url, str(told.get("url") or ""))
    title = _TAG.sub("", str(told.get("title") or told.get("subtitle") or ""))
    attachments = tuple(_attachments(page, told.get("reslist")))
    return Row(url, title, _date(told), attachments) if url else None


def _date(told: Mapping[str, Any]) -> str | None:
    """Return the day of publication, written out or as milliseconds since 1970."""
    for key in ("publishedtimestr", "published_time_format", "publishedtime", "published_time"):
        value = told.get(key)
        if isinstance(value, int) and value > 0:
            return datetime.fromtimestamp(value / 1000, UTC).astimezone(CHINA).date().isoformat()
        if isinstance(value, str) and (day := find_date(value)):
            return day
    return None


def _attachments(page: Page, resources: Any) -> Iterator[Attachment]:
    """Read the documents of a result: what is an address among their values, what is a name."""
    for resource in resources if isinstance(resources, list) else ():
        values = resource.values() if isinstance(resource, dict) else ()
        texts = [value for value in values if isinstance(value, str)]
        for url in (join(page.url, text) for text in texts if "/" in text):
            if url and find_document(url):
                yield Attachment(url, name_file(url, [one for one in texts if _HAN.search(one)]))
