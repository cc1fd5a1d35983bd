"""Pictures in a page's content, which may be the pages of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from crawler.facts import facts, matches
from crawler.page import Page

# Pictures that are shown when they come into sight have a placeholder in `src` until then.
_ADDRESSES = ("data-original", "data-src", "data-lazy-src", "data-lazyload", "data-echo",
              "original", "src")  # fmt: skip
_PICTURE = re.compile(r"\.(?:jpe?g|png|bmp|tiff?|webp)(?:$|\?)", re.IGNORECASE)
# A picture of a page has more than two thousand bytes.
_INSIDE = re.compile(r"\s*data:image/(?:png|jpe?g|bmp|webp);base64,[A-Za-z0-9+/\s]{2000}")


def find_pictures(page: Page) -> tuple[str, ...]:
    """Return the addresses of a page's pictures, ornaments and pictured links left out."""
    urls = (page.join(address) for address in _addresses(page))
    return tuple(dict.fromkeys(url for url in urls if url))


def carries_pictures(page: Page) -> bool:
    """Tell whether a page has pictures in Base64 inside itself."""
    return any(map(_INSIDE.match, page.tree.xpath("//img/@src")))


def _addresses(page: Page) -> Iterator[str]:
    decoration = facts()["proof"]["decoration"]
    for image in page.tree.iter("img"):
        address = next((told for name in _ADDRESSES if (told := image.get(name))), "")
        ornament = matches(decoration, f"{address} {image.get('class', '')}")
        small = _is_small(image.get("width")) or _is_small(image.get("height"))
        if address and not ornament and not small and not _leads_on(image):
            yield address


def _leads_on(image: html.HtmlElement) -> bool:
    """Tell a picture that stands for a link from one that opens itself."""
    around = next(image.iterancestors("a"), None)
    return around is not None and not _PICTURE.search(around.get("href") or "")


def _is_small(size: str | None) -> bool:
    number = re.match(r"\d+", size or "")
    return bool(number) and int(number[0] if number else 0) < 100
