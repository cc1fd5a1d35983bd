"""From a front page to the column of annual reports: evidence is weighed, none of it is a gate."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawler.model import Entry, Found
from crawler.page import Anchor, Page, strip_fragment
from crawler.rows import is_menu_entry, looks_like_article
from extract.text import squeeze
from extract.titles import parse_title

MAX_DEPTH = 3
COLUMN_TYPE = "信息公开年报"
_YEARS = re.compile(r"^(?:n?20\d\d(?:n|nd)?)|(?:_?\d+)$")
_HEADINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[一二三四五六]、总体情况",
        r"主动公开政府信息(?:的)?情况",
        r"收到和处理政府信息公开申请(?:的)?情况",
        r"行政复议、?(?:和)?行政诉讼(?:的)?情况",
        r"存在的主要问题(?:及|和)改进",
        r"其他需要报告的(?:其他)?事项",
    )
)


def discover(page: Page, entry: Entry) -> tuple[Found, ...]:
    """Return what may lead to the column, the most promising first, the rest in reserve."""
    columns = sorted(_score_columns(page, entry), key=lambda found: -found.priority)
    deeper = entry.depth < MAX_DEPTH
    hubs = list(_find_hubs(page, reserve=bool(columns))) if deeper else []
    doors = list(_knock(page, entry)) if deeper else []
    named = {found.url for found in (*columns, *hubs)}
    return (*columns, *hubs, *(door for door in doors if door.url not in named))


def is_column(page: Page) -> bool:
    """Tell whether a page presents itself as a column of reports."""
    if COLUMN_TYPE in page.meta("ColumnType"):
        return True
    names = (page.meta("ColumnName"), re.split(r"[-_|—]", page.title)[0])
    return any(is_menu_entry(name) for name in names) or has_column_token(page.url)


def is_report(page: Page) -> bool:
    """Tell whether a page holds a report: two of the six statutory headings."""
    plain = squeeze(page.visible)
    return sum(bool(heading.search(plain)) for heading in _HEADINGS) >= 2


def has_column_token(url: str) -> bool:
    """Tell whether the last folder of an address is one that columns of reports have."""
    folders = [part for part in urlsplit(url).path.lower().split("/") if part]
    if folders and "." in folders[-1]:
        folders.pop()
    return bool(folders) and _YEARS.sub("", folders[-1]) in _evidence()["column_tokens"]


def _score_columns(page: Page, entry: Entry) -> Iterator[Found]:
    best: dict[str, Found] = {}
    for anchor in page.anchors:
        score = _score(anchor)
        known = best.get(anchor.url)
        if (
            score
            and anchor.url not in {page.url, entry.url}
            and (known is None or known.priority < score)
        ):
            best[anchor.url] = Found(
                anchor.url, "column", {"title": anchor.label, "score": score}, priority=score
            )
    yield from best.values()


def _score(anchor: Anchor) -> int:
    """Weigh a link: its words count most, its address decides where words are wanting."""
    if looks_like_article(anchor.url):
        return 0
    read = parse_title(anchor.label)
    if read is not None and read.decoy:
        return 0
    words = 60 if is_menu_entry(anchor.label) else 0
    words += 5 if words and "公开" in anchor.label else 0
    token = 5 if has_column_token(anchor.url) else 0
    return words + token


def _find_hubs(page: Page, *, reserve: bool) -> Iterator[Found]:
    order = {name: rank for rank, name in enumerate(_evidence()["hubs"])}
    urls: dict[str, str] = {}
    for anchor in page.anchors:
        name = squeeze(anchor.label)
        own = strip_fragment(anchor.url) == page.url
        if name in order and not own and not looks_like_article(anchor.url):
            urls.setdefault(anchor.url, name)
    for url, name in urls.items():
        yield Found(url, "hub", {"title": name}, priority=20 - order[name], reserve=reserve)


def _knock(page: Page, entry: Entry) -> Iterator[Found]:
    names: list[str] = _evidence()["doors" if entry.role == "root" else "doors_below"]
    role: Any = "hub" if entry.role == "root" else "column"
    base = (
        page.url if not page.url.endswith((".html", ".htm", ".shtml")) else urljoin(page.url, ".")
    )
    for rank, name in enumerate(names):
        url = urljoin(base, name)
        yield Found(url, role, {"title": "a known door"}, priority=-rank, reserve=True)


@cache
def _evidence() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("evidence.toml").read_text("utf-8"))
