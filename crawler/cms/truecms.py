"""TrueCMS: shown by Hanweb's jpage, filled by JSONP that wraps the same XML of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from crawler.answers import AnswerError, read_answer, show
from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.datastore import Call, pair, read_stores, renumber
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Page, join, read_anchors
from crawler.paging import ask_beyond, choose, column_of, turn
from crawler.rows import read_row

_PROGRAM = "getMessage.do"
_USUAL_SIZE = 20


def recognise(page: Page) -> bool:
    """Look for a script that names the program."""
    return any(_PROGRAM in script for script in page.scripts)


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read what a page holds of its lists and ask for the rest, or read a page of one."""
    if entry.context.get("family"):
        return _read_answer(page, entry)
    plain = generic.list_rows(page, entry)
    hidden = tuple(_hidden(page))
    rows = [*hidden, *plain.rows]
    lists = []
    for store, call in pair(page.bare):
        shown = store.rows(page.base) if store else hidden
        rows += shown if store else ()
        if call and _PROGRAM in call.proxy:
            lists.append((shown, _ask_beyond(page, entry, call, shown)))
    return Listing(tuple(rows), choose(lists))


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _hidden(page: Page) -> Iterator[Row]:
    """Rows may stand in a hidden element instead, on some sites with no program behind it."""
    for element in page.tree.xpath("//*[@id='initData']"):
        yield from map(read_row, read_anchors(element, page.base))


def _ask_beyond(page: Page, entry: Entry, call: Call, rows: Sequence[Row]) -> tuple[Found, ...]:
    """Servers limit the rows of a page, each otherwise: the page's own number is asked for."""
    size = call.size or _USUAL_SIZE
    window = {"startrecord": 1, "endrecord": size, "perpage": size}
    query = urlencode({**window, **call.parameters, "callback": "cb", "contentTemplate": ""})
    url = f"{join(page.base, call.proxy)}?{query}"

    def ask(number: int) -> Sequence[Found]:
        return (_found(renumber(url, number), page.url),)

    return ask_beyond(entry, rows, ask, size=size, total=call.total)


def _read_answer(page: Page, entry: Entry) -> Listing:
    result = read_answer(page.text).get("result")
    if not isinstance(result, str):
        raise AnswerError(f"no result: {show(page.text)}")
    column = column_of(entry)
    rows = tuple(row for store in read_stores(result) for row in store.rows(column))

    def ask(number: int) -> Sequence[Found]:
        return (_found(renumber(entry.url, number), column),)

    return turn(entry, rows, ask)


def _found(url: str, column: str) -> Found:
    """Without the column as Referer some servers answer 404."""
    return Found(url, "list", {"family": "truecms"}, headers={"Referer": column}, priority=60)
