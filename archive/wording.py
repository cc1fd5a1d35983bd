"""How two wordings differ, word by word, so that it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

# A number and a Latin word are one; Chinese is not parted into words, so each character is.
_WORD = re.compile(r"\d+(?:[.,]\d+)*[%％]?|[A-Za-z]+|\s+|.", re.DOTALL)
# What two changes have between them by chance: a comma, 的, 件.
_BY_CHANCE = 3
_CONTEXT = 12

Fate = Literal["kept", "removed", "added"]


class Piece(NamedTuple):
    """A stretch of text, and what became of it."""

    fate: Fate
    text: str


def compare_wordings(old: str, new: str) -> list[Piece]:
    """Return the pieces that make the old text without those added, and the new without removed.

    What little stands between two changes goes with them: 受理[-12件，-]{+15件，+} rather than a
    patchwork of characters.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    spans = [
        ("".join(before[op.src_start : op.src_end]), "".join(after[op.dest_start : op.dest_end]))
        for op in Indel.opcodes(before, after)
    ]
    return [piece for pair in _joined(spans) for piece in _pieces(*pair)]


def mark_changes(pieces: Sequence[Piece]) -> str:
    """Write changes as wdiff does, [-removed-] and {+added+}, with a little of what is around."""
    last = len(pieces) - 1
    shown = []
    for place, (fate, text) in enumerate(pieces):
        if fate == "kept":
            shown.append(_shorten(text, is_first=place == 0, is_last=place == last))
        else:
            shown.append(f"[-{text}-]" if fate == "removed" else f"{{+{text}+}}")
    return "".join(shown)


def _joined(spans: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join changes that are next to each other, or parted by what is alike by chance."""
    old = new = kept = ""
    for before, after in spans:
        if before != after:
            old, new, kept = old + kept + before, new + kept + after, ""
        elif len(before) <= _BY_CHANCE and (old or new) and not kept:
            kept = before
        else:
            if old or new:
                yield old, new
            yield kept + before, kept + before
            old = new = kept = ""
    if old or new:
        yield old, new
    if kept:
        yield kept, kept


def _pieces(old: str, new: str) -> Iterator[Piece]:
    if old == new:
        yield Piece("kept", old)
        return
    if old:
        yield Piece("removed", old)
    if new:
        yield Piece("added", new)


def _shorten(text: str, *, is_first: bool, is_last: bool) -> str:
    head = "" if is_first else text[:_CONTEXT]
    tail = "" if is_last else text[-_CONTEXT:]
    return text if len(text) <= len(head) + len(tail) else f"{head}…{tail}"
