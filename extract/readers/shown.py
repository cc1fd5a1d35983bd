"""Numbers of spreadsheets as the sheet shows them (ECMA-376 part 1, § 18.8.31)."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from operator import eq, ge, gt, le, lt, ne

from extract.text import UNKNOWN

# § 18.8.30: formats that files name by number only; of money and dates only what they amount to.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
    **dict.fromkeys((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)), "yyyy-mm-dd"),
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<bracket>\[[^\]]*\])'
    r"|(?P<padding>[_*].)|(?P<split>;)|(?P<general>General|G/通用格式)"
    r"|(?P<digits>[#0?](?:,?[#0?])*(?:\.[#0?]*)?|\.[#0?]+)(?P<scale>,*)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_WHITE = re.compile(r"\[(?:white|白色?|(?:color|颜色) ?2)\]", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
# What fills a cell that its format has no section for.
_NOT_SHOWN = "####"
# Serial day 0 of the two calendars in which Excel counts; day 60 of the first never was.
_EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - no zone
_LAST_DAY = 2958465
_DIGITS_SHOWN = 11
_LONGEST_FORMAT = 255
# Excel counts with 15 digits.
_LARGEST = 1e15
_MOST_DECIMALS = 10


@dataclass(frozen=True)
class _Section:
    """One of the up to four parts of a format: what is printed around and for the number."""

    before: str = ""
    digits: str = ""
    thousands: int = 0
    after: str = ""
    plain: bool = False
    date: bool = False
    white: bool = False
    condition: tuple[str, float] | None = None

    def holds(self, value: float) -> bool:
        """Tell whether the section's condition holds."""
        return self.condition is not None and _COMPARE[self.condition[0]](value, self.condition[1])

    @property
    def is_negative(self) -> bool:
        """Whether the condition holds for numbers below zero only, which then show no minus."""
        return self.condition is not None and self.condition[0] == "<" and self.condition[1] <= 0


def _choose(value: float, sections: Sequence[_Section]) -> tuple[_Section | None, bool]:
    """Return the section for a number, and whether a minus goes before it."""
    below = value < 0
    if not any(section.condition for section in sections):
        place = 1 if below else 2 if value == 0 else 0
        return sections[place if place < len(sections) else 0], below and len(sections) == 1
    found = next((section for section in sections if section.holds(value)), None)
    others = [section for section in sections if section.condition is None]
    chosen = found or (others[0 if below else -1] if others else None)
    return chosen, below and not (chosen and chosen.is_negative)


def show(value: float, code: str, *, since_1904: bool = False) -> str:
    """Return a number as a format prints it; dates as YYYY-MM-DD whatever their format."""
    if not math.isfinite(value):
        return str(value)
    sections = _sections(code[:_LONGEST_FORMAT])
    if not sections or abs(value) >= _LARGEST:
        return _general(value)
    section, negative = _choose(value, sections)
    if section is None:
        return _NOT_SHOWN if len(sections) > 1 else _general(value)
    shown = _show(value, section, negative=negative, since_1904=since_1904)
    # White figures are there and, unless the cell is filled, not seen.
    return _FIGURE.sub(UNKNOWN, shown) if section.white else shown


def _show(value: float, section: _Section, *, negative: bool, since_1904: bool) -> str:
    if section.date:
        return _date(value, since_1904=since_1904)
    if section.plain:
        return f"{section.before}{_general(value)}{section.after}"
    return ("-" if negative else "") + _print(abs(value), section)


def _general(value: float) -> str:
    if value == int(value):
        return str(int(value))
    shown = f"{value:.{_DIGITS_SHOWN}g}"
    return f"{Decimal(shown):f}" if "e" in shown else shown


def _date(value: float, *, since_1904: bool) -> str:
    if not 0 <= value <= _LAST_DAY:
        return _general(value)
    return (_EPOCHS[since_1904] + timedelta(days=int(value))).date().isoformat()


def _print(value: float, section: _Section) -> str:
    if not section.digits:
        return section.before + section.after
    percents = section.before.count("%") + section.after.count("%")
    whole, _, fraction = section.digits.partition(".")
    number = Decimal(repr(value)) * 100**percents / 1000**section.thousands
    step = Decimal(1).scaleb(-len(fraction))
    printed = f"{number.quantize(step, ROUND_HALF_UP):{',' if ',' in whole else ''}f}"
    ones, _, decimals = printed.partition(".")
    asked = fraction.rstrip("#?")
    kept = decimals.rstrip("0").ljust(len(asked), "0")
    least = whole.count("0")
    ones = "" if ones == "0" and not least else ones.zfill(least)
    return f"{section.before}{ones}{'.' if fraction else ''}{kept}{section.after}"


@cache
def _sections(code: str) -> tuple[_Section, ...]:
    """Part a format into its sections; none for formats that are not understood."""
    if code.strip().lower() in {"", "general", "@"}:
        return ()
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["split"]:
            parts.append([])
        else:
            parts[-1].append(token)
    sections = tuple(_section(part) for part in parts[:3])
    return () if any(section is None for section in sections) else tuple(filter(None, sections))


def _section(tokens: list[re.Match[str]]) -> _Section | None:
    literals = ["", ""]
    digits: re.Match[str] | None = None
    plain = False
    marks = "".join(token["bracket"] or "" for token in tokens)
    asked = _CONDITION.search(marks)
    condition = (asked[1], float(asked[2])) if asked else None
    white = _WHITE.search(marks) is not None
    for token in tokens:
        if token["digits"]:
            if digits or len(token["digits"].partition(".")[2]) > _MOST_DECIMALS:
                return None
            digits = token
        elif token["general"]:
            plain = True
        elif token["other"] and token["other"].lower() in "ymdhsaebg":
            return None if digits else _Section(date=True, white=white, condition=condition)
        elif token["other"] in {"/", "@"}:
            return None
        else:
            literals[bool(digits) or plain] += _literal(token)
    shown = digits["digits"] if digits else ""
    scale = len(digits["scale"]) if digits else 0
    return _Section(literals[0], shown, scale, literals[1], plain, white=white, condition=condition)


def _literal(token: re.Match[str]) -> str:
    return next(filter(None, token.group("quoted", "escaped", "currency", "other")), "")
