"""From a front page to the columns of annual reports: evidence is weighed, none of it is a gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.directories import as_column, find_directories
from crawler.evidence import is_disclosure_address, is_section_address, name_of, weigh_link
from crawler.facts import facts, matches, weight
from crawler.forwarding import find_frames
from crawler.model import Entry, Found
from crawler.page import Anchor, Page, host_of, is_same_page
from crawler.rows import looks_like_article
from crawler.written_links import find_links
from extract.text import squeeze

# How many links a page before the front page has at most, and how long a name of a section is.
_SPLASH_LINKS = 8
_LONGEST_NAME = 14
_DIRECTORY, _HUB, _ENTER = 40, 20, 10


def discover(page: Page, entry: Entry) -> tuple[Found, ...]:
    """Return what may lead to a column, the most promising first, the rest in reserve."""
    columns = sorted(_find_columns(page, entry), key=lambda one: -one.priority)
    strong = any(one.priority >= weight("strong") for one in columns)
    named = {one.url for one in columns}
    onward = [
        *find_shown(page, "hub"),
        *find_sections(page, entry),
        *_find_hubs(page, entry, reserve=strong),
        *_find_entrance(page, entry),
        *_knock(page, entry),
    ]
    return (*columns, *(one for one in onward if one.url not in named))


def find_shown(page: Page, role: Any, **context: Any) -> tuple[Found, ...]:
    """Return the frames of a page, to be read as parts of it."""
    frames = find_frames(page)
    return tuple(Found(url, role, {**context, "frame": True}, priority=65) for url in frames)


def find_sections(page: Page, entry: Entry) -> Iterator[Found]:
    """Yield bodies' own sections from a directory, where the page is one of disclosure."""
    links = [one for one in find_links(page) if _leads_away(one, page, entry)]
    for found in find_directories(links, "hub"):
        wanted = _is_of_disclosure(page) or is_disclosure_address(found.url)
        yield replace(found, priority=_DIRECTORY, reserve=not wanted)


def _is_of_disclosure(page: Page) -> bool:
    return is_disclosure_address(page.url) or "公开" in page.title


def _find_columns(page: Page, entry: Entry) -> Iterator[Found]:
    best: dict[str, Found] = {}
    for anchor in find_links(page):
        if not _leads_away(anchor, page, entry):
            continue
        evidence = weigh_link(anchor)
        score = sum(evidence.values())
        known = best.get(anchor.url)
        if score >= weight("column") and (known is None or known.priority < score):
            best[anchor.url] = as_column(anchor, evidence, priority=score)
    yield from best.values()


def _leads_away(anchor: Anchor, page: Page, entry: Entry) -> bool:
    own = any(is_same_page(anchor.url, one) for one in (page.url, entry.url))
    return not own and not looks_like_article(anchor.url)


def _find_hubs(page: Page, entry: Entry, *, reserve: bool) -> Iterator[Found]:
    """Yield the sections that may hold the column; the best one is tried at once.

    Where a column is named already the best one is tried all the same if its name is of disclosure:
    other bodies' columns may stand there.
    """
    ranks: dict[str, tuple[int, Anchor]] = {}
    for anchor in find_links(page):
        rank = _rank_hub(name_of(anchor))
        if rank is not None and _leads_away(anchor, page, entry):
            known = ranks.get(anchor.url)
            if known is None or rank < known[0]:
                ranks[anchor.url] = (rank, anchor)
    for place, (rank, anchor) in enumerate(sorted(ranks.values(), key=lambda pair: pair[0])):
        wanted = place == 0 and (not reserve or "信息公开" in name_of(anchor))
        evidence = {"section": _HUB}
        yield as_column(anchor, evidence, "hub", priority=_HUB - rank, reserve=not wanted)


def _rank_hub(name: str) -> int | None:
    names = facts()["doors"]["names"]
    if name in names:
        return int(names.index(name))
    beside = (facts()["menu"][kind] for kind in ("guide", "rules", "apply"))
    if len(name) > _LONGEST_NAME or any(matches(pattern, name) for pattern in beside):
        return None
    return len(names) if matches(facts()["doors"]["parts"], name) else None


def _find_entrance(page: Page, entry: Entry) -> Iterator[Found]:
    """Yield where a page before the front page lets its visitors in: `进入网站`, a picture."""
    if entry.role != "root" or len(page.anchors) > _SPLASH_LINKS:
        return
    for anchor in page.anchors:
        inside = host_of(anchor.url) == host_of(page.url) and anchor.url != page.url
        if inside and matches(facts()["doors"]["enter"], squeeze(anchor.label)):
            yield as_column(anchor, {"entrance": _ENTER}, "hub", priority=_ENTER)


def _knock(page: Page, entry: Entry) -> Iterator[Found]:
    """Yield addresses that many portals have, in reserve."""
    root = entry.role == "root"
    if not root and not is_section_address(page.url):
        return
    names: list[str] = facts()["doors"]["known" if root else "below"]
    named = "." in urlsplit(page.url).path.rpartition("/")[2]
    base = urljoin(page.url, ".") if named else page.url
    evidence = {"known_door": 0}
    for rank, name in enumerate(names):
        context = {"title": "a known door", "evidence": evidence}
        yield Found(urljoin(base, name), "hub", context, priority=-rank, reserve=True)
