"""Pages that other tools captured: which of them carry reports, and which documents are theirs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence

from archive.addresses import succeed
from archive.archive import Archive
from archive.captures import get_capture
from archive.coding import CodingError
from archive.sources import keep_source, when_captured
from archive.warc import Headers
from crawler.capture import read_answer
from crawler.column_page import visit_column
from crawler.model import Entry, Found, Role, Visit
from crawler.page import Page, strip_fragment
from crawler.proof import is_report, read_page_title
from crawler.replaced import pair_documents
from crawler.report_page import visit_report
from crawler.settle import read_page
from extract.titles import Title, parse_title

logger = logging.getLogger(__name__)

_UNTOLD: dict[str, object] = {"title": None, "file_name": None}
# 公开 stands on every page of a report and in every list of them, as text or as references to its
# first character; pages without it need not be parsed.
_MARKS = ("公开", "&#20844;", "&#x516c;", "\\u516c")


def judge_answer(url: str, status: int, headers: Headers, body: bytes) -> tuple[str, str | None]:
    """Judge an answer that another tool kept as if it had come to us; returns outcome and why."""
    _, verdict = read_answer(Page(url, status, tuple(headers), body), None)
    return verdict.outcome, verdict.detail


def note_pages(archive: Archive, captures: Sequence[int]) -> int:
    """Make sources of the pages among captures that carry reports, and of the documents of these.

    Lists among the captures tell titles and dates. Returns how many sources were met with.
    """
    listed: dict[str, Found] = {}
    promising: set[str] = set()
    for page in _pages(archive, captures):
        if any(mark in page.text for mark in _MARKS):
            promising.add(page.url)
            listed |= {strip_fragment(one.url): one for one in _read_list(page)}
    noted: set[int] = set()
    urls: set[str] = set()
    for page in _pages(archive, captures):
        if page.url in promising or page.url in listed:
            numbers = list(_note_page(archive, page, listed.get(page.url)))
            noted.update(numbers)
            urls.update([page.url] if numbers else [])
    for url in sorted(urls):
        _follow_documents(archive, url)
    for url, found in listed.items():
        if found.role == "attachment" and (seen := when_captured(archive, url)):
            noted.add(_note(archive, found, seen))
    sql = "SELECT count(*) AS many FROM sources WHERE id IN (SELECT value FROM json_each(?))"
    return int(archive.rows(sql, json.dumps(sorted(noted)))[0]["many"])


def _pages(archive: Archive, captures: Sequence[int]) -> Iterator[Page]:
    """Yield the pages among captures, one at a time, each content once."""
    seen = set()
    for number in captures:
        row = get_capture(archive, number)
        content = row["url"], row["payload_sha256"]
        if row["outcome"] != "ok" or row["status"] not in {200, None} or content in seen:
            continue
        seen.add(content)
        try:
            page = read_page(archive, row)
        except CodingError as error:
            logger.warning("%s: %s", row["url"], error)
            continue
        if page.is_html:
            yield page


def _read_list(page: Page) -> Iterator[Found]:
    """Yield what a page lists as reports."""
    for one in _visit_list(page).found:
        if one.role in {"report", "attachment"} and not one.rejected:
            yield one


def _visit_list(page: Page) -> Visit:
    return visit_column(page, _entry(page.url, "hub", {}))


def _entry(url: str, role: Role, context: dict[str, object]) -> Entry:
    return Entry(0, "", url, "GET", "", role, 0, None, context, 0)


def _note_page(archive: Archive, page: Page, row: Found | None) -> Iterator[int]:
    """Make sources of a page that carries a report and of its captured documents."""
    read = visit_report(page, _entry(page.url, "report", dict(row.context) if row else {}))
    documents = [one for one in read.found if one.role == "attachment"]
    there = [(one, seen) for one in documents if (seen := when_captured(archive, one.url))]
    seen = when_captured(archive, page.url)
    if not seen or not _carries_report(page, read, row, has_documents=bool(there)):
        return
    context = {**(row.context if row else {}), **({"title": read.title} if read.title else {})}
    number = _note(archive, Found(page.url, "report", context), seen)
    yield number
    for one, when in there:
        yield _note(archive, one, when, number)


def _follow_documents(archive: Archive, url: str) -> None:
    """Let the documents of a page's versions take the place of those of the versions before."""
    sql = "SELECT id, fetched_at FROM captures WHERE url = ? ORDER BY fetched_at, id"
    before: dict[str, Found] = {}
    for row in archive.rows(sql, url):
        for page in _pages(archive, [row["id"]]):
            read = visit_report(page, _entry(url, "report", {}))
            now = {strip_fragment(one.url): one for one in read.found if one.role == "attachment"}
            gone = [{"url": old, **_UNTOLD, **one.context} for old, one in before.items()
                    if old not in now]  # fmt: skip
            new = [one for here, one in now.items() if here not in before]
            with archive.transaction():
                for old, one in pair_documents(gone, new):
                    succeed(archive, old["url"], strip_fragment(one.url), row["fetched_at"])
            before = now


def _carries_report(page: Page, read: Visit, row: Found | None, *, has_documents: bool) -> bool:
    """Tell whether a page is a report's: a list says so, its content proves it, or its title.

    A title is believed where the page has documents and is no list of several reports.
    """
    if read.rejected:
        return False
    if row is not None:
        return True
    titled = read_page_title(page)
    title = titled[1] if titled else Title(None, None, None)
    if title.decoy is not None:
        return False
    named = title.year is not None and has_documents and _visit_list(page).accepted <= 1
    return named or is_report(page, title.year)


def _note(archive: Archive, found: Found, seen: tuple[str, str], page: int | None = None) -> int:
    told = found.context
    read = parse_title(str(told["title"])) if told.get("title") else None
    role = "attachment" if found.role == "attachment" else "page"
    with archive.transaction():
        return keep_source(
            archive,
            strip_fragment(found.url),
            role,
            seen,
            page=page,
            title=told.get("title"),
            file_name=told.get("file_name"),
            agency_hint=(read.agency if read else None) or told.get("body"),
            published_on=told.get("published_on"),
        )
