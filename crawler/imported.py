"""Pages that other tools captured: which of them carry reports, and which documents are theirs."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archive.addresses import succeed
from archive.archive import Archive
from archive.captures import get_capture
from archive.coding import CodingError
from archive.sources import keep_source, when_captured
from archive.warc import Headers
from crawler.looks import Look, look_at_page, make_entry, pick_documents
from crawler.model import Found
from crawler.outcomes import read_answer
from crawler.page import Page, strip_fragment
from crawler.replaced import pair_documents
from crawler.report_page import visit_report
from crawler.settle import read_page
from extract.titles import parse_title

logger = logging.getLogger(__name__)

Row = Mapping[str, Any]

_UNTOLD: dict[str, object] = {"title": None, "file_name": None}


def judge_answer(url: str, status: int, headers: Headers, body: bytes) -> tuple[str, str | None]:
    """Judge an answer that another tool kept as if it had come to us; returns outcome and why."""
    _, verdict = read_answer(Page(url, status, tuple(headers), body), None)
    return verdict.outcome, verdict.detail


def note_pages(
    archive: Archive, captures: Sequence[int], known: Mapping[int, Look] | None = None
) -> int:
    """Make sources of the pages among captures that carry reports, and of the documents of these.

    Lists among the captures tell titles and dates. `known` are looks at captures that were taken
    already. Returns how many sources were met with.
    """
    looks = _Looks(archive, known or {})
    rows = list(_contents(archive, captures))
    listed = {strip_fragment(one.url): one for row in rows for one in looks.at(row).listed}
    noted: set[int] = set()
    urls: set[str] = set()
    for row in rows:
        numbers = list(_note_page(archive, row, looks.at(row), listed.get(row["url"])))
        noted.update(numbers)
        urls.update([row["url"]] if numbers else [])
    for url in sorted(urls):
        _follow_documents(archive, url, looks)
    for url, found in listed.items():
        if found.role == "attachment" and (seen := when_captured(archive, url)):
            noted.add(_note(archive, found, seen))
    sql = "SELECT count(*) AS many FROM sources WHERE id IN (SELECT value FROM json_each(?))"
    return int(archive.rows(sql, json.dumps(sorted(noted)))[0]["many"])


class _Looks:
    """Looks at captured pages: each content is read once."""

    def __init__(self, archive: Archive, known: Mapping[int, Look]) -> None:
        self._archive = archive
        self._taken = {_content(get_capture(archive, one)): look for one, look in known.items()}

    def at(self, row: Row) -> Look:
        content = _content(row)
        if content not in self._taken:
            page = _read(self._archive, row)
            self._taken[content] = look_at_page(page) if page else Look()
        return self._taken[content]


def _content(row: Row) -> tuple[str, str]:
    return row["url"], row["payload_sha256"]


def _contents(archive: Archive, captures: Sequence[int]) -> Iterator[Row]:
    """Yield the captures that brought something whole, each content once."""
    seen = set()
    for number in captures:
        row = get_capture(archive, number)
        if row["outcome"] == "ok" and row["status"] in {200, None} and _content(row) not in seen:
            seen.add(_content(row))
            yield row


def _read(archive: Archive, row: Row) -> Page | None:
    """Return a captured page, None where it cannot be decoded or is a document."""
    try:
        page = read_page(archive, row)
    except CodingError as error:
        logger.warning("%s: %s", row["url"], error)
        return None
    return page if page.is_html else None


def _note_page(archive: Archive, row: Row, look: Look, listed: Found | None) -> Iterator[int]:
    """Make sources of a page that carries a report, or is listed as one, and of its documents."""
    context = dict(listed.context) if listed else {}
    documents, carries = look.documents, look.carries_report
    if listed:
        page = _read(archive, row)
        read = visit_report(page, make_entry(row["url"], "report", context)) if page else None
        carries = read is not None and not read.rejected
        documents = pick_documents(read) if read else ()
        context |= {"title": read.title} if read and read.title else {}
    there = [(one, seen) for one in documents if (seen := when_captured(archive, one.url))]
    seen = when_captured(archive, row["url"])
    if not seen or not (carries or (carries is None and there)):
        return
    number = _note(archive, Found(row["url"], "report", context), seen)
    yield number
    for one, when in there:
        yield _note(archive, one, when, number)


def _follow_documents(archive: Archive, url: str, looks: _Looks) -> None:
    """Let the documents of a page's versions take the place of those of the versions before."""
    sql = "SELECT id FROM captures WHERE url = ? ORDER BY fetched_at, id"
    before: dict[str, Found] = {}
    for number in archive.rows(sql, url):
        for row in _contents(archive, [number["id"]]):
            now = {strip_fragment(one.url): one for one in looks.at(row).documents}
            gone = [{"url": old, **_UNTOLD, **one.context} for old, one in before.items()
                    if old not in now]  # fmt: skip
            new = [one for here, one in now.items() if here not in before]
            with archive.transaction():
                for old, one in pair_documents(gone, new):
                    succeed(archive, old["url"], strip_fragment(one.url), row["fetched_at"])
            before = now


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
