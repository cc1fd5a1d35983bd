"""Hanweb's newer station groups: `/<site>/<channel>/pc/list.html`, rows as JSON from /queryList."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.answers import AnswerError, count, plain, read_answer, read_inner, show
from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.datastore import read_calls
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join
from crawler.paging import ask_first, choose, column_of, count_pages, headers_of, turn
from crawler.rows import find_date

_ADDRESS = re.compile(r"/(?P<webSiteCode>[\w-]+)/(?P<channelCode>[\w-]+)/pc/list\.html$")
_PROGRAM = "/queryList"
_CODE = re.compile(
    r"\b(webSiteCode|channelCode|unitid|perPage)(?:\[\])?[\"']?\s*[:=]\s*\[?\s*[\"']?([\w-]+)"
)
_USUAL = {"perPage": 15, "sort": "sortNum", "order": "desc", "showMode": "full"}


def recognise(page: Page) -> bool:
    """Look for the program, for the codes that it wants, or for the address of its lists."""
    script = "\n".join(page.scripts)
    if _PROGRAM in script or {"webSiteCode", "channelCode"} <= dict(_CODE.findall(script)).keys():
        return True
    return page.is_html and bool(_ADDRESS.search(urlsplit(page.url).path))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Ask for the first page of each list, or read a page of one."""
    if entry.context.get("family"):
        return _read_results(page, entry)
    lists = [((), ask_first((_ask(page.url, options),))) for options in _lists(page)]
    return replace(generic.list_rows(page, entry), pages=choose(lists))


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _lists(page: Page) -> Iterator[Mapping[str, Any]]:
    """Yield what each call says of its list, or else what the script or the address says."""
    calls = [call.options for call in read_calls(page.bare) if "channelCode" in call.options]
    yield from calls
    address = _ADDRESS.search(urlsplit(page.url).path)
    told = {**(address.groupdict() if address else {}), **dict(_CODE.findall(page.bare))}
    if not calls and "channelCode" in told:
        yield told


def _ask(column: str, options: Mapping[str, Any]) -> Found:
    program = urljoin(column, str(options.get("url") or options.get("proxyUrl") or _PROGRAM))
    size = options.get("perPage") or _USUAL["perPage"]
    fields: list[tuple[str, Any]] = [("current", 1), ("pageSize", size)]
    for name, value in {**_USUAL, **options}.items():
        if name in {"webSiteCode", "channelCode"}:
            values = value if isinstance(value, list) else [value]
            fields += [(f"{name}[]", one) for one in values]
        elif isinstance(value, str | int) and name not in {"url", "proxyUrl"}:
            fields.append((name, value))
    return _found(program, urlencode(fields), column)


def _found(program: str, body: str, column: str) -> Found:
    return Found(
        program, "list", {"family": "querylist"}, "POST", body, headers_of(column), priority=60
    )


def _read_results(page: Page, entry: Entry) -> Listing:
    data = read_answer(page.text).get("data")
    results = data.get("results") if isinstance(data, dict) else None
    if data is None or not isinstance(results, list):
        raise AnswerError(f"no results: {show(page.text)}")
    column = column_of(entry)
    rows = tuple(row for result in results if (row := _read_row(result, column)))
    size = max(len(results), 1)
    pages = count_pages(count(data.get("total")), size)

    def ask(number: int) -> Sequence[Found]:
        fields = [(name, value) for name, value in parse_qsl(entry.body) if name != "current"]
        return (_found(entry.url, urlencode([("current", number), *fields]), column),)

    return turn(entry, rows, ask, pages=pages)


def _read_row(result: Any, column: str) -> Row | None:
    """`urls` is an object, as JSON inside a string."""
    source = result.get("source", result) if isinstance(result, dict) else {}
    urls = read_inner(source.get("urls"))
    address = (urls.get("pc") if isinstance(urls, dict) else None) or source.get("url")
    url = join(column, str(address or ""))
    title = plain(source.get("title") or source.get("showTitle"))
    return Row(url, title, find_date(str(source.get("pubDate") or ""))) if url else None
