"""Small normalisations of Chinese text shared by every part that compares it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# NUL, U+200B…U+200F, U+2060 and U+FEFF are invisible and turn up inside labels pasted from Word.
_INVISIBLE = re.compile("[\x00\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACE = re.compile(r"\s+")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_HAN_YEAR = re.compile("二[〇○零0O][〇○零一二][〇○零一二三四五六七八九](?=年)")


def fold(text: str) -> str:
    """Fold every run of white space to one space and drop invisible characters."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=8192)
def squeeze(text: str) -> str:
    """Return the text in compatibility form (full width → half) without any white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))


def arabic_years(text: str) -> str:
    """Write years in Chinese numerals (二〇二二年, 二○一一年) with Arabic digits."""
    return _HAN_YEAR.sub(lambda match: match[0].translate(_DIGITS), text)
