"""Links that scripts hold: HTML that they write, records of a menu with a name and an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from crawler.page import Anchor, Page, parse_html, read_anchors
from crawler.rows import is_menu_entry
from crawler.scripted import find_written
from crawler.scripts import is_path
from extract.text import fold

_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_LONGEST = 80


def find_links(page: Page) -> tuple[Anchor, ...]:
    """Return the links of a page and those that its scripts hold, each address once for these."""
    shown = {anchor.url for anchor in page.anchors}
    held = {one.url: one for one in _held(page) if one.url not in shown}
    return (*page.anchors, *held.values())


def _held(page: Page) -> Iterator[Anchor]:
    for piece in find_written(page):
        yield from read_anchors(parse_html(piece), page.base)
    for record, above in page.script.records():
        names = [one for one in record if _WORDS.search(one) and len(one) <= _LONGEST]
        menu = "" if any(map(is_path, above)) else next(filter(is_menu_entry, above), "")
        paths = [one for one in record if is_path(one)]
        url = page.join(paths[0]) if paths else None
        if names and url and "<" not in names[0]:
            # Where a record has a date it stands where that of a line would.
            element = html.Element("a", href=url)
            element.text = " ".join(one for one in record if one not in paths)
            yield Anchor(url, fold(names[0]), menu, element)
