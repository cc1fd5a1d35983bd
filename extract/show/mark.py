"""The one place of a document that is marked, and how marked text is written."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from extract.report import Locator
from extract.text import fold

MARKED = ' id="cell" class="marked"'


@dataclass(frozen=True)
class Mark:
    """A place, and the words in it that are meant where they are not all of it."""

    locator: Locator
    words: str | None = None


def mark_span(text: str, span: tuple[int, int]) -> str:
    """Return text as markup with a stretch of it marked, line ends kept."""
    start, end = span
    before, marked, after = escape(text[:start]), escape(text[start:end]), escape(text[end:])
    return f"{before}<mark{MARKED}>{marked}</mark>{after}"


def find_words(text: str, words: str) -> tuple[int, int] | None:
    """Return where words stand in a text, whatever white space is between their characters."""
    places = [place for place, char in enumerate(text) if fold(char)]
    wanted = "".join(char for char in words if fold(char))
    start = "".join(text[place] for place in places).find(wanted) if wanted else -1
    if start < 0:
        return None
    return places[start], places[start + len(wanted) - 1] + 1
