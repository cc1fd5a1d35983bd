"""What a page that another tool captured is, as far as it tells by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crawler.column_page import visit_column
from crawler.model import Entry, Found, Role, Visit
from crawler.outcomes import read_answer
from crawler.page import Page
from crawler.proof import is_report, read_page_title
from crawler.report_page import visit_report
from extract.titles import Title

# 公开 stands on every page of a report and in every list of them, as text or as references to its
# first character; pages without it need not be parsed.
_MARKS = ("公开", "&#20844;", "&#x516c;", "\\u516c")
# Of pages that a title calls something else these alone may list reports: 政府信息公开目录.
_CATALOGUE = "guide"


@dataclass(frozen=True)
class Look:
    """What came of a page, what it lists as reports, what documents it carries.

    `carries_report` is None where the page is a report's only if one of its documents is there.
    """

    outcome: str = "ok"
    detail: str | None = None
    listed: tuple[Found, ...] = ()
    documents: tuple[Found, ...] = ()
    carries_report: bool | None = False


def look_at_answer(url: str, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> Look:
    """Look at an answer that another tool kept as if it had come to us."""
    page, verdict = read_answer(Page(url, status, tuple(headers), body), None)
    look = Look(verdict.outcome, verdict.detail)
    if verdict.outcome != "ok" or status != 200:
        return look
    return replace(look_at_page(page), detail=verdict.detail)


def look_at_page(page: Page) -> Look:
    """Look for a report, or a list of reports, in a whole page.

    Lists beside a report are not read.
    """
    if not page.is_html or not any(mark in page.text for mark in _MARKS):
        return Look()
    titled = read_page_title(page)
    title = titled[1] if titled else Title(None, None, None)
    if title.decoy not in {None, _CATALOGUE}:
        return Look()
    proven = title.decoy is None and is_report(page, title.year)
    read = visit_report(page, make_entry(page.url, "report"))
    documents = pick_documents(read)
    if proven and not read.rejected:
        return Look(documents=documents, carries_report=True)
    listing = visit_column(page, make_entry(page.url, "hub"))
    named = title.decoy is None and title.year is not None and not read.rejected
    perhaps = named and bool(documents) and listing.accepted <= 1
    return Look(
        listed=tuple(one for one in listing.found if _is_wanted(one)),
        documents=documents,
        carries_report=None if perhaps else False,
    )


def pick_documents(read: Visit) -> tuple[Found, ...]:
    """Return the documents among what a page carries."""
    return tuple(one for one in read.found if one.role == "attachment")


def make_entry(url: str, role: Role, context: dict[str, object] | None = None) -> Entry:
    """Return what asks for a page that no portal led to."""
    return Entry(0, "", url, "GET", "", role, 0, None, context or {}, 0)


def _is_wanted(one: Found) -> bool:
    return one.role in {"report", "attachment"} and not one.rejected
