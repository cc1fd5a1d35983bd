"""Reports among the rows of a list: accepted, or rejected with a word that says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from crawler.bodies import is_group, read_body
from crawler.file_names import find_document, name_file
from crawler.model import Found, Row
from crawler.rows import is_bare_year, looks_like_article
from extract.text import squeeze
from extract.titles import Title, parse_title

PRIORITY = 60
_YEAR_OF_BODY = re.compile(
    r"^(?P<body>.{3,30}?)(?P<year>20[0-3]\d)年?度?(?:(?:工作)?(?:年报|年度报告))?(?:\([^()]{1,8}\))?$"
)
_EACH = re.compile(r"各.{1,12}$")
# The beginning of a report's title, where a list cuts titles short and says the rest nowhere.
_BEGUN = re.compile(
    r"(?:20[0-3]\d年?.*(?:信息公开|政务公开|政(?:府(?:信息?)?)?$)|信息公开.*20[0-3]\d)"
)


def sort_rows(
    rows: Iterable[Row], *, all_are_rows: bool, in_column: bool = False
) -> Iterator[Found]:
    """Yield what the rows of a list lead to.

    In a list whose lines are known (`all_are_rows`), dated, or stand beside reports, every line
    that is no report is kept as rejected; elsewhere a link that says nothing of reports is only a
    link. In a column of reports (`in_column`) years and bodies alone are enough for a title.
    """
    merged = _merge(rows)
    groups = {row.group for row in merged if row.group and _names_report(row.title)}
    bodies = _groups_of_bodies(merged) if in_column else frozenset()
    for row in merged:
        line = all_are_rows or bool(row.published_on) or row.group in groups
        found = _sort(row, line=line, short=in_column, of_bodies=row.group in bodies)
        if found is not None:
            yield found


def has_reports(rows: Iterable[Row]) -> bool:
    """Tell whether a list has a line that is a report, or leads to reports."""
    return any(not one.rejected for one in sort_rows(rows, all_are_rows=True, in_column=True))


def _merge(rows: Iterable[Row]) -> Sequence[Row]:
    """Let one row stand for all links to an address: the one that says most, with any date."""
    merged: dict[str, Row] = {}
    for row in rows:
        known = merged.get(row.url)
        if known is None:
            merged[row.url] = row
            continue
        best = max(known, row, key=lambda one: (_worth(one), one is known))
        dates = known.published_on or row.published_on
        merged[row.url] = replace(best, published_on=dates, body=known.body or row.body)
    return list(merged.values())


def _worth(row: Row) -> int:
    read = parse_title(row.title)
    if read is not None:
        return 3 if read.decoy is None else 2
    return int(is_bare_year(row.title))


def _names_report(title: str) -> bool:
    read = parse_title(title)
    return read is not None and read.decoy is None and read.year is not None


def _groups_of_bodies(rows: Sequence[Row]) -> frozenset[str]:
    """Return the lists most of whose lines are names of bodies.

    Of addresses such as 1f3a9.html some have digits only, and look like articles' by chance.
    """
    counts: dict[str, list[bool]] = {}
    for row in rows:
        named = read_body(row.title) is not None
        counts.setdefault(row.group, []).append(named)
    return frozenset(group for group, named in counts.items() if 2 * sum(named) > len(named))


def _sort(row: Row, *, line: bool, short: bool, of_bodies: bool) -> Found | None:
    article = looks_like_article(row.url)
    if read := parse_title(row.title):
        return _sort_titled(row, read, line=line, article=article)
    if is_bare_year(row.title):
        return _accept(row) if article else _column(row)
    told = _YEAR_OF_BODY.match(squeeze(row.title))
    body = read_body(told["body"] if told else row.title)
    if short and body and (told or (of_bodies and article)):
        return _accept(replace(row, body=body), doubt="short") if article else _column(row)
    if row.is_cut and _BEGUN.search(squeeze(row.title)):
        return _accept(row, doubt="cut")
    return _reject(row, "news") if line else None


def _sort_titled(row: Row, read: Title, *, line: bool, article: bool) -> Found | None:
    if read.decoy:
        return _reject(row, read.decoy) if line or read.year else None
    if not (read.year or line or article):
        return None
    collected = _is_collected(read.agency or "") and not find_document(row.url)
    return _column(row) if collected else _accept(row)


def _is_collected(agency: str) -> bool:
    """Tell of 各镇(街道)2024年政府信息公开工作年度报告 that it leads to the reports of many."""
    return bool(_EACH.search(agency)) or is_group(agency)


def _column(row: Row) -> Found:
    evidence = {"year": PRIORITY}
    return Found(row.url, "column", _context(row) | {"evidence": evidence}, priority=PRIORITY)


def _accept(row: Row, doubt: str | None = None) -> Found:
    """Accept a row; a title that leaves doubt is settled by the page that it leads to."""
    document = find_document(row.url)
    role: Any = "attachment" if document else "report"
    context = _context(row) | ({"doubt": doubt} if doubt and not document else {})
    if document:
        context["file_name"] = name_file(document, [row.title])
    return Found(document or row.url, role, context, priority=50, rejected=row.rejected)


def _reject(row: Row, reason: str) -> Found:
    return Found(row.url, "report", _context(row), rejected=reason)


def _context(row: Row) -> dict[str, Any]:
    context: dict[str, Any] = {"title": row.title}
    if row.published_on:
        context["published_on"] = row.published_on
    if row.body:
        context["body"] = row.body
    if row.attachments:
        context["attachments"] = [[one.url, one.name] for one in row.attachments]
    return context
