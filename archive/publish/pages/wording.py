"""Text of reports in pieces that a template can mark: claims in a section, words of a revision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.publish.pages.findings import Remark

_CHANGE = re.compile(r"\[-(?P<removed>.*?)-\]|\{\+(?P<added>.*?)\+\}", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text: `removed` or `added` in a revision, or what a finding is about."""

    text: str
    fate: str = "kept"
    remark: Remark | None = None


def read_difference(difference: str) -> list[list[Piece]]:
    """Return the lines of a `revision_sections.difference`, each in pieces."""
    return _lines(_changes(difference))


def mark_claims(text: str, remarks: Sequence[Remark]) -> list[list[Piece]]:
    """Return the lines of a section, with the words that findings are about."""
    return _lines(_claims(text, remarks))


def _changes(difference: str) -> Iterator[Piece]:
    end = 0
    for found in _CHANGE.finditer(difference):
        yield Piece(difference[end : found.start()])
        yield Piece(found[str(found.lastgroup)], str(found.lastgroup))
        end = found.end()
    yield Piece(difference[end:])


def _claims(text: str, remarks: Sequence[Remark]) -> Iterator[Piece]:
    end = 0
    for remark in sorted((one for one in remarks if one.span), key=lambda one: one.span or ()):
        start, stop = remark.span or (0, 0)
        yield Piece(text[end:start])
        yield Piece(text[max(start, end) : stop], remark=remark)
        end = max(stop, end)
    yield Piece(text[end:])


def _lines(pieces: Iterator[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append(Piece(first, piece.fate, piece.remark))
        lines += [[Piece(part, piece.fate, piece.remark)] for part in others]
    return [[piece for piece in line if piece.text or piece.remark] for line in lines]
