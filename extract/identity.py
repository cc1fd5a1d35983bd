"""Whose report, for which year: from title, page metadata and prose, in that order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.agencies import (
    is_agency_name,
    is_department,
    is_placeless,
    is_short_for,
)
from extract.document import Document
from extract.messages import join, make_finding
from extract.metadata import published_on, publishers, read_fields, writers
from extract.report import Finding
from extract.sections import is_heading
from extract.text import arabic_years, fold, squeeze
from extract.titles import Title, parse_title, title_parts

_TITLES = ("ArticleTitle", "ucaptitle", "h1", "名称", "标题", "h2")
_LONGEST_TITLE = 90
# How far above the first heading a title is looked for, and how far down where there is none.
_MOST_LINES = 60
_FIRST_LINES = 12
_FEWEST_LISTED = 3
_MOST_JOINED = 3
# What ends a sentence or parts a field's name from its value stands in no title of several lines.
_NO_TITLE = re.compile(r"[。；;：:]|\d{4}-\d")
_STATISTICS = re.compile(r"政府信息公开(?:工作)?情况统计(?:报)?表")
# 2023 11日到1231日: what is left where the characters 年 and 月 were lost.
_PERIOD = re.compile(
    r"(20\d\d)年?1月?1日.{0,8}?[至到—~-].{0,6}?(?:(20\d\d)年?|当年|同年|本年)?12月?31日"
)


@dataclass(frozen=True)
class Hints:
    """What is known of a document from outside: its list row, its portal."""

    title: str | None = None
    agency: str | None = None
    published: str | None = None


@dataclass(frozen=True)
class Identity:
    """What a document says of itself."""

    title: str | None
    parsed: Title | None
    agency: str | None
    year: int | None
    period: tuple[str, str] | None
    published: str | None
    findings: tuple[Finding, ...]


def identify(document: Document, hints: Hints) -> Identity:
    """Tell agency, year, period and date of publication; what disagrees is a finding."""
    fields = read_fields(document)
    stated = _stated_years(document)
    first = next(stated, None)
    titles = _titles(document, fields, hints, first)
    printed, parsed = titles[0] if titles else (None, None)
    published = published_on(fields) or hints.published
    years = [title.year for _, title in titles if title.year]
    year = years[0] if years else first
    # Another document may be quoted with its own period.
    counted = first if first == year else next((one for one in stated if one == year), first)
    period = (f"{counted}-01-01", f"{counted}-12-31") if counted else None
    agency = next((title.agency for _, title in titles if title.agency), None)
    named = list(_named(document, fields, hints))
    agency = _fuller(agency, named)
    findings = (
        *_missing(agency, year),
        *_conflicts(_rivals(titles, period), year, period, published),
        *_other_agencies(agency, titles, fields),
    )
    return Identity(printed, parsed, agency, year, period, published, findings)


def _titles(
    document: Document, fields: Mapping[str, str], hints: Hints, stated: int | None
) -> list[tuple[str, Title]]:
    """Return the texts that are titles of an annual report, the most trustworthy first.

    Those that name both body and year go before the names of columns (2023年政府信息公开年报). Of
    the lines of the page counts the nearest one above the first heading that agrees with what is
    known otherwise: further up, pages list the reports of other years.
    """
    named = _reports(fields[name] for name in _TITLES if name in fields)
    outer = _reports(text for text in (fields.get("title"), hints.title) if text)
    lines = _lines(document)
    years = {stated, *(title.year for _, title in (*named, *outer))} - {None}
    agreeing = [line for line in lines if line[1].year in years]
    titles = [*named, *(agreeing or lines)[:1], *outer]
    return sorted(titles, key=lambda title: not _is_full(title[1]))


def _is_full(title: Title) -> bool:
    return title.agency is not None and title.year is not None


def _reports(texts: Iterable[str]) -> list[tuple[str, Title]]:
    parsed = ((fold(text.strip("#* ")), _parse(text)) for text in texts)
    return [(text, title) for text, title in parsed if title and not title.decoy]


def _parse(text: str) -> Title | None:
    """Read a title; the statistics form of the years before 2019 may stand for its report."""
    return parse_title(_STATISTICS.sub("政府信息公开工作年度报告", text))


def _lines(document: Document) -> list[tuple[str, Title]]:
    """Return the lines above the first heading that are titles, the nearest first.

    Several where there is no heading are a list of reports, none of them this page's.
    """
    lines = [line.text.strip("#* ") for line in document.paragraphs()]
    heading = next((index for index, line in enumerate(lines) if is_heading(line)), None)
    end = min(len(lines), _FIRST_LINES) if heading is None else heading
    ends = range(end, max(0, end - _MOST_LINES), -1)
    if heading is None and _list_reports(lines[:_MOST_LINES]):
        return []
    return [title for last in ends if (title := _title_ending(lines[:last]))]


def _list_reports(lines: Sequence[str]) -> bool:
    """Tell whether several lines name reports, each another one."""
    titles = {_parse(line) for line in lines if len(line) <= _LONGEST_TITLE}
    named = [title for title in titles if title and title.year and not title.decoy]
    return len(named) >= _FEWEST_LISTED


def _title_ending(lines: Sequence[str]) -> tuple[str, Title] | None:
    """Return the title of which the last of some lines is the end: one line, or a few together."""
    found: tuple[str, Title] | None = None
    for count in range(1, _MOST_JOINED + 1):
        parts = lines[-count:]
        if len(parts) < count or not all(map(_may_be_title, parts if count > 1 else ())):
            break
        text = "".join(parts)
        if not text or len(text) > _LONGEST_TITLE or text.endswith("。"):
            break
        title = _parse(text)
        if title is None or title.decoy:
            if found:
                break
            continue
        if _parse("".join(parts[:-1])) == title:
            break
        if found and not _adds(title, found[1]):
            break
        found = fold(text), title
        if _is_full(title):
            break
    return found


def _may_be_title(line: str) -> bool:
    return bool(line) and not _NO_TITLE.search(line)


def _adds(title: Title, known: Title) -> bool:
    """Tell whether a line more gives a title the body or the year that it lacked."""
    named = title.agency is not None and is_agency_name(title.agency)
    return (known.agency is None and named) or (known.year is None and title.year is not None)


def _named(document: Document, fields: Mapping[str, str], hints: Hints) -> Iterator[str]:
    """Yield the bodies named elsewhere than in titles, in the order of trust."""
    yield from publishers(fields)
    yield from _sites(fields)
    yield from writers(document)
    if hints.agency:
        yield hints.agency


def _sites(fields: Mapping[str, str]) -> Iterator[str]:
    """Yield a department whose own site the page is on; a government's site carries all bodies'."""
    parts = [fields.get("SiteName", ""), *title_parts(fields.get("title", ""))]
    yield from (
        name for name in map(squeeze, parts) if is_agency_name(name) and is_department(name)
    )


def _fuller(agency: str | None, named: Sequence[str]) -> str | None:
    """Return the body that a title names, in full if it leaves out the place and others do not."""
    if agency is None:
        return next(iter(named), None)
    if not is_placeless(agency):
        return agency
    fuller = (name for name in named if is_short_for(agency, name) and not is_placeless(name))
    return next((name for name in fuller if name[-1] == agency[-1]), agency)


def _stated_years(document: Document) -> Iterator[int]:
    """Yield the years whose first and last days the text names as the ends of a period."""
    for line in document.paragraphs():
        for match in _PERIOD.finditer(arabic_years(squeeze(line.text))):
            if (match[2] or match[1]) == match[1]:
                yield int(match[1])


def _missing(agency: str | None, year: int | None) -> Iterator[Finding]:
    if agency is None:
        yield make_finding("identity.missing", "agency", "unknown")
    elif is_placeless(agency):
        yield make_finding("identity.missing", "place", "publisher", agency=agency)
    if year is None:
        yield make_finding("identity.missing", "year", "unknown")


def _rivals(titles: Sequence[tuple[str, Title]], period: tuple[str, str] | None) -> list[int]:
    """Return the years of titles; those of columns do not count where the text bears one out."""
    full = [title.year for _, title in titles if title.year and _is_full(title)]
    every = [title.year for _, title in titles if title.year]
    return full if full and period and int(period[0][:4]) == full[0] else every


def _other_agencies(
    agency: str | None, titles: Sequence[tuple[str, Title]], fields: Mapping[str, str]
) -> Iterator[Finding]:
    """Report other bodies that titles, or one of its own kind that metadata, name."""
    if agency is None:
        return
    others = [title.agency for _, title in titles if title.agency and _is_full(title)]
    if is_department(agency):
        others.extend(name for name in publishers(fields) if is_department(name))
    rivals = [name for name in dict.fromkeys(others) if not _is_same(agency, name)]
    if rivals:
        yield make_finding(
            "identity.conflict", "agencies", "publisher", agency=agency, others=join(rivals)
        )


def _is_same(one: str, other: str) -> bool:
    return is_short_for(one, other) or is_short_for(other, one)


def _conflicts(
    years: list[int], year: int | None, period: tuple[str, str] | None, published: str | None
) -> Iterator[Finding]:
    if len(set(years)) > 1:
        named = join(map(str, dict.fromkeys(years)))
        yield make_finding("identity.conflict", "titles", "publisher", years=named)
    if year and period and int(period[0][:4]) != year:
        found = {"year": year, "start": period[0], "end": period[1]}
        yield make_finding("identity.conflict", "period", "publisher", **found)
    if year and published and int(published[:4]) < year:
        dates = {"year": year, "published": published}
        yield make_finding("identity.conflict", "published", "publisher", **dates)
