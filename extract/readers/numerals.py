"""Numbers in pictures: read twice, in two pictures, and certain only where both readings agree."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extract.readers.ink import Strip
from extract.readers.page_images import Grey
from extract.readers.recognise import Reading, recognise
from extract.report import CERTAIN

# What the recogniser writes for a digit that stands alone: on one clean page
# at 150 dpi it read 29 zeros as full stops, and no digit as another.
_ROUND = "。oO〇○"
_UPRIGHT = "lI|"
_CONFUSED = str.maketrans(dict.fromkeys(_ROUND, "0") | dict.fromkeys(_UPRIGHT, "1"))
_NUMBER_LIKE = re.compile(rf"[\d.,，%+\-−—－–_一/\s{re.escape(_ROUND + _UPRIGHT)}]*")
_SHORT = 2
_COPIES = 3
# The ink of a digit is this high beside the page's characters; a full stop a quarter of them.
_LEAST_DIGIT = 0.5
# Widths of one digit beside its height, from the narrowest 1 to the widest pitch.
_NARROWEST, _WIDEST = 0.12, 1.05
_NARROWEST_PITCH = 0.5
_DOUBTED = 0.5
# A dash is this low beside the page's characters, and these are the ways to read one.
_FLAT = 0.3
_DASHES = frozenset("-−—－–_一 ")


def looks_like_number(text: str) -> bool:
    """Tell whether a first reading may be of a number: of its marks, or too short to be a label."""
    return len(text) <= _SHORT or _NUMBER_LIKE.fullmatch(text) is not None


def read_numbers(strips: Sequence[Strip], first: Sequence[Reading], em: int) -> list[Reading]:
    """Read number cells a second time and weigh both readings; where they differ, a third time.

    The second picture shows the cell three times side by side, so that the recogniser, which knows
    lines of text, sees a digit among digits; the third is smoother and has more paper about it.
    """
    second = recognise([_copied(strip.grey) for strip in strips])
    pairs = [
        (_Seen(strip, one, em), _Seen(strip, three, em, _COPIES))
        for strip, one, three in zip(strips, first, second, strict=True)
    ]
    readings = [_weigh(*pair) for pair in pairs]
    doubted = [index for index, one in enumerate(readings) if one.confidence < CERTAIN]
    third = recognise([_copied(_smoothed(strips[index].grey)) for index in doubted])
    for index, reading in zip(doubted, third, strict=True):
        last = _Seen(strips[index], reading, em, _COPIES)
        readings[index] = _settle(*pairs[index], last)
    return readings


def _settle(one: _Seen, other: _Seen, last: _Seen) -> Reading:
    """Return what three readings or two of them agree on; three bear one another out.

    Lone zeros are read as 0 or as a full stop with half of the probability each, three times.
    """
    votes = [_weigh(one, other), _weigh(one, last), _weigh(other, last)]
    best = max(votes, key=lambda vote: vote.confidence)
    agreed = one.digits if one.digits == other.digits == last.digits else None
    if agreed and agreed == best.text and _has_room(agreed, one.strip):
        doubts = [1 - seen.reading.confidence for seen in (one, other, last)]
        return Reading(best.text, max(best.confidence, 1 - math.prod(doubts)))
    return best


@dataclass(frozen=True)
class _Seen:
    """What a picture of a strip was read as, the picture showing it so many times."""

    strip: Strip
    reading: Reading
    em: int
    copies: int = 1

    @property
    def digits(self) -> str | None:
        """Return the reading of one copy, None if the copies differ.

        Round and upright marks are taken for 0 and 1 only where their ink is as high as a digit's.
        """
        plain = re.sub(r"\s+", "", self.reading.text)
        if self.strip.height >= _LEAST_DIGIT * self.em and _NUMBER_LIKE.fullmatch(plain):
            plain = plain.translate(_CONFUSED)
        one = plain[: len(plain) // self.copies]
        return one if one * self.copies == plain else None


def _copied(grey: Grey) -> Grey:
    return np.asarray(np.hstack([grey] * _COPIES), np.uint8)


def _smoothed(grey: Grey) -> Grey:
    rim = grey.shape[0] // 8
    paper = int(np.percentile(grey, 95))
    framed = cv2.copyMakeBorder(grey, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(paper,))
    return np.asarray(cv2.GaussianBlur(framed, (0, 0), 0.8), np.uint8)


def _weigh(one: _Seen, other: _Seen) -> Reading:
    """Return what both readings agree on, or the first one and little confidence."""
    most = max(one.reading.confidence, other.reading.confidence)
    strip = one.strip
    if strip.height < _FLAT * one.em and strip.width > 1.5 * strip.height:
        marks = set(one.reading.text + other.reading.text)
        return Reading("-", most) if marks and marks <= _DASHES else _doubted(one)
    if one.digits and one.digits == other.digits and _has_room(one.digits, strip):
        return Reading(one.digits, most)
    return _doubted(one)


def _doubted(seen: _Seen) -> Reading:
    return Reading(seen.digits or seen.reading.text, min(seen.reading.confidence, _DOUBTED))


def _has_room(digits: str, strip: Strip) -> bool:
    """Tell whether so many digits can be as wide as the ink: none lost, none seen twice."""
    if not digits.isdigit():
        return True
    widths = strip.width / strip.height
    least = _NARROWEST + (len(digits) - 1) * _NARROWEST_PITCH
    return least <= widths <= len(digits) * _WIDEST
