"""Reading one page: what it is, what it lists, where it leads. Pure: no network, no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urljoin

from crawler.cms import family_of
from crawler.discovery import MAX_DEPTH, discover, is_column, is_report
from crawler.file_names import expires, name_file, prefer_disposed, read_disposition
from crawler.model import URGENT, Attachment, Entry, Found, Visit
from crawler.outcomes import CONTENT, REDIRECTS, STUB
from crawler.page import Page, join
from crawler.rows import is_bare_year, sort_rows

MAX_HOPS = 5
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"> ]+)", re.IGNORECASE)
_LOCATION = re.compile(
    r"(?:window|document|self|top)?\.?\blocation(?:\.href)?\s*(?:=|\.replace\()\s*['\"]([^'\"]+)['\"]"
)


def visit(page: Page, entry: Entry) -> Visit:
    """Read a page that answered well, by the role in which it was asked for."""
    target = find_forwarding(page)
    if target is not None:
        return _forward(target, entry)
    if entry.role == "attachment":
        return _visit_document(page, entry)
    if not page.body:
        return Visit(absent=entry.role == "report")
    if entry.role == "report":
        return _visit_report(page, entry)
    if entry.role in {"root", "hub"}:
        return _visit_door(page, entry)
    return _visit_column(page, entry)


def find_forwarding(page: Page) -> str | None:
    """Return where an answer sends its reader: a redirect, a refresh, a script on a stub."""
    if page.status in REDIRECTS:
        location = page.header("Location")
        return join(page.url, _readable(location)) if location else None
    if not page.is_html or len(page.body) > STUB or len(page.visible) > CONTENT:
        return None
    if len(page.anchors) > 2:
        return None
    for element in page.tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.search(element.get("content") or "")
            return urljoin(page.url, found[1]) if found else None
    scripted = _LOCATION.search("\n".join(page.scripts))
    return urljoin(page.url, scripted[1]) if scripted else None


def _readable(location: str) -> str:
    """A Location with raw UTF-8 or GBK bytes stands here as Latin-1."""
    raw = location.encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _forward(target: str, entry: Entry) -> Visit:
    hops = int(entry.context.get("hops", 0)) + 1
    if hops > MAX_HOPS:
        return Visit()
    onward = Found(target, entry.role, {**entry.context, "hops": hops}, priority=70)
    return Visit(found=(onward,), moved_to=target)


def _visit_door(page: Page, entry: Entry) -> Visit:
    """Read a front page or a hub; an operator may have given the column itself as the root."""
    here = _visit_column(page, entry)
    if is_column(page) or here.accepted > 1 or here.certain:
        return here
    rows = [found for found in here.found if found.role == "report"]
    reports = [found for found in rows if not found.rejected]
    lists = () if rows else _in_reserve(here.found)
    return replace(here, found=(*reports, *discover(page, entry), *lists), accepted=len(reports))


def _in_reserve(found: Iterable[Found]) -> Iterator[Found]:
    """Keep lists that a front page fills by script for when nothing leads to a column."""
    for one in found:
        if one.role == "list":
            yield replace(one, context={**one.context, "doubtful": True}, reserve=True)


def _visit_column(page: Page, entry: Entry) -> Visit:
    family_name, family = family_of(page, entry)
    listing = family.list_rows(page, entry)
    rows = tuple(sort_rows(listing.rows, all_are_rows=listing.rows_are_all))
    accepted = sum(1 for found in rows if found.role != "column" and not found.rejected)
    if not accepted and entry.role in {"column", "report"} and is_report(page):
        return replace(_visit_report(page, entry), is_report=True)
    below = [*listing.columns, *(found for found in rows if found.role == "column")]
    if entry.depth >= MAX_DEPTH or entry.role == "list":
        below = []
    lines = [found for found in rows if found.role != "column"]
    if entry.role == "column" and not (accepted or listing.pages or below):
        below = list(discover(page, entry))
    # A list that may be of anything is gone through only where its first page has a report.
    pages = () if entry.context.get("doubtful") and not accepted else listing.pages
    found = (*lines, *_of_column(pages, entry), *below)
    return Visit(found, family_name, accepted, listing.certain, shortfall=listing.shortfall)


def _of_column(pages: tuple[Found, ...], entry: Entry) -> Iterator[Found]:
    """Let further pages remember which column they belong to."""
    own = entry.context.get("column") or entry.url
    for page in pages:
        yield replace(page, context={"column": own, **page.context})


def _visit_report(page: Page, entry: Entry) -> Visit:
    if not page.is_html:
        return Visit()
    family_name, family = family_of(page, entry)
    told = tuple(Attachment(url, name) for url, name in entry.context.get("attachments", ()))
    documents = {one.url: one for one in (*family.list_attachments(page), *told)}
    if not documents and is_bare_year(str(entry.context.get("title", ""))) and not is_report(page):
        return _visit_column(page, entry)
    found = tuple(_document(one, page, entry) for one in documents.values())
    return Visit(found, family_name)


def _visit_document(page: Page, entry: Entry) -> Visit:
    """Tell whether a document came, by its bytes, and under which name.

    Portals answer requests for documents that are gone with a page, and call it a PDF.
    """
    if not page.body or (page.is_html and not is_report(page)):
        return Visit(absent=True)
    told = str(entry.context.get("file_name") or name_file(page.url, ()))
    header = page.header("Content-Disposition")
    return Visit(file_name=prefer_disposed(told, header and read_disposition(header)))


def _document(one: Attachment, page: Page, entry: Entry) -> Found:
    context = {
        "title": entry.context.get("title"),
        "published_on": entry.context.get("published_on"),
        "file_name": one.name,
        "page": page.url,
    }
    return Found(one.url, "attachment", context, priority=URGENT if expires(one.url) else 55)
