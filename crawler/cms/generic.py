"""The last resort: plain lists of links and a link to the next page."""

from __future__ import annotations

import re

from crawler.attachments import find_attachments
from crawler.model import Attachment, Entry, Found, Listing
from crawler.page import Anchor, Page, strip_fragment
from crawler.rows import is_menu_entry, looks_like_article, read_row
from extract.text import squeeze

_NEXT = re.compile(r"^(?:下一?页|后一?页|下页>*|next|>|>>|›|»)$", re.IGNORECASE)


def recognise(page: Page) -> bool:  # noqa: ARG001
    """Take every page."""
    return True


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read every link as a row; the rows' own words decide which of them are reports."""
    links = [anchor for anchor in page.anchors if strip_fragment(anchor.url) != page.url]
    menus = [a for a in links if is_menu_entry(a.label) and not looks_like_article(a.url)]
    rows = tuple(read_row(anchor) for anchor in links if anchor not in menus)
    return Listing(rows, find_next(page), find_columns(page, menus, entry))


def find_next(page: Page) -> tuple[Found, ...]:
    """Return the next page, where a link says so."""
    urls = dict.fromkeys(a.url for a in page.anchors if _NEXT.match(squeeze(a.text)))
    return tuple(Found(url, "list", priority=60) for url in urls if url != page.url)


def find_columns(page: Page, menus: list[Anchor], entry: Entry) -> tuple[Found, ...]:
    """Return the columns below or beside a column, `部门年报` and the like."""
    own = strip_fragment(entry.url)
    urls = {menu.url: menu.label for menu in menus if menu.url not in {own, page.url}}
    return tuple(Found(url, "column", {"title": title}, priority=60) for url, title in urls.items())


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)
