"""Small normalisations of Chinese text shared by every part that compares it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# NUL, U+200B…U+200F, U+2060 and U+FEFF are invisible and turn up inside labels pasted from Word.
_INVISIBLE = re.compile("[\x00\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")
# Stands for what is printed and cannot be told as a character.
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# U+0336, the combining long stroke, stands behind each character that is struck out in its source.
STROKE = "\u0336"
_STRUCK = re.compile(f".{STROKE}+")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_HAN_DIGITS = "零一二三四五六七八九"
_D = "[一二三四五六七八九]"
_HAN_NUMBER = re.compile(f"(?:({_D})千)?零?(?:({_D})百)?零?(({_D}?)十)?({_D})?")
_HAN_YEAR = re.compile("二[〇○零0O][〇○零一二][〇○零一二三四五六七八九](?=年)")


def fold(text: str) -> str:
    """Fold every run of white space to one space and drop invisible characters."""
    bare = text.strip()
    # Of white space only U+0020 is printable, of the invisible characters none.
    if bare.isprintable() and "  " not in bare:
        return bare
    return " ".join(_INVISIBLE.sub("", bare).split())


def strike(text: str) -> str:
    """Return a text with a stroke through each of its letters, digits and marks."""
    return "".join(char if char.isspace() else char + STROKE for char in text)


def leave_standing(text: str, instead: str = "") -> str:
    """Return a text without what is struck out, `instead` in place of each such character."""
    return _STRUCK.sub(instead, text) if STROKE in text else text


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Return the text in compatibility form (full width → half) without any white space.

    What is struck out is left out.
    """
    text = leave_standing(text)
    return _SPACE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def read_han_number(text: str) -> int | None:
    """Return what Chinese numerals below ten thousand say (十二, 两百零五); None for what is none.

    一百二 is 120, not 102, and is not read: a digit that stands behind a hundred asks for 零.
    """
    match = _HAN_NUMBER.fullmatch(text.replace("〇", "零").replace("两", "二"))
    if text in {"零", "〇"}:
        return 0
    if not text or match is None:
        return None
    thousands, hundreds, ten, tens, ones = match.groups()
    if ones and not ten and (thousands or hundreds) and "零" not in match[0]:
        return None
    digits = [_HAN_DIGITS.index(digit) if digit else 0 for digit in (thousands, hundreds)]
    tenfold = (_HAN_DIGITS.index(tens) if tens else 1) if ten else 0
    rest = _HAN_DIGITS.index(ones) if ones else 0
    return digits[0] * 1000 + digits[1] * 100 + tenfold * 10 + rest


def arabic_years(text: str) -> str:
    """Write years in Chinese numerals (二〇二二年, 二○一一年) with Arabic digits."""
    return _HAN_YEAR.sub(lambda match: match[0].translate(_DIGITS), text)
