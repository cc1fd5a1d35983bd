"""The text of a cell to a number in the form's unit, or to nothing, or to a doubt."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from extract.forms import Indicator
from extract.report import Number
from extract.text import STROKE, leave_standing, squeeze

Doubt = Literal["unreadable", "no_unit", "annotated", "converted", "struck", "two_units"]

# Marks that publishers put where the form asks for a number and they have none.
_BLANK = re.compile(r"(?:[-/\\|—―–_~]*|无|暂无|没有|不适用|不涉及|n/?a|null)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<sign>[+\-−]|增加?|减少?)?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+|[零〇]|(?=\.\d))(?P<fraction>\.\d+)?"
    r"(?P<unit>亿元|万元|元|万|件|条|项|宗|份|个|次|起)?"
    r"(?P<note>\([^()]*\))?"
)
_BEGINS = re.compile(r"[+\-−]?\d")
# 1.属于国家秘密, ①属于国家秘密 in the compatibility form, and 2024年制发件数; 3件左右 is a count.
_ENUMERATED = re.compile(
    r"\d{1,2}[.、,:)-]\D|20\d\d年度?[\u4e00-\u9fff]{2}\D*$"
    r"|\d(?![万亿元件条项宗份个次起人篇余多年月日])[\u4e00-\u9fff]{2}\D*$"
)
_SPLIT = re.compile(r"\d\s+\d|\d\s*\n\s*\d")
# Footnote marks, which the compatibility form would turn into one more digit: 12², 3①.
_NOTE_MARK = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209f\u2150-\u218b\u2460-\u24ff\u2776-\u2793]")
# No count of a report has more digits, and no cell with a number and its note more characters.
_DIGITS = 12
_LONGEST = 60
_UNIT_IN_BRACKETS = re.compile(r"\((亿元|万元|元)\)")
_UNIT = re.compile(r"亿元|万元|元")
_UNIT_STATED = re.compile(r"(?:单位:?|\()(亿元|万元|元)(?=\)|$)")
_TWO = "two"
# How many of the form's unit one of the printed unit is.
_MONEY = {"万元": Decimal(1), "万": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000)}


class Reading(NamedTuple):
    """What a cell says: its number, None where blank or unreadable, and what is doubtful."""

    value: Number | None
    doubt: Doubt | None = None


BLANK = Reading(None)
_GRAVE = frozenset({"unreadable", "no_unit", "two_units"})


@lru_cache(maxsize=8192)
def is_blank(text: str) -> bool:
    """Tell whether a cell holds nothing, or only a mark that says so."""
    return _BLANK.fullmatch(squeeze(text)) is not None


@lru_cache(maxsize=8192)
def is_value(text: str) -> bool:
    """Tell whether a text can be a cell's value rather than a label: 1.属于国家秘密 is a label."""
    plain = squeeze(text)
    if is_blank(text) or _NUMBER.fullmatch(plain):
        return True
    return _BEGINS.match(plain) is not None and _ENUMERATED.match(plain) is None


def read_number(text: str, indicator: Indicator, head: str) -> Reading:
    """Read a cell; `head` is what is printed above and beside it that may state a unit.

    Two numbers parted by a space are unreadable, not joined; a number of money whose unit stands
    nowhere although the form leaves it open is not read. Of a cell with struck-out text the rest is
    read, which is told if nothing graver is.
    """
    if STROKE in text:
        rest = read_number(leave_standing(text), indicator, head)
        return rest if rest.doubt in _GRAVE else Reading(rest.value, "struck")
    if indicator.unit == "万元":
        return _read_money(text, indicator.unit_stated, squeeze(head))
    return _read_count(text)


@lru_cache(maxsize=8192)
def _read_count(text: str) -> Reading:
    if is_blank(text):
        return BLANK
    found = _find_number(text)
    return Reading(None, "unreadable") if found is None else _count(*found)


@lru_cache(maxsize=8192)
def _read_money(text: str, stated: bool, head: str) -> Reading:
    if is_blank(text):
        return BLANK
    found = _find_number(text)
    return Reading(None, "unreadable") if found is None else _money(*found, stated, head)


def _find_number(text: str) -> tuple[Decimal, re.Match[str]] | None:
    """Return the one number of a cell and how it is written, None where it cannot be told."""
    match = _NUMBER.fullmatch(_UNIT_IN_BRACKETS.sub(r"\1", squeeze(text)))
    if match is None or _SPLIT.search(text) or _NOTE_MARK.search(text) or match.end() > _LONGEST:
        return None
    digits = re.sub("[零〇]", "0", match["digits"].replace(",", ""))
    if len(digits) > _DIGITS:
        return None
    number = Decimal(digits + (match["fraction"] or ""))
    return -number if match["sign"] in {"-", "−", "减", "减少"} else number, match


def _money(number: Decimal, match: re.Match[str], stated: bool, head: str) -> Reading:
    unit = match["unit"] or _head_unit(head)
    if unit is None and stated:
        return Reading(None, "no_unit")
    if unit == _TWO:
        return Reading(None, "two_units")
    factor = _MONEY.get(unit or "万元")
    if factor is None:
        return Reading(None, "unreadable")
    value = _plain(number * factor)
    if factor != 1:
        return Reading(value, "converted")
    return Reading(value, "annotated" if match["note"] else None)


def _count(number: Decimal, match: re.Match[str]) -> Reading:
    unit = match["unit"]
    if unit in _MONEY:
        return Reading(None, "unreadable")
    if unit == "万":
        return Reading(_plain(number * 10000), "converted")
    return Reading(_plain(number), "annotated" if match["note"] else None)


def _head_unit(head: str) -> str | None:
    found = set(_UNIT.findall(head))
    return _TWO if len(found) > 1 else next(iter(found), None)


@lru_cache(maxsize=8192)
def unit_of(label: str) -> str:
    """Return the unit of money that a label or a caption states: 收费（元）, 单位：万元."""
    found = _UNIT_STATED.search(squeeze(label)) if "元" in label else None
    return found[1] if found else ""


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else float(number)
