"""Reports among the rows of a list: accepted, or rejected with a word that says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import html

from crawler.file_names import find_document, name_file
from crawler.model import Found, Row
from crawler.page import Anchor
from extract.text import fold, squeeze
from extract.titles import parse_title

_DATE = re.compile(
    r"(?<!\d)(?P<year>20\d\d|19\d\d)\s*[-/.年]\s*(?P<month>1[0-2]|0?[1-9])"
    r"\s*[-/.月]\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
)
# Lists that show the day apart: <span>2025-03</span><em>15</em>, or the day first.
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])日?"
_MONTH = r"(?P<year>20\d\d|19\d\d)[-/.年](?P<month>1[0-2]|0?[1-9])月?"
_PARTED = (
    re.compile(rf"(?<!\d){_MONTH}\s+{_DAY}(?![\d./:-])"),
    re.compile(rf"(?<![\d./:-]){_DAY}\s+{_MONTH}(?![\d./-])"),
)
_BARE_YEAR = re.compile(r"^[【\[]?(20[0-3]\d)年?度?(?:年报|年度报告|报告)?[】\]]?$")
# Addresses of articles: t20250124_123, art_12_345, post_123, info/1010/1234, a 32-hex name, a long
# number; of columns: a folder, index, list, col.
_ARTICLE = re.compile(
    r"/t\d{8}_\d+\.|/art_\w+\.|/m?post_\d+\.|/info/\d+/\d+\.|/[0-9a-f]{32}\.|/\d{5,}\.\w*html?"
    r"|/content/article/\d+|/public/(?:content/\d+|\d+/\d+\.)|/content\.s?html?$",
    re.IGNORECASE,
)
_MENU = re.compile(r"(?:年报|年度报告)$")
_CUT = re.compile(r"(?:\.{2,}|…+)$")


def find_date(text: str) -> str | None:
    """Return the last date in a text, ISO 8601; lists put it after the title."""
    found = list(_DATE.finditer(text)) or [one for way in _PARTED for one in way.finditer(text)]
    if not found:
        return None
    year, month, day = (int(found[-1][part]) for part in ("year", "month", "day"))
    return f"{year}-{month:02d}-{day:02d}"


def looks_like_article(url: str) -> bool:
    """Tell by its address whether a link leads to an article or a document, not to a list."""
    return bool(_ARTICLE.search(url) or find_document(url))


def is_bare_year(text: str) -> bool:
    """Tell whether a text is nothing but a year, `2023年`, as in tabs and short lists."""
    return bool(_BARE_YEAR.match(squeeze(text)))


def names_report(title: str) -> bool:
    """Tell whether a row's title is a report's, or only a year."""
    read = parse_title(title)
    return is_bare_year(title) if read is None else read.decoy is None


def is_menu_entry(title: str) -> bool:
    """Tell whether a text names a column of reports rather than one report."""
    plain = squeeze(title)
    read = parse_title(plain)
    known = _MENU.search(plain) and (read is None or (read.decoy is None and read.year is None))
    return bool(known) and len(plain) <= 20


def read_row(anchor: Anchor) -> Row:
    """Read a row from its link: the full title, and the date beside it."""
    return Row(anchor.url, _CUT.sub("", anchor.label), _row_date(anchor.element, anchor.label))


def _row_date(element: html.HtmlElement, title: str) -> str | None:
    """Look for a date in the link, then around it while no other link comes in between."""
    around = element
    for _ in range(3):
        own = fold(" ".join(around.itertext())).replace(title, " ")
        if date := find_date(own):
            return date
        parent = around.getparent()
        if parent is None or len(parent.xpath(".//a[@href]")) > 1:
            return find_date(around.tail or "")
        around = parent
    return None


def sort_rows(rows: Iterable[Row], *, all_are_rows: bool) -> Iterator[Found]:
    """Yield what the rows of a column lead to.

    In a list whose lines are known (`all_are_rows`) or dated, every line that is no report is kept
    as rejected; elsewhere a link that says nothing of reports is only a link.
    """
    for row in rows:
        read = parse_title(row.title)
        if read is None and not is_bare_year(row.title):
            if all_are_rows or row.published_on:
                yield _reject(row, "news")
        elif read is not None and read.decoy:
            if all_are_rows or row.published_on or read.year:
                yield _reject(row, read.decoy)
        elif is_bare_year(row.title) and not looks_like_article(row.url):
            yield Found(row.url, "column", _context(row), priority=60)
        elif read is not None and read.year is None and not (row.published_on or all_are_rows):
            continue
        else:
            yield _accept(row)


def _accept(row: Row) -> Found:
    document = find_document(row.url)
    role: Any = "attachment" if document else "report"
    context = _context(row)
    if document:
        context["file_name"] = name_file(document, [row.title])
    return Found(document or row.url, role, context, priority=50, rejected=row.rejected)


def _reject(row: Row, reason: str) -> Found:
    return Found(row.url, "report", _context(row), rejected=reason)


def _context(row: Row) -> dict[str, Any]:
    context: dict[str, Any] = {"title": row.title}
    if row.published_on:
        context["published_on"] = row.published_on
    if row.attachments:
        context["attachments"] = [[one.url, one.name] for one in row.attachments]
    return context
