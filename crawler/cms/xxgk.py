"""Hanweb's disclosure module (版通): a tree of catalogues in a frame, lists as HTML fragments.

`/module/xxgk/search.jsp` gives the whole area's articles where it does not know the catalogue, and
some servers always mix them in: wanted are the column's own, `art_<column>_<id>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.directories import find_below
from crawler.model import Attachment, Entry, Found, Listing, Row
from crawler.page import Anchor, Page, page_of
from crawler.paging import ask_first, column_of, headers_of, turn
from crawler.rows import is_menu_entry, names_report, read_row
from extract.text import fold

_FAMILY = {"family": "xxgk"}
_SEARCH = re.compile(r"/module/xxgk/search\w*\.jsp[^\"'\s<>)]*")
_TREE = re.compile(r"/module/xxgk/tree\.jsp[^\"'\s<>)]*")
_AREA = re.compile(r"\bvc_xxgkarea\b")
_PARAMETER = re.compile(
    r"\b(infotypeId|jdid|vc_xxgkarea|area|divid|standardXxgk)[\"']?\s*[=:]\s*[\"']?([\w-]+)"
)
# The tree calls a function of the page with a catalogue's code: in a link or in the markup that a
# script writes, <a onclick="f('B0303','div9')">年报<, or after the label, '年报','javascript:f(…)'.
_LINK = re.compile(
    r"<(?P<calls>[^<>]*\w\([^<>]*)>(?:\s*<[^<>]*>){0,5}\s*(?P<label>[^<>]{1,60}?)\s*<"
)
_NODE = re.compile(
    r"[\"'](?P<label>[^\"'<>]{1,60})[\"']\s*,\s*[\"'](?P<calls>[^\"'<>()]*\w\([^()<>]*\))"
)
_CODE = re.compile(r"\w\([^()]*?[\"'](?!div)([A-Za-z0-9]+)[\"'][^()]*\)")
_COLUMN = re.compile(r"/col/col(\d+)")
_ARTICLE = re.compile(r"/art_(\d+)_")
_PAGES = re.compile(r"共\s*(\d+)\s*页")
_BLANK = ("vc_title", "vc_number", "vc_filenumber", "vc_all", "texttype", "fbtime")


def recognise(page: Page) -> bool:
    """Look for the module's programs in frames and scripts; links to its columns prove nothing."""
    program = _program(page)
    return any(mark.search(program) for mark in (_SEARCH, _TREE, _AREA))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Ask for the catalogue of reports, by its code if the page tells it or else by the tree."""
    if not entry.context.get("family"):
        plain = generic.list_rows(page, entry)
        return replace(plain, pages=_ask_first(page))
    if "/tree.jsp" in entry.url:
        return Listing(pages=tuple(_read_tree(page, entry)))
    return _read_fragment(page, entry)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _program(page: Page) -> str:
    """Return what a page's frames and scripts say."""
    if not page.is_html:
        return ""
    frames = (frame.get("src") or "" for frame in page.tree.iter("iframe", "frame"))
    return "\n".join((*frames, *page.scripts))


def _ask_first(page: Page) -> tuple[Found, ...]:
    program = _program(page)
    known = {**_parameters(program), **dict(parse_qsl(urlsplit(page.url).query))}
    column = _COLUMN.search(page.url)
    form = {
        "infotypeId": known.get("number") or known.get("infotypeId", ""),
        "jdid": known.get("jdid", "1"),
        "area": known.get("vc_xxgkarea") or known.get("area", ""),
        "divid": known.get("divid") or (f"div{column[1]}" if column else ""),
        **dict.fromkeys(_BLANK, ""),
        "sortfield": ",compaltedate:0",
        "standardXxgk": known.get("standardXxgk", "0"),
    }
    named = _SEARCH.search(program)
    usual = f"/module/xxgk/search.jsp?standardXxgk={form['standardXxgk']}"
    search = urljoin(page.url, unescape(named[0]) if named else usual)
    tree = _ask_tree(page.url, program, search, form)
    if not form["infotypeId"]:
        return tree
    return ask_first((_ask(page.url, search, form, 1), *tree))


def _parameters(program: str) -> dict[str, str]:
    """Return the first value of each parameter in a script or a frame's address; 0 is the root."""
    found: dict[str, str] = {}
    for name, value in _PARAMETER.findall(program):
        if value != "0" or name == "standardXxgk":
            found.setdefault(name, value)
    return found


def _ask_tree(column: str, program: str, search: str, form: Mapping[str, str]) -> tuple[Found, ...]:
    """Ask for the tree, which knows the codes of the catalogues."""
    named = _TREE.search(program)
    if not named and not form["area"]:
        return ()
    usual = f"/module/xxgk/tree.jsp?{urlencode({'area': form['area']})}"
    url = urljoin(column, unescape(named[0]) if named else usual)
    context = {**_FAMILY, "search": search, "form": dict(form)}
    return (Found(url, "list", context, headers={"Referer": column}, priority=60),)


def _read_tree(page: Page, entry: Entry) -> Iterator[Found]:
    """Ask for each catalogue that is called what columns of reports are called."""
    text = page.text.replace("\\", "")
    codes: dict[str, None] = {}
    for node in (*_LINK.finditer(text), *_NODE.finditer(text)):
        named = _CODE.search(node["calls"])
        if named and is_menu_entry(node["label"]):
            codes[named[1]] = None
    search = entry.context["search"]
    for code in codes:
        form = {**entry.context["form"], "infotypeId": code}
        yield from ask_first((_ask(column_of(entry), search, form, 1),))


def _ask(column: str, search: str, form: Mapping[str, str], number: int) -> Found:
    """Ask for a page of a catalogue: search_custom.jsp by its address, search.jsp by a form."""
    url, _, query = search.partition("?")
    told = dict(parse_qsl(query, keep_blank_values=True))
    fields = {**form, "currpage": str(number)}
    if "search_custom" in url:
        missing = {name: value for name, value in fields.items() if not told.get(name)}
        query = urlencode({**told, **missing, "currpage": number})
        return _found(f"{url}?{query}", "GET", "", column)
    return _found(_renumber(search, number), "POST", urlencode(fields), column)


def _read_fragment(page: Page, entry: Entry) -> Listing:
    column = column_of(entry)
    part = page_of(page.text, column)
    rows = tuple(map(_read_row, part.anchors))
    own = _COLUMN.search(column)
    known = entry.context.get("own") or any(_is_of(row, own) for row in rows)
    kept = tuple(_narrow(rows, own)) if known else rows

    def ask(number: int) -> Sequence[Found]:
        url, body = _renumber(entry.url, number), _renumber(entry.body, number)
        return (_found(url, entry.method, body, column, own=known),)

    if entry.context.get("number") == 1 and entry.otherwise and not any(map(_is_wanted, kept)):
        return Listing(kept, (entry.otherwise,), rows_are_all=True)
    count = _PAGES.search(page.text)
    listing = turn(entry, rows, ask, pages=int(count[1]) if count else None)
    return replace(listing, rows=kept, columns=find_below(part, entry))


def _read_row(anchor: Anchor) -> Row:
    """Titles are cut short; the whole one may be in an attribute, `<span mc='…'>`."""
    row = read_row(anchor)
    whole = map(fold, anchor.element.xpath(".//@mc"))
    return replace(row, title=max((row.title, *whole), key=len))


def _is_of(row: Row, own: re.Match[str] | None) -> bool:
    article = _ARTICLE.search(row.url)
    return bool(own and article and article[1] == own[1])


def _narrow(rows: Iterable[Row], own: re.Match[str] | None) -> Iterator[Row]:
    """Turn down reports of other columns; what is no report is told by its title."""
    for row in rows:
        foreign = _ARTICLE.search(row.url) and not _is_of(row, own) and names_report(row.title)
        yield replace(row, rejected="other_column") if foreign else row


def _is_wanted(row: Row) -> bool:
    return row.rejected is None and names_report(row.title)


def _renumber(text: str, number: int) -> str:
    return re.sub(r"((?:^|[?&])currpage=)[^&]*", rf"\g<1>{number}", text)


def _found(url: str, method: str, body: str, column: str, *, own: bool = False) -> Found:
    context = {**_FAMILY, "own": True} if own else _FAMILY
    return Found(url, "list", context, method, body, headers_of(column), priority=60)
