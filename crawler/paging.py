"""Lists that a program gives page by page: which pages to ask for next, and when to stop."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crawler.model import Entry, Found, Listing, Row
from crawler.page import strip_fragment
from crawler.sort import has_reports

MAX_PAGES = 300

# The ways to ask for a page by its number, the likeliest first.
Ask = Callable[[int], Sequence[Found]]


def ask_first(ways: Sequence[Found], *, pages: int | None = None) -> tuple[Found, ...]:
    """Return the request for the first page of a list whose page shows no rows itself."""
    return (_chain(ways, 1, {"seen": [], "pages": pages}),)


def ask_beyond(
    entry: Entry, rows: Sequence[Row], ask: Ask, *, size: int, total: int | None
) -> tuple[Found, ...]:
    """Return the requests for what a list's page, which has these rows, does not show.

    It may show none, or several of the server's pages at once.
    """
    pages = count_pages(total, size)
    if not rows:
        return ask_first(ask(1), pages=pages)
    if pages is None and len(rows) < size:
        return ()
    return turn(entry, rows, ask, pages=pages, here=len(rows) // size or 1).pages


def turn(
    entry: Entry, rows: Sequence[Row], ask: Ask, *, pages: int | None = None, here: int = 1
) -> Listing:
    """Return a page's rows and the pages to ask for after it; `pages` is how many there are.

    The first page that was turned shows whether the server understands: only when its rows are
    new are all others asked for at once. Where they are not, the next way to ask is tried. A list
    that does not tell its length is followed until a page brings nothing new.
    """
    told = entry.context
    number, known = told.get("number", here), told.get("pages") or pages
    seen, mark = told.get("seen", []), mark_rows(rows)
    listing = Listing(tuple(rows), rows_are_all=True)
    if told.get("batch"):
        short = None if rows else f"page {number} of {known} is empty"
        return replace(listing, shortfall=short)
    if not rows or mark in seen:
        return _stop(entry, listing, number, known)
    if known is not None and known <= number:
        return listing
    if number >= MAX_PAGES:
        return replace(listing, shortfall=f"more than {MAX_PAGES} pages")
    context = {"seen": [*seen, mark], "pages": known}
    if not seen or known is None:
        return replace(listing, pages=(_chain(ask(number + 1), number + 1, context),))
    others = range(number + 1, min(known, MAX_PAGES) + 1)
    batch = tuple(_chain(ask(one), one, {"batch": True, "pages": known}) for one in others)
    short = f"{known} pages, of which {MAX_PAGES} are asked for" if known > MAX_PAGES else None
    return replace(listing, pages=batch, shortfall=short)


def _stop(entry: Entry, listing: Listing, number: int, known: int | None) -> Listing:
    """Try another way to ask, or say that the list has more than it shows."""
    if not listing.rows and not known:
        return listing
    if entry.otherwise:
        return replace(listing, pages=(entry.otherwise,))
    short = f"page {number} of {known} brought nothing new" if known else None
    return replace(listing, shortfall=short)


def choose(lists: Sequence[tuple[Sequence[Row], Sequence[Found]]]) -> tuple[Found, ...]:
    """Return what is asked for of a page's lists, told by the rows shown and the pages beyond.

    Of several a page may show the news in one: only those of reports are gone through.
    """
    if len(lists) == 1:
        return tuple(lists[0][1])
    asked: list[Found] = []
    for rows, beyond in lists:
        if not rows:
            asked += map(doubt, beyond)
        elif has_reports(rows):
            asked += beyond
    return tuple(asked)


def doubt(found: Found) -> Found:
    """Mark a list that may be of anything; it is gone through if its first page has reports."""
    otherwise = doubt(found.otherwise) if found.otherwise else None
    return replace(found, context={**found.context, "doubtful": True}, otherwise=otherwise)


def count_pages(total: int | None, size: int | None) -> int | None:
    """Return how many pages a number of rows fills, None if either is not known."""
    return math.ceil(total / size) if total is not None and size else None


def _chain(ways: Sequence[Found], number: int, context: Mapping[str, Any]) -> Found:
    """Return the first way to ask for a page, each with the one to try where it fails."""
    found: Found | None = None
    for way in reversed(ways):
        told = {**way.context, "number": number, **context}
        found = replace(way, context=told, otherwise=found)
    assert found is not None  # noqa: S101 - there is at least one way
    return found


def mark_rows(rows: Sequence[Row]) -> str:
    """Return a short sign of which rows a page has."""
    urls = "\n".join(row.url for row in rows)
    return hashlib.blake2s(urls.encode(), digest_size=6).hexdigest()


def headers_of(column: str) -> dict[str, str]:
    """Return what a browser's script sends along from a column's page; some servers insist."""
    return {"Referer": strip_fragment(column), "X-Requested-With": "XMLHttpRequest"}


def column_of(entry: Entry) -> str:
    """Return the page that a list's rows are shown on, to which their links are relative."""
    return str(entry.context.get("column") or entry.url)
