"""Lists that a portal gives as JSON, whatever its makers called their fields."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from lxml import etree

from crawler.model import Row
from crawler.page import Page
from crawler.rows import find_date
from crawler.scripts import is_path
from extract.javascript import read_literal

CHINA = timezone(timedelta(hours=8))
_WRAPPED = re.compile(r"^[\w$.]+\s*\((.*)\)\s*;?\s*$", re.DOTALL)
# Names of fields, the most telling first; matched whole, whatever their case.
_TITLES = (
    re.compile(r"(?:real|show|doc|info|article|news)?_?(?:title|name|bt|mc|biaoti)", re.IGNORECASE),
    re.compile(r"(?!sub|site|column|channel|chnl)\w+title", re.IGNORECASE),
)
_ADDRESSES = (re.compile(r"\w*(?:url|link|href|path|lj|address)", re.IGNORECASE),)
_DATES = re.compile(r"\w*(?:date|time|rq|sj|day)_?(?:str|format)?", re.IGNORECASE)
_TOTALS = re.compile(
    r"(?:total|all|row|record)s?_?(?:count|row|rows|num|size|records?|total)?", re.IGNORECASE
)
# Of the whole list, as in TRS's was5, or of the records on this page.
_COUNT = re.compile(r"counts?", re.IGNORECASE)
# `pageNum` is the number of this page, as in PageHelper's answers.
_PAGES = re.compile(
    r"(?:total|all|max)_?pages?(?:_?(?:count|total|nums?))?|pages?_?(?:count|total)|pages",
    re.IGNORECASE,
)


def read_json(page: Page) -> Any:
    """Return what a page holds as JSON or JSONP, or as the literal that a script would evaluate.

    None if it is none of these. TRS's was5 writes marks in quotes of its own, `'###pypy###'`. XML
    is given as the list of its records.
    """
    text = page.text.strip().lstrip("\ufeff")
    if text.startswith("<?xml"):
        return _read_xml(text)
    wrapped = _WRAPPED.match(text)
    body = wrapped[1].strip() if wrapped else text
    if body[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(body, strict=False)
    except ValueError:
        return read_literal(body)


def _read_xml(text: str) -> list[dict[str, str]] | None:
    """Return the elements that hold nothing but texts, each by the names of its parts."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, encoding="utf-8"
    )
    root = etree.fromstring(text.encode(), parser)
    if root is None or etree.QName(root).localname.lower() == "html":
        return None
    records = (one for one in root.iter("*") if len(one) and not any(len(part) for part in one))
    return [
        {etree.QName(part).localname: part.text or "" for part in one.iterchildren("*")}
        for one in records
    ]


def find_json_rows(page: Page, data: Any) -> Iterator[Row]:
    """Yield the records that have a title and an address."""
    for record in _records(data):
        title = _first(record, _TITLES, lambda value: bool(value.strip()) and not is_path(value))
        address = _first(record, _ADDRESSES, is_path)
        url = page.join(address) if address else None
        if title and url:
            yield Row(url, title.strip(), _date(record))


def find_json_html(data: Any) -> Iterator[str]:
    """Yield the pieces of HTML that stand in the JSON."""
    if isinstance(data, str) and re.search(r"<(?:a|li|tr)\b[^>]*>", data, re.IGNORECASE):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from find_json_html(value)
    elif isinstance(data, list):
        for value in data:
            yield from find_json_html(value)


def count_pages(data: Any, rows: int) -> int | None:
    """Return how many pages there are, None if the JSON does not tell."""
    numbers = dict(_numbers(data))
    pages = next((value for name, value in numbers.items() if _PAGES.fullmatch(name)), None)
    if pages is not None:
        return pages
    total = next((value for name, value in numbers.items() if _TOTALS.fullmatch(name)), None)
    if total is None:
        counts = (value for name, value in numbers.items() if _COUNT.fullmatch(name))
        total = next((value for value in counts if value > rows), None)
    return -(-total // rows) if total is not None and rows else None


def _records(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _records(one)
    elif isinstance(data, Mapping):
        if any(isinstance(value, str) for value in data.values()):
            yield data
        for value in data.values():
            yield from _records(value)


def _first(
    record: Mapping[str, Any], patterns: Sequence[re.Pattern[str]], fits: Callable[[str], bool]
) -> str | None:
    named = (
        value
        for pattern in patterns
        for name, value in record.items()
        if pattern.fullmatch(name) and isinstance(value, str)
    )
    return next(filter(fits, named), None)


def _date(record: Mapping[str, Any]) -> str | None:
    for name, value in record.items():
        if not _DATES.fullmatch(name):
            continue
        if isinstance(value, str) and (told := find_date(value)):
            return told
        if isinstance(value, int) and value > 10**8:
            seconds = value / 1000 if value > 10**11 else value
            return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date().isoformat()
    return None


def _numbers(data: Any) -> Iterator[tuple[str, int]]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
                yield name, int(value)
            else:
                yield from _numbers(value)
