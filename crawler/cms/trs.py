"""TRS WCM: static lists with relative links and pages that a script call numbers."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.model import Attachment, Entry, Found, Listing
from crawler.page import Page

MAX_PAGES = 300
_MARKS = re.compile(
    r"class=[\"'](?:[^\"']*\s)?(?:TRS_Editor|trs_editor_view|Custom_UnionStyle|CurrChnlCls|"
    r"zfxxgk_zdgkc)\b|/t\d{8}_\d+\.s?html?|createPage(?:HTML)?\s*\(|\bcountPage\s*=",
    re.IGNORECASE,
)
_CALL = re.compile(r"\bcreatePage(?:HTML)?\s*\(([^()]*)\)", re.IGNORECASE)
_ARGUMENT = re.compile(r"\"([^\"]*)\"|'([^']*)'|(-?\d+)")
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d+)")
_PAGER = re.compile(r"\bPager\s*\(\s*\{(.*?)\}", re.DOTALL)
_OPTION = re.compile(r"(\w+)\s*:\s*[\"']?([\w.]+)")
_EXTENSIONS = {"html", "htm", "shtml", "jhtml"}


def recognise(page: Page) -> bool:
    """Look for TRS's own class names, article addresses or pager calls."""
    return page.is_html and bool(_MARKS.search(page.bare))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read the rows as plain links and the pages from the pager's call."""
    plain = generic.list_rows(page, entry)
    return Listing(plain.rows, find_pages(page) or plain.pages, plain.columns)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to, in HTML or in a script's text."""
    return find_attachments(page)


def find_pages(page: Page) -> tuple[Found, ...]:
    """Return the other pages of the list, from whichever dialect of the pager is used."""
    for script in page.scripts:
        pager = _from_call(script) or _from_count(script, page.url) or _from_options(script)
        if pager:
            return _number(page.url, *pager)
    return ()


def _number(url: str, count: int, base: int, name: str, extension: str) -> tuple[Found, ...]:
    """The first page has no number; the second is `_1` where counting starts at 0, else `_2`."""
    first = base + 1
    numbers = range(first, min(count, MAX_PAGES) - 1 + first)
    urls = (urljoin(url, f"{name}_{number}.{extension}") for number in numbers)
    return tuple(Found(one, "list", priority=60) for one in urls if one != url)


def _from_call(script: str) -> tuple[int, int, str, str] | None:
    """Read createPageHTML(pages, current, name, extension) and its kin.

    Three leading numbers are (rows, pages, current). A leading container name is the dialect that
    counts from 1: ('page_div', pages, current, name, extension, rows).
    """
    call = _CALL.search(script)
    if not call:
        return None
    found = _ARGUMENT.findall(call[1])
    texts = [double or single for double, single, number in found if not number]
    leading, container = [], bool(found) and not found[0][2]
    for _, _, number in found[1:] if container else found:
        if not number:
            break
        leading.append(int(number))
    names = texts[1:] if container else texts
    if len(leading) < 2 or len(names) < 2:
        return None
    count = leading[1] if len(leading) == 3 else leading[0]
    return count, int(container), names[0], names[1].lstrip(".")


def _from_count(script: str, url: str) -> tuple[int, int, str, str] | None:
    count = _COUNT.search(script)
    if not count:
        return None
    current = _CURRENT.search(script)
    name = re.search(r"[\"'](\w+)\\?[\"']\s*\+\s*\\?[\"']_", script)
    file = re.sub(r"_\d+(?=\.)", "", urlsplit(url).path.rpartition("/")[2])
    extension = re.search(rf"[\"'.]({'|'.join(sorted(_EXTENSIONS))})\b", script)
    stem, _, ending = file.partition(".")
    base = 1 if current and current[1] == "1" and "_" not in urlsplit(url).path else 0
    return (
        int(count[1]),
        base,
        name[1] if name else stem or "index",
        ending or (extension[1] if extension else "html"),
    )


def _from_options(script: str) -> tuple[int, int, str, str] | None:
    call = _PAGER.search(script)
    options = dict(_OPTION.findall(call[1])) if call else {}
    count = options.get("totalPage") or options.get("size") or options.get("total")
    if not count or not count.isdigit() or "prefix" not in options:
        return None
    base = int(options.get("current") == "1")
    return int(count), base, options["prefix"], options.get("suffix", "html")
