"""Pages that only send their reader elsewhere: redirects, stubs, frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from crawler.file_names import find_document
from crawler.guard import registered_domain
from crawler.outcomes import CONTENT, REDIRECTS, STUB
from crawler.page import Page, host_of, join, strip_fragment

MAX_HOPS = 5
# A stub may have a link beside, "click here if nothing happens", and one to its maker.
_LINKS_OF_A_STUB = 2
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"> ]+)", re.IGNORECASE)
# Frames within a page that hold no list: counters, logins, weather, sharing, heads and feet.
_ASIDE = re.compile(
    r"visit|count|login|logon|weather|tianqi|share|foot|header|(?:^|[/_-])(?:top|head|bottom)\b"
    r"|banner|search|map|video|player|advert|calendar|comment|captcha|tree\.jsp|empty|blank",
    re.IGNORECASE,
)


def find_forwarding(page: Page) -> str | None:
    """Return where an answer sends its reader: a redirect, a refresh, a script on a stub."""
    if page.status in REDIRECTS:
        location = page.header("Location")
        return join(page.url, _readable(location)) if location else None
    if not page.is_html or not _is_stub(page):
        return None
    target = _refreshed(page) or page.script.gone_to()
    return page.join(target) if target else None


def find_frames(page: Page) -> tuple[str, ...]:
    """Return the pages that are shown inside this one: frames, and iframes of the same site."""
    if not page.is_html:
        return ()
    found = (strip_fragment(url) for url in _framed(page))
    return tuple(dict.fromkeys(url for url in found if url != page.url))


def _framed(page: Page) -> Iterator[str]:
    for element in page.tree.iter("frame", "iframe"):
        url = page.join(element.get("src") or "")
        if url and (element.tag == "frame" or _holds_content(page, url)):
            yield url
    for reach in page.script.fetched():
        url = page.join(reach.url) if reach.kind == "frame" else None
        if url and _holds_content(page, url):
            yield url


def _holds_content(page: Page, url: str) -> bool:
    parts = urlsplit(url)
    if _ASIDE.search(parts.path) or find_document(url) or "file" in parse_qs(parts.query):
        return False
    here, there = host_of(page.url), host_of(url)
    return here == there or (bool(registered_domain(here)) and _same_site(here, there))


def _same_site(here: str, there: str) -> bool:
    return registered_domain(here) == registered_domain(there)


def _is_stub(page: Page) -> bool:
    short = len(page.body) <= STUB and len(page.visible) <= CONTENT
    framed = next(page.tree.iter("frame", "frameset"), None) is not None
    return short and not framed and len(page.anchors) <= _LINKS_OF_A_STUB


def _refreshed(page: Page) -> str | None:
    for element in page.tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.search(element.get("content") or "")
            return found[1] if found else None
    return None


def _readable(location: str) -> str:
    """A Location with raw UTF-8 or GBK bytes stands here as Latin-1."""
    raw = location.encode("latin-1", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
