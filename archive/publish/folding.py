"""Text as search sees it: pairs of characters, so that Chinese words of any length are found.

A word is found where it stands as it is in a paragraph, whatever the width, the case or the
accents of its letters, and whatever spaces stand between them: `words_of` and `paragraphs_of` say
what is compared. The index holds every pair of neighbouring characters as one term; a word is the
phrase of its pairs. FTS5's tokenizer `ascii` takes every character beyond ASCII for a letter, rare
Han and punctuation too; `unicode61` of SQLite 3.40 drops what Unicode 6.1 did not know as letters.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

# Full-width forms, which compatibility decomposition leaves nowhere: ASCII's punctuation stands
# among them in the index, for the tokenizer would drop it, and one of them ends a paragraph.
_WIDER = 0xFEE0
_END = "\N{FULLWIDTH LEFT WHITE PARENTHESIS}"
# Marks (accents, variation selectors, strokes), format characters and controls.
_DROPPED = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})
_AROUND = 40


class _Folding(dict[int, str]):
    """Characters as they are compared, each worked out when first met."""

    def __missing__(self, code: int) -> str:
        whole = unicodedata.normalize("NFKD", chr(code)).casefold()
        self[code] = folded = "".join(filter(_counts, whole))
        return folded


def _counts(char: str) -> bool:
    return not char.isspace() and unicodedata.category(char) not in _DROPPED


_FOLDING = _Folding()
_TERMS = {code: chr(code + _WIDER) for code in range(0x21, 0x7F) if not chr(code).isalnum()}


def fold_letters(text: str) -> str:
    """Return a text without width, case, accents, white space and invisible characters."""
    return text.translate(_FOLDING)


def words_of(query: str) -> list[str]:
    """Return the words that a query asks for, all of which a passage must have."""
    return [word for part in query.split() if (word := fold_letters(part))]


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text as they are compared; no word is found across two."""
    return [line for part in text.splitlines() if (line := fold_letters(part))]


def index_terms(text: str) -> str:
    """Return the terms of a text for the index: the pairs of each paragraph, and its end."""
    return " ".join(term for line in paragraphs_of(text) for term in _pairs(line + _END))


def search_terms(query: str) -> str:
    """Return a query in the language of FTS5 for the index of `index_terms`.

    What asks for no word finds nothing.
    """
    return " ".join(map(_phrase, words_of(query))) or '""'


def _phrase(word: str) -> str:
    if len(word) == 1:
        return f'"{word.translate(_TERMS)}" *'
    return f'"{" ".join(_pairs(word))}"'


def _pairs(line: str) -> Iterator[str]:
    return (one + other for one, other in pairwise(line.translate(_TERMS)))


@dataclass(frozen=True)
class Piece:
    """A piece of an excerpt; `found` where it is a word that was asked for."""

    text: str
    found: bool


def excerpt(text: str, query: str) -> list[Piece]:
    """Return what stands around the first word that is found in a text, in pieces."""
    spans = _spans(text, words_of(query))
    start = max(0, spans[0][0] - _AROUND) if spans else 0
    end = min(len(text), (spans[0][1] if spans else 0) + 2 * _AROUND)
    pieces, at = [Piece("…", found=False)] if start else [], start
    for first, last in spans:
        if last <= end:
            pieces += [Piece(text[at:first], found=False), Piece(text[first:last], found=True)]
            at = last
    pieces += [Piece(text[at:end], found=False)]
    pieces += [Piece("…", found=False)] if end < len(text) else []
    return [piece for piece in pieces if piece.text]


def marked_excerpt(text: str, query: str) -> str:
    """Return an excerpt as plain text, what was found between 【 and 】."""
    pieces = excerpt(text, query)
    return "".join(f"【{piece.text}】" if piece.found else piece.text for piece in pieces)


def prepare(connection: sqlite3.Connection) -> None:
    """Give a connection the functions `search_terms` and `excerpt`, by which SQL searches."""
    connection.create_function("search_terms", 1, search_terms, deterministic=True)
    connection.create_function("excerpt", 2, marked_excerpt, deterministic=True)


def _spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    """Return where words stand in a text, as spans of its characters, none across another."""
    places, plain = _places(text)
    found = sorted(
        {
            (places[match.start()], places[match.end() - 1] + 1)
            for word in words
            for match in re.finditer(re.escape(word), plain)
        },
        key=lambda span: (span[0], -span[1]),
    )
    spans: list[tuple[int, int]] = []
    for span in found:
        if not spans or span[0] >= spans[-1][1]:
            spans.append(span)
    return spans


def _places(text: str) -> tuple[list[int], str]:
    """Return the folded text with its paragraphs, and where each of its characters came from."""
    places: list[int] = []
    plain: list[str] = []
    for at, char in enumerate(text):
        folded = "\n" if char.splitlines() == [""] else _FOLDING[ord(char)]
        places += [at] * len(folded)
        plain.append(folded)
    return places, "".join(plain)
