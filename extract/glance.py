"""A first look at a page's bytes: may it be a report's? Without decoding, at gigabytes a second.

It is there for crawls of which one page in thousands is a report: what it lets through is read, and
what it does not is not looked at again. One search by Hyperscan finds all words in all encodings.
A page is missed where markup cuts every one of these words in two, in title, headings and tables.
"""

from __future__ import annotations

import base64
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple
from urllib.parse import quote

import hyperscan

from extract.encoding import UTF8_AS_GBK

Kind = Literal["hidden", "topic", "title", "sure", "likely"]

# One match of these settles it.
_ENOUGH: frozenset[Kind] = frozenset({"hidden", "sure"})
_ENCODINGS = ("utf-8", "gb18030")
# Bytes between the topic and the rest of a title, and between a title and its year.
_GAP = 60
_BEFORE, _AFTER = 400, 12
# A year of a title, no part of a number, an address or a date: 2023年, >2023<, (2023), 二〇二三年.
_YEAR = re.compile(
    rb"(?<![0-9/_.=-])20[0-3][0-9](?![0-9/_.-])|"
    + b"|".join(re.escape(f"二{zero}".encode(name)) for zero in "〇○零" for name in _ENCODINGS)
)


class _Pattern(NamedTuple):
    kind: Kind
    word: str
    expression: bytes


@dataclass
class _Seen:
    """What a search met: kinds of words, the words that only together mean something, titles."""

    kinds: set[Kind] = field(default_factory=set)
    likely: set[str] = field(default_factory=set)
    titles: list[int] = field(default_factory=list)

    def note(self, number: int, _start: int, end: int, _flags: int, _context: object) -> bool:
        """Note a match; returns whether to end the search, for all is known."""
        pattern = _patterns()[number]
        self.kinds.add(pattern.kind)
        if pattern.kind == "likely":
            self.likely.add(pattern.word)
        elif pattern.kind == "title":
            self.titles.append(end)
        return pattern.kind in _ENOUGH


def may_be_report(body: bytes) -> bool:
    """Tell whether a page's bytes, free of any coding, may be of a report or a list of reports."""
    seen = _Seen()
    try:
        _database().scan(body, match_event_handler=seen.note)
    except hyperscan.ScanTerminated:
        return True
    if "topic" not in seen.kinds:
        return False
    return len(seen.likely) > 1 or any(_has_year(body, end) for end in seen.titles)


def _has_year(body: bytes, end: int) -> bool:
    return _YEAR.search(body, max(end - _BEFORE, 0), end + _AFTER) is not None


@cache
def _database() -> hyperscan.Database:
    database = hyperscan.Database()
    patterns = _patterns()
    once = {"title": hyperscan.HS_FLAG_DOTALL}
    database.compile(
        expressions=[one.expression for one in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[once.get(one.kind, hyperscan.HS_FLAG_SINGLEMATCH) for one in patterns],
    )
    return database


@cache
def _patterns() -> tuple[_Pattern, ...]:
    words = tomllib.loads(files(__package__).joinpath("glance.toml").read_text(encoding="utf-8"))
    topic = words["topic"]
    found = [_Pattern("hidden", topic, re.escape(form)) for form in _hidden(topic)]
    for name in _ENCODINGS:
        kinds: tuple[tuple[Kind, list[str]], ...] = (
            ("topic", [topic]), ("sure", words["sure"]), ("likely", words["likely"])
        )  # fmt: skip
        found += [
            _Pattern(kind, word, re.escape(word.encode(name)))
            for kind, listed in kinds
            for word in listed
        ]
        ends = b"|".join(re.escape(word.encode(name)) for word in words["titles"])
        start = re.escape(topic.encode(name))
        found.append(_Pattern("title", topic, b"%b.{0,%d}(?:%b)" % (start, _GAP, ends)))
    return tuple(found)


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
