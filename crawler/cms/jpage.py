"""Hanweb's jpage: rows as XML inside a script, further pages from a proxy that the page names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from crawler.answers import AnswerError, show
from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.datastore import Call, Store, has_datastore, pair, read_stores, renumber
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join
from crawler.paging import ask_beyond, choose, turn
from crawler.sort import has_reports

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
    units = tuple(_units(page, entry))
    plain = generic.list_rows(page, entry)
    pages = choose([(unit.rows, unit.beyond(entry)) for unit in units])
    rows = (row for unit in units for row in unit.rows)
    columns = (one for unit in units for one in unit.columns)
    short = next(filter(None, (unit.shortfall for unit in units)), None)
    return Listing((*rows, *plain.rows), pages, tuple(columns), shortfall=short)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


@dataclass(frozen=True)
class _Unit:
    """One list of a page: the rows shown at first, and where the others come from."""

    rows: tuple[Row, ...]
    columns: tuple[Found, ...]
    link: str
    proxy: str
    form: str
    size: int
    total: int | None

    def beyond(self, entry: Entry) -> tuple[Found, ...]:
        """Ask for the rows that the page does not show."""
        if not self.proxy:
            return ()
        return ask_beyond(entry, self.rows, self.ask, size=self.size, total=self.total)

    @property
    def shortfall(self) -> str | None:
        """Say that nothing tells where the rest of a list of reports is."""
        if self.proxy or not self.total or self.total <= len(self.rows):
            return None
        short = f"{len(self.rows)} of {self.total} rows, and nothing leads to the others"
        return short if has_reports(self.rows) else None

    def ask(self, number: int) -> Sequence[Found]:
        """Ask by the link as it stands, for its ids may be encrypted, or as the script does."""
        window = renumber(f"{self.proxy}?startrecord=&endrecord=&perpage={self.size}&page=", number)
        posted = _found(window, "POST", self.form)
        if self.link:
            return _found(renumber(self.link, number)), posted
        return posted, _found(f"{window}&{self.form}")


def _units(page: Page, entry: Entry) -> Iterator[_Unit]:
    for store, call in pair(page.bare):
        if store or (call and _PROXY in call.proxy):
            yield _unit(page, entry, store, call)


def _unit(page: Page, entry: Entry, store: Store | None, call: Call | None) -> _Unit:
    rows = store.rows(page.base) if store else ()
    link = (store and store.following and join(page.base, store.following)) or ""
    proxy = link.partition("?")[0] or (call and join(page.base, call.proxy)) or ""
    told = [store.total if store else None, call.total if call else None]
    return _Unit(
        rows,
        store.columns(page.base, entry) if store else (),
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
        return (_found(renumber(url or entry.url, number), entry.method, entry.body),)

    columns = tuple(one for store in stores for one in store.columns(base, entry))
    return replace(turn(entry, rows, ask), columns=columns)


def _found(url: str, method: str = "GET", form: str = "") -> Found:
    return Found(url, "list", {"family": "jpage"}, method, form, priority=60)
