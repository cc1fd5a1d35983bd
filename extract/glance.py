"""A first look at a page's bytes: may it be a report's? Without decoding, at gigabytes a second.

It is there for crawls of which one page in thousands is a report: what it lets through is read, and
what it does not is not looked at again. One search by Hyperscan finds all words in all encodings.
A page is missed where markup cuts every one of these words in two, in title, headings and tables.
"""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import hyperscan

from extract.encoding import UTF8_AS_GBK

Kind = Literal["hidden", "topic", "title", "sure", "likely"]

_ENCODINGS = ("utf-8", "gb18030")
# Bytes between the topic and the rest of a title, and between a title's end and its year's.
_GAP = 60
_BEFORE, _AFTER = 400, 12
# A year of a title, no part of a number, an address or a date: 2023年, >2023<, (2023), 二〇二三年.
_YEAR = re.compile(rb"20[0-3][0-9](?<![0-9/_.=-]20[0-3][0-9])(?![0-9/_.-])")
_HAN_YEARS = tuple(f"二{zero}".encode(name) for zero in "〇○零" for name in _ENCODINGS)
# So many of the words that are likely settle it.
_ENOUGH = 3
# Of these every match counts, not the first alone.
_EACH = {"title": hyperscan.HS_FLAG_DOTALL}


class _Pattern(NamedTuple):
    kind: Kind
    word: str
    expression: bytes


@dataclass
class _Seen:
    """What a search met: words that only together mean something, where titles end."""

    settled: bool = False
    likely: set[str] = field(default_factory=set)
    titles: list[int] = field(default_factory=list)

    def note(self, pattern: _Pattern, end: int) -> bool:
        """Note a match; returns whether to end the search, for all is known."""
        if pattern.kind == "title":
            self.titles.append(end)
        elif pattern.kind == "likely":
            self.likely.add(pattern.word)
        self.settled = pattern.kind == "sure" or len(self.likely) >= _ENOUGH
        return self.settled


def may_be_report(body: bytes) -> bool:
    """Tell whether a page's bytes, free of any coding, may be of a report or a list of reports."""
    kind = _find_topic(body)
    if kind != "topic":
        return kind == "hidden"
    seen = _Seen()
    _words().search(body, seen.note)
    return seen.settled or _has_dated_title(body, seen.titles)


def _has_dated_title(body: bytes, titles: Sequence[int]) -> bool:
    """Tell whether a year stands beside one of the titles that end at some places, in order."""
    searched = 0
    for end in titles:
        start, stop = max(searched, end - _BEFORE), end + _AFTER
        if _YEAR.search(body, start, stop) or any(
            body.find(year, start, stop) >= 0 for year in _HAN_YEARS
        ):
            return True
        searched = end
    return False


def _find_topic(body: bytes) -> Kind | None:
    """Return how a page has the topic: as it is, hidden, or not at all."""
    found: list[Kind] = []

    def note(pattern: _Pattern, _end: int) -> bool:
        found.append(pattern.kind)
        return True

    _topics().search(body, note)
    return found[0] if found else None


class _Search:
    """A search for patterns all at once; one thread searches at a time."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[one.expression for one in self._patterns],
            ids=list(range(len(self._patterns))),
            elements=len(self._patterns),
            flags=[_EACH.get(one.kind, hyperscan.HS_FLAG_SINGLEMATCH) for one in self._patterns],
        )

    def search(self, body: bytes, note: Callable[[_Pattern, int], bool]) -> None:
        """Hand on each match with its end until `note` says that it is enough."""

        def hand_on(number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            return note(self._patterns[number], end)

        with suppress(hyperscan.ScanTerminated):
            self._database.scan(body, match_event_handler=hand_on)


@cache
def _topics() -> _Search:
    topic = _data()["topic"]
    plain = (_Pattern("topic", topic, re.escape(topic.encode(name))) for name in _ENCODINGS)
    hidden = (_Pattern("hidden", topic, re.escape(form)) for form in _hidden(topic))
    return _Search((*plain, *hidden))


@cache
def _words() -> _Search:
    data = _data()
    found: list[_Pattern] = []
    for name in _ENCODINGS:
        kinds: tuple[tuple[Kind, Sequence[str]], ...] = (
            ("sure", data["sure"]), ("likely", data["likely"])
        )  # fmt: skip
        found += [
            _Pattern(kind, word, re.escape(word.encode(name)))
            for kind, listed in kinds
            for word in listed
        ]
        ends = b"|".join(re.escape(word.encode(name)) for word in data["titles"])
        start = re.escape(data["topic"].encode(name))
        found.append(_Pattern("title", "", b"%b.{0,%d}(?:%b)" % (start, _GAP, ends)))
    return _Search(found)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("glance.toml").read_text(encoding="utf-8"))


def _hidden(topic: str) -> Iterator[bytes]:
    """Yield what the topic looks like where a page hides it, and what documents in base64 begin so.

    References and escapes are known by its first character; `extract/encoding.py` and
    `extract/readers/embedded.py` have the ways that are undone.
    """
    first = topic[0]
    code = f"{ord(first):x}"
    escaped = quote(first)
    for hexadecimal in {code, code.upper()}:
        yield from (f"{mark}{hexadecimal}".encode() for mark in ("&#x", "\\u", "%u"))
    yield from (f"&#{ord(first)};".encode(), escaped.encode(), escaped.lower().encode())
    yield from (topic.encode(name) for name in ("utf-16-le", "utf-16-be"))
    for name in _ENCODINGS:
        whole = topic.encode(name)
        yield whole.decode("latin-1").encode()
        yield from _in_base64(whole)
    yield from (mark.encode() for mark in UTF8_AS_GBK)
    yield topic.encode().decode("cp1252").encode()
    yield from (b"JVBERi0", b"UEsDB", b"0M8R4KGx")


def _in_base64(content: bytes) -> Iterator[bytes]:
    """Yield the characters that stand for bytes in base64, at each of the places they may begin."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + content)
        yield coded[-(-before * 4 // 3) : (before + len(content)) * 4 // 3]
