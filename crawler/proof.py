"""The final proof that a page holds a report: headings, a statutory table, pictures of pages."""

from __future__ import annotations

import re

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
_FIRST_YEAR = 2019
_TITLES = ("ArticleTitle", "DC.Title")
# A document in base64: PDF, a ZIP container, OLE.
_CARRIED = re.compile(r"(?:JVBERi0|UEsDB|0M8R4KGx)[A-Za-z0-9+/\\\s]{1000}")
_TAG = re.compile(r"<[^<>]*>")
_SITE_NAME = re.compile(r"[-_|—–]+[^-_|—–]*$")


def is_report(page: Page, year: int | None = None) -> bool:
    """Tell whether a page holds the text or the tables of a report.

    `year` is the report's; before 2019 there was no common form, and headings were others.
    """
    plain = squeeze(page.visible)
    if _is_proof(plain) or _CARRIED.search(page.text):
        return True
    if any(_is_proof(squeeze(_TAG.sub(" ", one))) for one in strings_of(page.body).values()):
        return True
    if year is not None and year >= _FIRST_YEAR:
        return False
    about = plain.count("公开") >= facts()["proof"]["mentions"]
    return about and max(_count("old_headings", plain), _count("old_labels", plain)) >= _HEADINGS


def _is_proof(plain: str) -> bool:
    return _count("headings", plain) >= _HEADINGS or _labels_in(plain) >= _LABELS


def has_pictures(page: Page) -> bool:
    """Tell whether a page shows pictures in its content, as reports that were scanned do."""
    decoration = facts()["proof"]["decoration"]
    return any(
        not matches(decoration, f"{image.get('src', '')} {image.get('class', '')}")
        for image in page.tree.xpath("//img[@src][not(ancestor::a)]")
        if not _is_small(image.get("width")) and not _is_small(image.get("height"))
    )


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


def _is_small(size: str | None) -> bool:
    number = re.match(r"\d+", size or "")
    return bool(number) and int(number[0] if number else 0) < 100
