"""Pages for what is not there, known by what a host answers to an address that nobody made."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urljoin

from rapidfuzz import fuzz

from crawler.page import Page, origin_of
from extract.text import squeeze

# How an entry is left while its host is asked for an invented address.
SUSPECT = "suspect"
_ALIKE = 95
_CHANGING = re.compile(r"\d+")


def invent(url: str) -> str:
    """Return an address in the same folder that nothing can stand at, the same each time."""
    name = hashlib.sha256(origin_of(url).encode()).hexdigest()[:16]
    return urljoin(url, f"nianbao{name}.html")


def is_absence(page: Page, absence: Page) -> bool:
    """Tell whether a page says no more than that to an invented address; numbers aside."""
    if not (page.is_html and absence.is_html):
        return False
    texts = (_CHANGING.sub("", squeeze(one.visible)) for one in (page, absence))
    return fuzz.ratio(*texts) >= _ALIKE
