"""What wordings claim about the tables, as `claims.toml` lists them, and which one a clause has."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from extract.forms import load_forms
from extract.messages import Text
from extract.prose import Clause
from extract.report import Number
from extract.text import read_han_number

Neutral = Callable[[str, bool], bool]

_COUNT = (
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]{1,9})"
    r"(?P<ten_thousand>万)?(?:件次|人次|[件宗条起份次个项例笔])(?![至~—-]|以上|以下|左右)"
)
_SHARE = r"占[^\d%]{0,15}(?P<share>\d+(?:\.\d+)?)%"
_FOLLOWING_SHARE = re.compile(f"{_SHARE}$")
_ABOUT = re.compile(r"[近约超逾多余]+(?=\d)")
# What every claim has: a count, a percentage or a denial.
_HINT = re.compile(
    r"[\d零〇一二两三四五六七八九十百千]万?[件宗条起份次个项例笔人%]|未|没有|无|不存在"
)
_LONGEST_CLAUSE = 120


@dataclass(frozen=True)
class Claim:
    """A claim that some wordings make; its parts are those of `claims.toml`."""

    name: Text
    words: Sequence[str]
    patterns: Sequence[str]
    meant: Sequence[Sequence[str]]
    zero: bool = False
    part: bool = False
    section: int | None = None
    context: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    never_after: Sequence[re.Pattern[str]] = ()
    never_with: Sequence[re.Pattern[str]] = ()

    def stands(self, clause: Clause, section: int) -> bool:
        """Tell whether what is around a clause leaves its wording this meaning."""
        said = f"{clause.paragraph}。{clause.before}"
        if any(pattern.search(clause.before) for pattern in self.never_after):
            return False
        if any(pattern.search(clause.sentence) for pattern in self.never_with):
            return False
        if self.after and not self.after.search(said):
            return False
        known = section == self.section or not self.context
        return known or bool(self.context and self.context.search(said + clause.text))


@dataclass(frozen=True)
class Claimed:
    """What a clause claims: a number, or the percentage `share` of a number that the tables have.

    `step` is the unit of its last printed digit: 1.2万 may stand for 12,034.
    """

    claim: Claim
    printed: str
    number: Number | None
    step: Number = 0
    share: str | None = None


def may_claim(clause: Clause) -> bool:
    """Tell whether a clause has what every claim has."""
    return len(clause.text) <= _LONGEST_CLAUSE and _HINT.search(clause.text) is not None


def find_claim(clause: Clause, section: int, is_neutral: Neutral) -> Claimed | None:
    """Return the claim whose wording a clause has, None where it has none beyond doubt.

    `is_neutral` tells of what stands before the wording that it changes nothing; its second
    argument says whether a part of a whole may be meant.
    """
    for claim in load_claims():
        if not any(word in clause.text for word in claim.words):
            continue
        for pattern in claim.patterns:
            match = _compile(pattern).search(clause.text)
            if (
                match
                and is_neutral(clause.text[: match.start()], claim.part)
                and _compile("{tail}").fullmatch(clause.text, match.end())
                and claim.stands(clause, section)
            ):
                return _claimed(claim, match, clause)
    return None


def _claimed(claim: Claim, match: re.Match[str], clause: Clause) -> Claimed | None:
    if claim.zero:
        return Claimed(claim, "0", 0)
    found = match.groupdict()
    if found.get("share"):
        exact = not _ABOUT.search(match[0])
        return Claimed(claim, f"{found['share']}%", None, share=found["share"]) if exact else None
    number = _number(found["number"])
    if number is None:
        return None
    factor = 10_000 if found["ten_thousand"] else 1
    digits = -int(number.as_tuple().exponent)
    step = factor / 10**digits if found["ten_thousand"] else 0
    following = _FOLLOWING_SHARE.fullmatch(clause.following)
    share = following["share"] if following and not _ABOUT.search(clause.following) else None
    printed = found["number"] + (found["ten_thousand"] or "")
    return Claimed(claim, printed, _plain(number * factor), step, share)


def _number(text: str) -> Decimal | None:
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    number = read_han_number(text)
    return None if number is None else Decimal(number)


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else float(number)


@cache
def settings() -> Mapping[str, Any]:
    """Return what `claims.toml` says."""
    text = files(__package__).joinpath("claims.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def load_claims() -> Sequence[Claim]:
    """Return all claims, those of the outcomes' rows after the listed ones."""
    return (*(_claim(entry) for entry in settings()["claims"]), *_rows())


def _claim(entry: Mapping[str, Any]) -> Claim:
    contexts = {name: re.compile(text) for name, text in settings()["contexts"].items()}
    meant = entry["meant"]
    return Claim(
        name=Text(entry["en"], entry["zh"]),
        words=entry["words"],
        patterns=entry["patterns"],
        meant=settings()["meanings"][meant] if isinstance(meant, str) else meant,
        zero=entry.get("zero", False),
        part=entry.get("part", False),
        section=entry.get("section"),
        context=contexts.get(entry.get("context", "")),
        after=contexts.get(entry.get("after", "")),
        never_after=[contexts[name] for name in entry.get("never_after", ())],
        never_with=[contexts[name] for name in entry.get("never_with", ())],
    )


def _rows() -> Iterator[Claim]:
    """Yield a claim for each ground of denial and the like, worded as the form words it."""
    settled = settings()["rows"]
    seen: set[str] = set()
    for form in reversed(load_forms()):
        table = form.table("applications")
        for row in table.rows:
            if "." in row.key and row.key not in {*settled["unnamed"], *seen}:
                seen.add(row.key)
                cell = table.cells[row.key, "total"]
                labels = (row.label, *row.aliases)
                named = {"en": cell.row_name.en, "zh": cell.row_name.zh, "meant": [[cell.key]]}
                pattern = settled["pattern"].replace("{label}", "|".join(map(_spelt, labels)))
                worded = {"words": [label[:2] for label in labels], "patterns": [pattern]}
                yield _claim({**settled["claim"], **named, **worded})


def _spelt(label: str) -> str:
    """Return a label as a pattern that lets quotation marks and enumeration commas stand in it."""
    return '[、“”"‘’]?'.join(map(re.escape, label.replace("、", "")))


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    words = settings()["words"]
    filled = {"count": _COUNT, "share": _SHARE, "amount": f"(?:{words['put']}{_COUNT}|{_SHARE})"}
    for name, text in ({**words, **filled}).items():
        pattern = pattern.replace(f"{{{name}}}", text)
    return re.compile(pattern.replace("{by}", words["by"]))
