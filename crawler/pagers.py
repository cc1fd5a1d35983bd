"""Pagers of static lists: a call in a script says how many pages there are and how they are named.

The first page has no number. The second is `_1` where the script counts from 0 and `_2` where it
counts from 1, which the number of the current page tells.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from crawler.model import Entry, Found, Row
from crawler.page import Page
from crawler.paging import mark_rows
from extract.javascript import drop_comments, read_arguments, read_literal

MAX_PAGES = 1_000
AT_ONCE = 25
_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(", re.IGNORECASE)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_OPTIONS = re.compile(r"(?:\bPager|\.pagination)\s*\(\s*(?=\{)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d+)")
# document.write("<a href=\"index\"+\"_\"+i+\".\"+\"html\">")
_WRITTEN = re.compile(
    r"[\"'/=](?P<name>[\w-]+)\\?[\"']?\s*\+?\s*\\?[\"']?_\\?[\"']\s*\+"
    r".{0,60}?\b(?P<extension>s?html?)\b"
)
_FILE = re.compile(r"(?P<name>[\w-]*?)(?:_\d{1,3})?(?:\.(?P<extension>\w+))?")


@dataclass(frozen=True)
class Pager:
    """What a pager says; `current` is None where it does not say which page this is.

    `contained` tells that the call names an element to fill, as Ucap's do and TRS's do not.
    """

    count: int
    current: int | None
    name: str
    extension: str
    contained: bool = False


def read_pager(page: Page) -> Pager | None:
    """Return what the first pager of a page says."""
    return next(_pagers(page), None)


def find_pages(page: Page, entry: Entry, rows: Sequence[Row]) -> tuple[Found, ...]:
    """Return the other pages of a list whose first page this is.

    Of many, some are named at first; the last of these names the next ones, if it has other rows
    than the page that named it: pagers may count pages that are not there.
    """
    pager = read_pager(page)
    if pager is None:
        return ()
    mark, told = mark_rows(rows), entry.context.get("pager")
    if told is None and _is_numbered(page.url, pager):
        return ()
    number, last, known = told or (*_numbers(pager), "")
    if mark == known:
        return ()
    until = min(last, number + AT_ONCE - 1)
    found = [_page(page, pager, one) for one in range(number, until + 1)]
    if found and found[-1] and until < last:
        found[-1] = replace(found[-1], context={"pager": [until + 1, last, mark]})
    return tuple(one for one in found if one)


def _page(page: Page, pager: Pager, number: int) -> Found | None:
    url = page.join(f"{pager.name}_{number}.{pager.extension.lstrip('.')}")
    return Found(url, "list", priority=60) if url else None


def _numbers(pager: Pager) -> tuple[int, int]:
    """Return the first and the last number of further pages.

    Where it is not told whether counting starts at 0 or 1, both `_1` and the last are tried.
    """
    if pager.count < 2:
        return 1, 0
    first = {None: 1, 0: 1}.get(pager.current, 2)
    last = pager.count - 1 if pager.current == 0 else pager.count
    return first, min(last, MAX_PAGES)


def _is_numbered(url: str, pager: Pager) -> bool:
    file = urlsplit(url).path.rpartition("/")[2]
    return bool(re.fullmatch(rf"{re.escape(pager.name)}_\d+\.\w+", file))


def _pagers(page: Page) -> Iterator[Pager]:
    for script in map(drop_comments, page.scripts):
        for call in _CALL.finditer(script):
            yield from _from_call(page, read_arguments(script, call.end()))
        if count := _COUNT.search(script):
            yield _from_count(page, script, int(count[1]))
        for call in _OPTIONS.finditer(script):
            options = read_literal(script, call.end())
            if isinstance(options, dict):
                yield from _from_options(page, options, from_zero="Pager" in call[0])


def _from_call(page: Page, given: list[Any]) -> Iterator[Pager]:
    """Read createPageHTML(pages, current, name, extension) and its kin.

    Three leading numbers are (rows, pages, current); a container's name may stand before them, and
    counting then is from 1: ('page_div', pages, current, name, extension, rows).
    """
    contained = bool(given) and isinstance(_number(given[0]), str)
    values = [_number(value) for value in given[contained:]]
    names = [value for value in values if isinstance(value, str)]
    leading = values[: values.index(names[0])] if names else values
    numbers = [value for value in leading if isinstance(value, int)]
    if len(numbers) != len(leading) or not numbers:
        return
    count = numbers[1] if len(numbers) == 3 else numbers[0]
    current = numbers[-1] if len(numbers) > 1 else 1 if contained else None
    if len(names) > 1:
        yield Pager(count, current, names[0], names[1], contained)
    else:
        yield replace(_named_by_page(page, count, current), contained=contained)


def _from_count(page: Page, script: str, count: int) -> Pager:
    """Read `var currentPage = 0; var countPage = 2` and the addresses that are written from it."""
    current, written = _CURRENT.search(script), _WRITTEN.search(script)
    number = int(current[1]) if current else None
    if written:
        return Pager(count, number, written["name"], written["extension"])
    return _named_by_page(page, count, number)


def _from_options(page: Page, options: dict[str, Any], *, from_zero: bool) -> Iterator[Pager]:
    """Read Pager({size, current, prefix, suffix}) or .pagination({totalPage}).

    The second is 上海's, whose second page is `index_2.html`.
    """
    numbers = {key: number for key in options if isinstance(number := _number(options[key]), int)}
    count = _count(numbers)
    if count is None or not options.keys() & {"prefix", "totalPage"}:
        return
    current = numbers.get("current", 0 if from_zero else 1)
    usual = _named_by_page(page, count, current)
    name, extension = options.get("prefix"), options.get("suffix")
    yield Pager(count, current, str(name or usual.name), str(extension or usual.extension))


def _count(numbers: dict[str, int]) -> int | None:
    """Return how many pages there are; a total is one of rows where a page's rows are told."""
    for key in ("totalPage", "totalPages", "pageCount", "pages"):
        if key in numbers:
            return numbers[key]
    total, size = numbers.get("total"), numbers.get("pageSize") or numbers.get("size")
    return math.ceil(total / size) if total and size else total or size


def _named_by_page(page: Page, count: int, current: int | None) -> Pager:
    """Name further pages after this one, or after the address that the page states for it."""
    stated = page.tree.xpath("//*[@id='pageParam']/@url")
    file = urlsplit(str(stated[0]) if stated else page.url).path.rpartition("/")[2]
    parts = _FILE.fullmatch(file)
    name = parts["name"] if parts else ""
    extension = parts["extension"] if parts else None
    return Pager(count, current, name or "index", extension or "html")


def _number(value: Any) -> Any:
    """Numbers may stand in quotes."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value
