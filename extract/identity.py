"""Whose report, for which year: from title, page metadata and prose, in that order of trust."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from extract.divisions import resolve
from extract.document import Document, Table
from extract.messages import join, make_finding
from extract.report import Finding
from extract.text import arabic_years, fold, squeeze
from extract.titles import Title, complete_agency, parse_title

_TITLES = ("ArticleTitle", "ucaptitle", "h1", "名称", "h2")
_AGENCIES = ("发布机构", "发文机关", "公开主体", "信息来源", "ContentSource")
_DATES = ("PubDate", "公开日期", "发布日期", "发布时间", "成文日期")
_PAIRS = frozenset((*_AGENCIES, *_DATES, "名称", "标题", "信息名称"))
_LONGEST_TITLE = 90
_FIRST_LINES = 12
# 区统计局, 市应急局, 我局; 镇江市 and 市中区 are places, which the list of divisions tells.
_PLACELESS = re.compile(r"[我本省市区县州盟旗乡镇]")
_DATE = re.compile(r"(20\d\d)\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_PERIOD = re.compile(
    r"(20\d\d)年?1月1日.{0,8}?[至到—~-].{0,6}?(?:(20\d\d)年?|当年|同年|本年)?12月31日"
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
    names = {**_pairs(document), **document.names}
    period = _period(document)
    titles = _titles(document, names, hints, period)
    printed, parsed = titles[0] if titles else (None, None)
    published = _published(names) or hints.published
    years = [title.year for _, title in titles if title.year]
    year = years[0] if years else (int(period[0][:4]) if period else None)
    agency = next((title.agency for _, title in titles if title.agency), None)
    agency = agency or _named_agency(names) or hints.agency
    findings = (
        *_missing(agency, year),
        *_conflicts(years, year, period, published),
    )
    return Identity(printed, parsed, agency, year, period, published, findings)


def _titles(
    document: Document, names: Mapping[str, str], hints: Hints, period: tuple[str, str] | None
) -> list[tuple[str, Title]]:
    """Return the texts that are titles of an annual report, the most trustworthy first.

    A page's first lines may list the reports of other years: of them counts the first that agrees
    with what is known otherwise.
    """
    named = _reports(names[name] for name in _TITLES if name in names)
    outer = _reports(text for text in (names.get("title"), hints.title) if text)
    lines = _reports(_lines(document))
    years = {title.year for _, title in (*named, *outer)} | {int(period[0][:4]) if period else None}
    agreeing = [line for line in lines if line[1].year in years - {None}]
    return [*named, *(agreeing[:1] or lines), *outer]


def _reports(texts: Iterable[str]) -> list[tuple[str, Title]]:
    parsed = ((fold(text.strip("#* ")), parse_title(text)) for text in texts)
    return [(text, title) for text, title in parsed if title and not title.decoy]


def _lines(document: Document) -> Iterator[str]:
    """Yield those of the first lines, or pairs of them, that may be a title."""
    lines = [line.text for line in document.paragraphs()[:_FIRST_LINES]]
    for line, following in itertools.zip_longest(lines, lines[1:], fillvalue=""):
        if 0 < len(line) < _LONGEST_TITLE and not line.endswith("。"):
            if parse_title(line):
                yield line
            elif following and len(line + following) < _LONGEST_TITLE:
                yield line + following


def _pairs(document: Document) -> dict[str, str]:
    """Return the fields of a page's box of metadata (索引号, 发布机构, 公开日期 …)."""
    found: dict[str, str] = {}
    for table in document.tables():
        for name, value in _fields(table):
            found.setdefault(name, value)
    for line in document.paragraphs():
        name, mark, value = line.text.replace("：", ":").partition(":")
        if mark and squeeze(name) in _PAIRS and value.strip():
            found.setdefault(squeeze(name), value.strip())
    return found


def _fields(table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        for label, value in itertools.pairwise(row):
            name = squeeze(label.text).strip(":[]【】")
            if name in _PAIRS and value.text:
                yield name, value.text


def _named_agency(names: Mapping[str, str]) -> str | None:
    text = next((squeeze(names[name]) for name in _AGENCIES if names.get(name)), None)
    return complete_agency(text) if text else None


def _published(names: Mapping[str, str]) -> str | None:
    for name in _DATES:
        match = _DATE.search(names.get(name, ""))
        if match:
            year, month, day = (int(part) for part in match.groups())
            return f"{year}-{month:02}-{day:02}"
    return None


def _period(document: Document) -> tuple[str, str] | None:
    for line in document.paragraphs():
        match = _PERIOD.search(arabic_years(squeeze(line.text)))
        if match and (match[2] or match[1]) == match[1]:
            return f"{match[1]}-01-01", f"{match[1]}-12-31"
    return None


def _missing(agency: str | None, year: int | None) -> Iterator[Finding]:
    if agency is None:
        yield make_finding("identity.missing", "agency", "unknown")
    elif _PLACELESS.match(agency) and resolve(agency) is None:
        yield make_finding("identity.missing", "place", "publisher", agency=agency)
    if year is None:
        yield make_finding("identity.missing", "year", "unknown")


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
