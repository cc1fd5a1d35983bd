"""When a label is that label: canonical spelling, and the near match that is owned up to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz.distance import Levenshtein

from extract.text import squeeze

Target = TypeVar("Target")

_ENUMERATION = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.,]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.,:)-]|\d(?=[\u4e00-\u9fff]{2}))+"
)
_YEAR = re.compile(r"20\d\d年")
# 上年制发件数 is another number than 本年制发件数, not that label misspelt.
_OTHER_YEAR = re.compile("[上去前下]一?年")
_BRACKETS = re.compile(r"\([^()]*\)")
# 行政诉讼（复议后起诉）: how a case was brought is no remark, it tells two heads apart.
_BROUGHT = re.compile(r"\(([^()]*复议[^()]*起诉)\)")
_UNCLOSED = re.compile(r"\(.*$")


@lru_cache(maxsize=8192)
def canonical(label: str) -> str:
    """Return what a label says without what varies in print.

    Width, white space, enumeration (一、（一）1. ①), remarks in brackets, quotation marks and
    punctuation are dropped; 年度 is written 年, as is a year by its number, 其它 其他, 或者 或.
    """
    text = _BROUGHT.sub(r"\1", _ENUMERATION.sub("", squeeze(label)))
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter
    text = _UNCLOSED.sub("", text)
    kept = (mark for mark in text if unicodedata.category(mark)[0] in "LN")
    plain = "".join(kept).replace("年度", "年").replace("其它", "其他").replace("或者", "或")
    return _YEAR.sub("年", plain)


@dataclass(frozen=True)
class Hit(Generic[Target]):
    """What a label was taken for, and the form's own words if it was misspelt."""

    target: Target
    meant: str | None = None


class Lexicon(Generic[Target]):
    """Labels that can stand in one place of a form, each with what it stands for."""

    def __init__(self, entries: Iterable[tuple[str, Iterable[str], Target]]) -> None:
        self._targets: dict[str, Target] = {}
        self._labels: dict[str, str] = {}
        for label, aliases, target in entries:
            for spelling in (label, *aliases):
                self._targets.setdefault(canonical(spelling), target)
                self._labels.setdefault(canonical(spelling), label)

    def exact(self, label: str) -> Target | None:
        """Return what a label stands for, None unless it is spelt as in the form or an alias."""
        return self._targets.get(canonical(label))

    def find(self, label: str) -> Hit[Target] | None:
        """Return the exact hit, or the only near one; None when nothing or several are near."""
        name = canonical(label)
        if name in self._targets:
            return Hit(self._targets[name])
        limit = _tolerance(len(name))
        if not limit:
            return None
        near = sorted(
            (distance, spelling)
            for spelling in self._targets
            if (distance := Levenshtein.distance(name, spelling, score_cutoff=limit)) <= limit
        )
        targets = {self._labels[spelling] for distance, spelling in near if distance == near[0][0]}
        if len(targets) != 1:
            return None
        spelling = near[0][1]
        if near[0][0] > _tolerance(len(spelling)) or _is_of_other_year(name, spelling):
            return None
        return Hit(self._targets[spelling], self._labels[spelling])


def _is_of_other_year(name: str, spelling: str) -> bool:
    return bool(_OTHER_YEAR.search(name)) and not _OTHER_YEAR.search(spelling)


def _tolerance(length: int) -> int:
    """Return how many characters of a label may be lost or wrong: a third, none of three."""
    return length // 3 if length > 3 else 0
