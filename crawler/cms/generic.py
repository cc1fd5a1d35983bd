"""The last resort: any list of links, and whatever leads to its next page."""

from __future__ import annotations

from dataclasses import replace

from crawler.attachments import find_attachments
from crawler.directories import PRIORITY, as_column
from crawler.evidence import name_of, weigh_link
from crawler.json_lists import count_pages, find_json_html, find_json_rows, read_json
from crawler.model import Attachment, Entry, Found, Listing
from crawler.next_pages import find_hidden_html, find_next
from crawler.page import Anchor, Page, parse_html, read_anchors, strip_fragment
from crawler.rows import is_menu_entry, looks_like_article, read_row
from crawler.written_links import find_links


def recognise(page: Page) -> bool:  # noqa: ARG001
    """Take every page."""
    return True


def list_rows(page: Page, entry: Entry) -> Listing:
    """Read every link as a row; the rows' own words decide which of them are reports."""
    data = None if page.is_html else read_json(page)
    if data is not None:
        return _list_json(page, entry, data)
    hidden = [anchor for tree in find_hidden_html(page) for anchor in read_anchors(tree, page.base)]
    links = [one for one in (*find_links(page), *hidden) if strip_fragment(one.url) != page.url]
    menus = [one for one in links if is_menu_entry(one.label) and not looks_like_article(one.url)]
    rows = tuple(read_row(one) for one in links if one not in menus)
    return replace(find_next(page, entry, rows), columns=find_columns(page, menus, entry))


def find_columns(page: Page, menus: list[Anchor], entry: Entry) -> tuple[Found, ...]:
    """Return the columns below or beside a column, `部门年报` and the like."""
    own = strip_fragment(entry.url)
    found = {menu.url: menu for menu in menus if menu.url not in {own, page.url}}
    return tuple(
        as_column(one, weigh_link(one) or {name_of(one): 0}, priority=PRIORITY)
        for one in found.values()
    )


def list_attachments(page: Page) -> tuple[Attachment, ...]:
    """Return the documents that the page links to."""
    return find_attachments(page)


def _list_json(page: Page, entry: Entry, data: object) -> Listing:
    """Read records, or the HTML that stands in them."""
    trees = (parse_html(text) for text in find_json_html(data))
    anchors = (anchor for tree in trees for anchor in read_anchors(tree, page.base))
    rows = tuple(find_json_rows(page, data)) or tuple(read_row(anchor) for anchor in anchors)
    listing = find_next(page, entry, rows, count_pages(data, len(rows)))
    return replace(listing, rows_are_all=bool(rows))
