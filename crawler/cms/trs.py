"""TRS WCM: static lists with relative links and pages that a script call numbers."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.attachments import find_attachments
from crawler.cms import generic
from crawler.model import Attachment, Entry, Listing
from crawler.page import Page
from crawler.pagers import find_pages, read_pager
from crawler.scripted import find_scripted_rows

_MARKS = re.compile(
    r"class=[\"'](?:[^\"']*\s)?(?:TRS_Editor|trs_editor_view|TRS_UEDITOR|Custom_UnionStyle|"
    r"CurrChnlCls|insertfileTag)\b|\boldsrc\s*=",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"/t\d{8}_\d+\.s?html?\b")


def recognise(page: Page) -> bool:
    """Look for TRS's own class names, pagers, and addresses of articles on this site."""
    if not page.is_html:
        return False
    pager = read_pager(page)
    return (pager is not None and not pager.contained) or bears_marks(page)


def bears_marks(page: Page) -> bool:
    """Tell whether a page is TRS's whatever its pager."""
    addresses = (page.url, *page.own_addresses)
    return bool(_MARKS.search(page.bare)) or any(map(_ARTICLE.search, addresses))


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read the rows as plain links or from scripts, and the pages from the pager's call."""
    plain = generic.list_rows(page, entry)
    rows = (*plain.rows, *find_scripted_rows(page))
    pages = find_pages(page, entry, rows)
    return Listing(rows, pages) if pages else replace(plain, rows=rows)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to, in HTML or in a script's text."""
    return find_attachments(page)
