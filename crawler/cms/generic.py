"""The last resort: any list of links, and whatever leads to its next page."""

from __future__ import annotations

from dataclasses import replace

from crawler.attachments import find_attachments
from crawler.json_lists import count_pages, find_json_html, find_json_rows, read_json
from crawler.model import Attachment, Entry, Listing
from crawler.next_pages import find_hidden_html, find_next
from crawler.page import Anchor, Page, parse_html, read_anchors, strip_fragment
from crawler.rows import is_menu_entry, looks_like_article, read_row
from crawler.written_links import find_links


def recognise(page: Page) -> bool:  # noqa: ARG001
    """Take every page."""
    return True


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read every link as a row; the rows' own words decide which of them are reports."""
    data = read_json(page)
    if data is not None:
        return _list_json(page, entry, data)
    hidden = [anchor for tree in find_hidden_html(page) for anchor in read_anchors(tree, page.base)]
    links = (one for one in (*find_links(page), *hidden) if strip_fragment(one.url) != page.url)
    rows = tuple(read_row(one) for one in links if not _is_menu(one))
    return find_next(page, entry, rows)


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _is_menu(anchor: Anchor) -> bool:
    return is_menu_entry(anchor.label) and not looks_like_article(anchor.url)


def _list_json(page: Page, entry: Entry, data: object) -> Listing:
    """Read records, or the HTML that stands in them."""
    trees = (parse_html(text) for text in find_json_html(data))
    anchors = (anchor for tree in trees for anchor in read_anchors(tree, page.base))
    rows = tuple(find_json_rows(page, data)) or tuple(read_row(anchor) for anchor in anchors)
    listing = find_next(page, entry, rows, count_pages(data, len(rows)))
    return replace(listing, rows_are_all=bool(rows))
