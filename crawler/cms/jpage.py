"""Hanweb's jpage: rows as XML inside a script, further pages from a proxy that the page names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from crawler.answers import AnswerError, show
from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.datastore import Call, Store, has_datastore, pair, read_stores
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join
from crawler.paging import begin, count_pages, turn
from crawler.rows import names_report

_PROXY = "dataproxy.jsp"
# TrueCMS shows its rows with the same call, but has another server behind it.
_OTHER = "getMessage.do"


def recognise(page: Page) -> bool:
    """Look for the XML of the rows or the proxy that they come from."""
    return _OTHER not in page.bare and (has_datastore(page) or _PROXY in page.bare)


def list_rows(page: Page, entry: Entry) -> Listing:
    """Unwrap the rows of every list of a page, or of the proxy's answer."""
    if entry.context.get("family"):
        return _read_answer(page, entry)
    units = tuple(_units(page))
    plain = generic.list_rows(page, entry)
    rows = [row for unit in units for row in unit.rows]
    rows += [row for row in plain.rows if names_report(row.title)]
    pages = tuple(
        found
        for unit in units
        if len(units) == 1 or any(names_report(row.title) for row in unit.rows)
        for found in unit.turn(entry)
    )
    return Listing(tuple(rows), pages, plain.columns, rows_are_all=True)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


@dataclass(frozen=True)
class _Unit:
    """One list of a page: the rows shown at first, and where the others come from."""

    rows: tuple[Row, ...]
    link: str
    proxy: str
    form: str
    size: int
    total: int | None

    def turn(self, entry: Entry) -> tuple[Found, ...]:
        """Ask for the pages that are not shown."""
        pages = count_pages(self.total, self.size)
        if not self.proxy or (pages is None and 0 < len(self.rows) < self.size):
            return ()
        if not self.rows:
            return begin(self.ask, pages=pages)
        # The page may show several of the server's pages at once.
        return turn(entry, self.rows, self.ask, pages=pages, here=len(self.rows) // self.size or 1)

    def ask(self, number: int) -> Sequence[Found]:
        """Ask by the link as it stands, for its ids may be encrypted, or as the script does."""
        window = _renumber(f"{self.proxy}?startrecord=&endrecord=&perpage={self.size}", number)
        posted = _found(window, "POST", self.form)
        if self.link:
            return _found(_renumber(self.link, number)), posted
        return posted, _found(f"{window}&{self.form}")


def _units(page: Page) -> Iterator[_Unit]:
    for store, call in pair(page.bare):
        if store or (call and _PROXY in call.proxy):
            yield _unit(page, store, call)


def _unit(page: Page, store: Store | None, call: Call | None) -> _Unit:
    rows = store.rows(page.base) if store else ()
    link = (store and store.following and join(page.base, store.following)) or ""
    proxy = link.partition("?")[0] or (call and join(page.base, call.proxy)) or ""
    told = [store.total if store else None, call.total if call else None]
    return _Unit(
        rows,
        link,
        proxy,
        re.sub(r"(?:^|(?<=&))page=\d*&?", "", link.partition("?")[2])
        or urlencode(call.parameters if call else {}),
        (call and call.size) or len(rows) or 1,
        next((total for total in told if total is not None), None),
    )


def _read_answer(page: Page, entry: Entry) -> Listing:
    stores = read_stores(page.text)
    if not stores and page.text.strip():
        raise AnswerError(f"no datastore: {show(page.text)}")
    base = entry.context.get("column") or page.url
    rows = tuple(row for store in stores for row in store.rows(base))
    link = next((store.following for store in stores if store.following), None)

    def ask(number: int) -> Sequence[Found]:
        url = join(base, link) if link and entry.method == "GET" else None
        return (_found(_renumber(url or entry.url, number), entry.method, entry.body),)

    return Listing(rows, turn(entry, rows, ask), rows_are_all=True)


def _found(url: str, method: str = "GET", form: str = "") -> Found:
    return Found(url, "list", {"family": "jpage"}, method, form, priority=60)


def _renumber(url: str, number: int) -> str:
    """Write a page's number into an address; some servers count pages and some records."""
    size = re.search(r"[?&]perpage=(\d+)", url)
    fields = {"page": number}
    if size and "startrecord=" in url:
        last = number * int(size[1])
        fields |= {"startrecord": last - int(size[1]) + 1, "endrecord": last}
    for name, value in fields.items():
        written, times = re.subn(rf"([?&]{name}=)[^&]*", rf"\g<1>{value}", url)
        url = written if times else f"{url}{'&' if '?' in url else '?'}{name}={value}"
    return url
