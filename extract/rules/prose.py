"""Numbers that the text claims about tables 3 and 4, where it claims them beyond doubt.

Precision first, for a false accusation costs more than a miss: only clauses whose wording allows
one meaning are compared, and where a count may or may not include what was carried in, either sum
will do. A government's report that tells of its office's own count is not compared.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from extract.messages import make_finding
from extract.report import Finding, Number
from extract.rules.facts import Facts
from extract.text import squeeze

_COUNT = r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<ten_thousand>万)?(?:余)?[件宗条份起次个](?![至-])"
_SENTENCE = re.compile(r"[^。;!]+")
_CLAUSE = re.compile(r"[^,:]+")
_YEAR = re.compile(r"(20\d\d)年")
# Rounded, of another period, or of a part of the body only.
_VAGUE = re.compile(
    r"[近约超逾](?=\d)|余[件宗条份]|多[件宗条份]|以来|历年|累计|上半年|下半年|季度|截至"
)
_OFFICE = re.compile(r"政府办(?:公厅|公室)?|政务公开办|本办|办公室(?:共|受理|收到)")
_SECTIONS = frozenset({1, 3, 4})


@dataclass(frozen=True)
class _Claim:
    pattern: re.Pattern[str]
    meant: tuple[tuple[str, ...], ...]
    zero: bool
    without: re.Pattern[str] | None


def prose_claims(facts: Facts) -> Iterator[Finding]:
    """Compare what the text claims with the tables; one finding a clause that fits none."""
    for section in facts.sections:
        if section.number not in _SECTIONS:
            continue
        for sentence in _sentences(section.text):
            if not _is_about(sentence, facts):
                continue
            for clause in _CLAUSE.findall(sentence):
                for claim in _claims():
                    yield from _compare(facts, section.number, sentence, clause, claim)


def _sentences(text: str) -> Iterator[str]:
    for paragraph in text.split("\n"):
        yield from _SENTENCE.findall(squeeze(paragraph))


def _is_about(sentence: str, facts: Facts) -> bool:
    """Tell whether a sentence tells of the report's year and of the whole body."""
    years = {int(year) for year in _YEAR.findall(sentence)}
    other = years - {facts.year} if facts.year else set()
    own_office = facts.agency is not None and _OFFICE.search(facts.agency) is not None
    return not (other or _VAGUE.search(sentence) or (_OFFICE.search(sentence) and not own_office))


def _compare(
    facts: Facts, number: int, sentence: str, clause: str, claim: _Claim
) -> Iterator[Finding]:
    match = claim.pattern.search(clause)
    if not match or (claim.without and claim.without.search(clause)):
        return
    claimed = 0 if claim.zero else _number(match)
    sums = [_sum(facts, keys) for keys in claim.meant]
    if None in sums or claimed in sums:
        return
    keys = [key for pattern in claim.meant[0] for key in _keys(facts, pattern)]
    yield make_finding(
        "prose.disagrees", "claimed", facts.origin(keys), keys,
        section=number, claimed=claimed, found=sums[0], sentence=sentence[:120],
    )  # fmt: skip


def _number(match: re.Match[str]) -> Number:
    number = Decimal(match["number"].replace(",", ""))
    if match["ten_thousand"]:
        number *= 10000
    return int(number) if number == number.to_integral_value() else float(number)


def _sum(facts: Facts, patterns: Sequence[str]) -> Number | None:
    """Return the sum of the cells that are meant, None unless every one has a number."""
    keys = [key for pattern in patterns for key in _keys(facts, pattern)]
    numbers = [facts.number(key) for key in keys]
    known = [number for number in numbers if number is not None]
    return sum(known) if keys and len(known) == len(keys) else None


def _keys(facts: Facts, pattern: str) -> list[str]:
    return [key for key in facts.values if fnmatchcase(key, pattern)]


@cache
def _claims() -> tuple[_Claim, ...]:
    text = files(__package__).joinpath("claims.toml").read_text(encoding="utf-8")
    return tuple(_claim(entry) for entry in tomllib.loads(text)["claims"])


def _claim(entry: Mapping[str, Any]) -> _Claim:
    without = entry.get("without")
    return _Claim(
        re.compile(entry["pattern"].replace("{count}", _COUNT)),
        tuple(tuple(keys) for keys in entry["meant"]),
        entry.get("zero", False),
        re.compile(without) if without else None,
    )
