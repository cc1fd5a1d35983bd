"""Ink and paper of sheets: what is written in the colour of its cell is not shown."""

from __future__ import annotations

import re
from typing import Literal

from extract.text import UNKNOWN

# A colour as six hexadecimal digits, or a name for one that only its theme tells.
Colour = str
Fill = Colour | Literal["pattern"] | None

WHITE, BLACK = "FFFFFF", "000000"
PATTERN: Literal["pattern"] = "pattern"
# What can hardly be told from white.
_NEARLY_WHITE = re.compile("(?:[EF][0-9A-F]){3}", re.IGNORECASE)
_FIGURE = re.compile(r"\d")


def leave_seen(text: str, ink: Colour | None, fill: Fill, *, may_be_filled: bool) -> str:
    """Return what is seen of a text; figures in white on a ground that is not known are marks.

    `ink` is None where the program chooses it, `fill` where there is none; `may_be_filled` says
    that something else than the cell may fill it.
    """
    light = ink is not None and _NEARLY_WHITE.fullmatch(ink) is not None
    if fill == PATTERN or (fill is None and may_be_filled):
        return _FIGURE.sub(UNKNOWN, text) if light else text
    paper = fill or WHITE
    same = ink == paper or (light and _NEARLY_WHITE.fullmatch(paper) is not None)
    return "" if same else text
