"""The page that an accepted row leads to: its documents, and whether it holds a report at all."""

from __future__ import annotations

from dataclasses import replace

from crawler.attachments import find_pressed
from crawler.cms import family_of
from crawler.file_names import expires, name_file, prefer_disposed, read_disposition
from crawler.forwarding import find_frames
from crawler.model import URGENT, Attachment, Entry, Found, Visit
from crawler.page import Page
from crawler.pictures import carries_pictures, find_pictures
from crawler.proof import (
    FIRST_YEAR,
    has_tables,
    is_report,
    read_page_title,
)
from crawler.scripted_lists import find_endpoints, find_need_of_script
from crawler.signatures import mark_signed
from extract.titles import Title, parse_title

NO_REPORT = "no_report_inside"
_MOST_PICTURES = 40


def visit_report(page: Page, entry: Entry) -> Visit:
    """Return a page's documents; `rejected` where nothing on it can be a report."""
    if not page.is_html:
        return Visit()
    family_name, family = family_of(page, entry)
    told = tuple(Attachment(url, name) for url, name in entry.context.get("attachments", ()))
    documents = {one.url: one for one in (*family.list_attachments(page), *told)}
    found = tuple(mark_signed(_document(one, page, entry) for one in documents.values()))
    return _judge(page, entry, Visit(found, family_name))


def visit_document(page: Page, entry: Entry) -> Visit:
    """Tell whether a document came, by its bytes, and under which name.

    Portals answer requests for documents that are gone with a page, and call it a PDF.
    """
    if not page.body or (page.is_html and not is_report(page)):
        return Visit(absent=True)
    told = str(entry.context.get("file_name") or name_file(page.url, ()))
    header = page.header("Content-Disposition")
    return Visit(file_name=prefer_disposed(told, header and read_disposition(header)))


def _judge(page: Page, entry: Entry, read: Visit) -> Visit:
    """Look for what proves a report: its text, a document, a part loaded later, pictures."""
    titled = read_page_title(page)
    named = titled[0] if titled and titled[1].decoy is None else None
    read = replace(read, title=named if entry.context.get("doubt") else None)
    if _is_other(entry, titled):
        return replace(read, found=(), rejected=titled[1].decoy if titled else NO_REPORT)
    year = _year(entry, titled)
    proven = is_report(page, year)
    if read.found or (proven and has_tables(page)):
        return read
    if not proven and (parts := _parts(page, entry)):
        return replace(read, found=parts)
    pictured = find_pictures(page) or carries_pictures(page)
    if proven or (pictured and (named or not entry.context.get("doubt"))):
        return replace(read, found=_pictures(page, year))
    pressed = tuple(_document(one, page, entry) for one in find_pressed(page))
    reason = None if pressed else find_need_of_script(page, entry)
    if pressed or reason:
        return replace(read, found=pressed, needs_script=reason)
    return replace(read, rejected=(titled and titled[1].decoy) or NO_REPORT)


def _is_other(entry: Entry, titled: tuple[str, Title] | None) -> bool:
    """A row that said too little is what its page says that it is."""
    return bool(entry.context.get("doubt")) and titled is not None and titled[1].decoy is not None


def _year(entry: Entry, titled: tuple[str, Title] | None) -> int | None:
    row = parse_title(str(entry.context.get("title") or ""))
    return (row.year if row else None) or (titled[1].year if titled else None)


def _pictures(page: Page, year: int | None) -> tuple[Found, ...]:
    """Keep the pictures of a report's pages or tables beside it; before 2019 it had no tables."""
    if year is not None and year < FIRST_YEAR:
        return ()
    urls = find_pictures(page)[:_MOST_PICTURES]
    return tuple(Found(url, "picture", {"page": page.url}, priority=30) for url in urls)


def _parts(page: Page, entry: Entry) -> tuple[Found, ...]:
    """Return what the page shows inside itself, in frames or by scripts."""
    frames = (Attachment(url, "") for url in find_frames(page))
    shown = (_document(one, page, entry) for one in frames)
    fetched = (
        replace(one, role="attachment", context={**one.context, **_told(page, entry)})
        for one in find_endpoints(page)
    )
    return (*shown, *fetched)


def _document(one: Attachment, page: Page, entry: Entry) -> Found:
    context = {**_told(page, entry), "file_name": one.name or None}
    found = Found(one.url, "attachment", context, priority=URGENT if expires(one.url) else 55)
    other = replace(found, url=one.otherwise) if one.otherwise else None
    return replace(found, otherwise=other)


def _told(page: Page, entry: Entry) -> dict[str, str | None]:
    return {
        "title": entry.context.get("title"),
        "published_on": entry.context.get("published_on"),
        "page": page.url,
    }
