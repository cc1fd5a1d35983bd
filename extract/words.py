"""Print that belongs together where no rule says so: pieces of lines, and labels wrapped in lines.

A label of a form is known by its words, so that its lines and parts are put together as far as they
begin one; all else stays as it stands. Places are in points, downwards over all pages.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from extract.forms import load_forms
from extract.glyphs import Glyph, PrintLine, around, split_line, text_in
from extract.labels import canonical
from extract.numbers import is_value
from extract.rulings import Box
from extract.text import squeeze
from extract.vocabulary import labels_of, tables_of

# No page is higher: what stands on the next one is further down than all on this.
_PAGE = 100_000.0
_NUMERAL = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．:：]")
# In heights of the print: gaps that a spaced label may have in a line, and between its lines.
_SPACED = 2.5
_LEADING = 1.2
# Of the narrower of two pieces, how much has to stand above or below the other.
_SHARED = 0.3
_CAPTION = "信息内容"
_LONGEST = 60
_LOOKED_BACK = 80


@dataclass(frozen=True, eq=False)
class Piece:
    """Glyphs of one line that no gap parts."""

    page: int
    glyphs: tuple[Glyph, ...]
    text: str
    box: Box

    @property
    def top(self) -> float:
        return depth(self.page, self.box.y1)

    @property
    def bottom(self) -> float:
        return depth(self.page, self.box.y0)

    @property
    def height(self) -> float:
        return self.box.y1 - self.box.y0


@dataclass(eq=False)
class Words:
    """What stands together: a label, a number, or any other print of one or more pieces."""

    pieces: list[Piece]
    text: str
    left: float = field(init=False)
    right: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        self.left = min(piece.box.x0 for piece in self.pieces)
        self.right = max(piece.box.x1 for piece in self.pieces)
        self.top = min(piece.top for piece in self.pieces)
        self.bottom = max(piece.bottom for piece in self.pieces)

    def add(self, piece: Piece) -> None:
        """Take a piece that goes on in the same line or below."""
        self.pieces.append(piece)
        self.text += piece.text
        self.__post_init__()

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Return the height of its print, not of all its lines."""
        return self.pieces[0].height

    @property
    def glyphs(self) -> list[Glyph]:
        return [glyph for piece in self.pieces for glyph in piece.glyphs]


def depth(page: int, y: float) -> float:
    """Return how far down a place is, y being in points from the bottom of its page."""
    return page * _PAGE - y


def pieces_of(line: PrintLine) -> Iterator[Piece]:
    """Part a line where a gap is wider than the space within words."""
    for run in split_line(line.glyphs):
        yield Piece(line.page, tuple(run), text_in(run), around(run))


def assemble(pieces: Iterable[Piece]) -> list[Words]:
    """Put pieces together to words, in reading order: those that go on with what is above or left.

    They go on where both together begin a label of a form, or where a bracket is still open.
    """
    found: list[Words] = []
    for piece in sorted(pieces, key=lambda piece: (piece.top, piece.box.x0)):
        recent = found[-_LOOKED_BACK:]
        before = next((words for words in _before(piece, recent) if _goes_on(words, piece)), None)
        if before:
            before.add(piece)
        else:
            found.append(Words([piece], piece.text))
    return found


def _before(piece: Piece, recent: Sequence[Words]) -> Iterator[Words]:
    """Yield the nearest print above a piece and the nearest to its left.

    Above the first print of a page is what the page before broke off.
    """
    above = [words for words in recent if is_above(words, piece) or _is_cut(words, piece)]
    if above:
        yield max(above, key=lambda words: words.bottom)
    left = [words for words in recent if _is_left(words, piece)]
    if left:
        yield max(left, key=lambda words: words.pieces[-1].box.x1)


def is_above(words: Words, piece: Piece) -> bool:
    """Tell whether the last line of some words stands right above a piece."""
    last = words.pieces[-1]
    near = -0.5 * piece.height < piece.top - words.bottom < _LEADING * piece.height
    return near and words.middle < piece.top and last.page == piece.page and _share(words, piece)


def _is_cut(words: Words, piece: Piece) -> bool:
    """Tell whether a page ended within a label, and a piece on the next one stands below it."""
    unfinished = not tables_of(words.text) or _is_open(words.text)
    return unfinished and words.pieces[-1].page == piece.page - 1 and _share(words, piece)


def _share(words: Words, piece: Piece) -> bool:
    shared = min(words.right, piece.box.x1) - max(words.left, piece.box.x0)
    return shared > _SHARED * min(words.right - words.left, piece.box.x1 - piece.box.x0)


def _is_left(words: Words, piece: Piece) -> bool:
    last = words.pieces[-1]
    gap = piece.box.x0 - last.box.x1
    return is_level(last, piece) and -1 < gap < _SPACED * piece.height


def is_level(one: Piece | Words, other: Piece | Words) -> bool:
    """Tell whether one stands beside the other, for more than half of the lower one."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def is_numeral(text: str) -> bool:
    """Tell a text that only numbers what follows it: 1. or （二）."""
    return _NUMERAL.fullmatch(squeeze(text)) is not None


def begins_anew(text: str) -> bool:
    """Tell whether a text begins with a numeral, and so goes on with nothing."""
    return _NUMERAL.match(text) is not None


def _goes_on(words: Words, piece: Piece) -> bool:
    if begins_anew(piece.text) or len(words.text) > _LONGEST * 2:
        return False
    if _is_open(words.text):
        other = is_value(piece.text) or begins_label(piece.text)
        return is_value(words.text) or not other or _left_open(piece.text) < 0
    if is_value(piece.text) or (is_value(words.text) and not is_numeral(words.text)):
        return False
    named = canonical(words.text) or is_numeral(words.text)
    return bool(named) and begins_label(words.text + piece.text)


def _is_open(text: str) -> bool:
    return _left_open(text) > 0


def _left_open(text: str) -> int:
    """Return how many brackets a text opens and does not close."""
    return sum(map(text.count, "(（")) - sum(map(text.count, ")）"))


def begins_label(text: str) -> bool:
    """Tell whether a label of a form is, or begins with, this text."""
    return canonical(text) in _beginnings()


@cache
def _beginnings() -> frozenset[str]:
    """Return whatever a label of a form may begin with."""
    return frozenset(
        start
        for form in load_forms()
        for table in form.tables
        for label in (*labels_of(table), _CAPTION)
        for start in itertools.accumulate(label)
    )
