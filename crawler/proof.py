"""The final proof that a page holds a report: headings, a statutory table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.facts import facts, matches
from crawler.page import Page
from extract.marks import row_labels
from extract.readers.script import strings_of
from extract.text import squeeze
from extract.titles import Title, parse_title

# Two of the six headings, or so many labels of the forms' rows, prove a report.
_HEADINGS = 2
_LABELS = 6
# The common form begins with report year 2019 (国办公开办函〔2019〕60号).
FIRST_YEAR = 2019
_TITLES = ("ArticleTitle", "DC.Title")
# A document in base64: PDF, a ZIP container, OLE.
_CARRIED = re.compile(r"(?:JVBERi0|UEsDB|0M8R4KGx)[A-Za-z0-9+/\\\s]{1000}")
_TAG = re.compile(r"<[^<>]*>")
_SITE_NAME = re.compile(r"[-_|—–]+[^-_|—–]*$")


def is_report(page: Page, year: int | None = None) -> bool:
    """Tell whether a page holds the text or the tables of a report.

    `year` is the report's; before 2019 there was no common form, and headings were others.
    """
    if any(map(_is_proof, _texts(page))) or _CARRIED.search(page.text):
        return True
    if year is not None and year >= FIRST_YEAR:
        return False
    plain = squeeze(page.visible)
    about = plain.count("公开") >= facts()["proof"]["mentions"]
    return about and max(_count("old_headings", plain), _count("old_labels", plain)) >= _HEADINGS


def _texts(page: Page) -> Iterator[str]:
    """Yield what a page shows, then what its scripts and fields hold."""
    yield squeeze(page.visible)
    yield from (squeeze(_TAG.sub(" ", one)) for one in strings_of(page.body).values())


def _is_proof(plain: str) -> bool:
    return _count("headings", plain) >= _HEADINGS or _labels_in(plain) >= _LABELS


def has_tables(page: Page) -> bool:
    """Tell whether the statutory tables stand in a page, not in pictures."""
    found = any(_labels_in(text) >= _LABELS for text in _texts(page))
    return found or bool(_CARRIED.search(page.text))


def is_article(page: Page) -> bool:
    """Tell whether a page says of itself that it is an article, not a list."""
    return any(page.meta(name) for name in ("ArticleTitle", "PubDate"))


def read_page_title(page: Page) -> tuple[str, Title] | None:
    """Return the first of a page's titles that names a report or what is taken for one."""
    own = [page.meta(name) for name in _TITLES]
    own += [str(one.xpath("string()")) for one in page.tree.iter("h1", "h2", "ucaptitle")]
    for text in (*own, _SITE_NAME.sub("", page.title), page.title):
        if text and (read := parse_title(text)):
            return text, read
    return None


def _count(kind: str, plain: str) -> int:
    return sum(matches(pattern, plain) for pattern in facts()["proof"][kind])


def _labels_in(plain: str) -> int:
    return sum(label in plain for label in row_labels())
