"""Running text to clauses, each with what stands before it and where it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.text import leave_standing, squeeze

# A full-width comma parts clauses; a half-width one may group the digits of a number.
_COMMA = "，"
_SENTENCE_END = re.compile(r"[。!?]")
_UNITS = "件宗条起份次个项例%"
_CLAUSE_END = re.compile(
    rf"[{_COMMA}:;()\[\]]|(?<!\d),|,(?!\d{{3}}(?!\d))|(?<=[{_UNITS}])(?:、|和|及|与|以及)"
)
# Longer ones are no sentences, but text whose marks were lost.
_LONGEST_SENTENCE = 2000
_REACH = 600


@dataclass(frozen=True)
class Clause:
    """A stretch of text between marks of punctuation, in compatibility form without white space.

    `following` is the clause after it, `before` what its sentence says before it, `sentence` all of
    it, `paragraph` what is said before the sentence in its paragraph, or in a line above that no
    full stop ends, such as a heading. `span` is the sentence's place in the text, in characters.
    """

    text: str
    following: str
    before: str
    sentence: str
    paragraph: str
    span: tuple[int, int]


def read_clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of a section's text."""
    above = ""
    start = 0
    for line in text.split("\n"):
        plain, places = _plain(line)
        yield from _paragraph(plain, [start + place for place in places], above)
        above = _SENTENCE_END.split(plain)[-1]
        start += len(line) + 1


def _plain(line: str) -> tuple[str, list[int]]:
    """Return a line in compatibility form, and where each of its characters stood."""
    line = leave_standing(line, instead="  ")
    kept = [(char if char == _COMMA else squeeze(char), place) for place, char in enumerate(line)]
    places = [place for text, place in kept for _ in text]
    return "".join(text for text, _ in kept), places


def _paragraph(plain: str, places: list[int], above: str) -> Iterator[Clause]:
    for start, end in _parts(plain, _SENTENCE_END):
        if end - start > _LONGEST_SENTENCE:
            continue
        sentence = plain[start:end]
        said = f"{above}。{plain[max(start - _REACH, 0) : start]}"[-_REACH:]
        span = (places[start], places[end - 1] + 1)
        parts = [*_parts(sentence, _CLAUSE_END), (len(sentence), len(sentence))]
        for (first, last), (after, until) in itertools.pairwise(parts):
            following = sentence[after:until]
            yield Clause(sentence[first:last], following, sentence[:first], sentence, said, span)


def _parts(text: str, mark: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where the parts between marks begin and end; empty ones are left out."""
    start = 0
    for found in mark.finditer(text):
        if start < found.start():
            yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)
