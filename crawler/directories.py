"""Columns below a column: by year, by body, by both, and the columns that stand beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.bodies import is_group, read_body
from crawler.evidence import is_aside, name_of, weigh_link
from crawler.facts import facts, matches
from crawler.model import Entry, Found
from crawler.page import Anchor, Page, is_same_page
from crawler.rows import is_bare_year, is_menu_entry, looks_like_article, read_row
from crawler.written_links import find_links

PRIORITY = 60
# Fewer links are no directory; in navigation and feet, where single ones stand about, more.
_LEAST, _LEAST_ASIDE = 2, 4


def find_below(page: Page, entry: Entry) -> tuple[Found, ...]:
    """Return the columns that a column leads to; years among rows are the rows' business."""
    links = [one for one in find_links(page) if _leads_on(one, page, entry)]
    found: dict[str, Found] = {}
    for anchor in links:
        name = name_of(anchor)
        if is_menu_entry(name) or matches(facts()["directories"]["years"], name):
            found.setdefault(anchor.url, as_column(anchor, weigh_link(anchor), priority=PRIORITY))
    for one in find_directories(links, folder=urljoin(page.url, ".")):
        found.setdefault(one.url, one)
    return tuple(found.values())


def find_directories(
    links: Sequence[Anchor], role: Any = "column", folder: str | None = None
) -> Iterator[Found]:
    """Yield the links of those lists that are directories of bodies or of groups of them.

    What lies in the column's own `folder` needs no list to stand in.
    """
    lists: dict[str, list[Anchor]] = {}
    for anchor in links:
        lists.setdefault(read_row(anchor).group, []).append(anchor)
    for members in lists.values():
        named = [one for one in members if is_group(name_of(one)) or read_body(name_of(one))]
        whole = _is_directory(members, named)
        for anchor in named:
            if whole or (folder and _lies_in(anchor, folder)):
                yield as_column(anchor, {"directory": PRIORITY}, role, priority=PRIORITY)


def as_column(
    anchor: Anchor, evidence: Mapping[str, int], role: Any = "column", **known: Any
) -> Found:
    """Return what a link to a column leads to, with what speaks for it."""
    name = name_of(anchor)
    context: dict[str, Any] = {"title": anchor.label or name, "evidence": dict(evidence)}
    if body := read_body(name):
        context["body"] = body
    if anchor.shown_in:
        context["shown_in"] = anchor.shown_in
    return Found(anchor.url, role, context, anchor.method, anchor.body, **known)


def _leads_on(anchor: Anchor, page: Page, entry: Entry) -> bool:
    own = any(is_same_page(anchor.url, one) for one in (page.url, entry.url))
    return not own and not looks_like_article(anchor.url) and not is_bare_year(anchor.label)


def _lies_in(anchor: Anchor, folder: str) -> bool:
    inside = anchor.url.startswith(folder) and urlsplit(folder).path != "/"
    return inside and not is_aside(anchor.element)


def _is_directory(members: Sequence[Anchor], named: Sequence[Anchor]) -> bool:
    """Most of its links name bodies, and they do not all lead to front pages, as friends' do."""
    least = _LEAST_ASIDE if named and is_aside(named[0].element) else _LEAST
    deep = [one for one in named if urlsplit(one.url).path.strip("/") or urlsplit(one.url).query]
    return len(named) >= least and 2 * len(named) > len(members) and bool(deep)
