"""Numbers that the text claims about table 3, where it claims them beyond doubt.

Precision first: only sentences whose wording allows one meaning are compared, and a count that may
include what was carried in is right if either sum fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.report import Finding, Number
from extract.rules.facts import Facts
from extract.text import squeeze

_SENTENCE = re.compile(r"[^。;!\n]+[。;!]?")


@dataclass(frozen=True)
class _Claim:
    """A wording and the cell that its number is about."""

    pattern: re.Pattern[str]
    key: str


_COUNT = r"(?P<number>\d{1,6})[件宗]"
_CLAIMS = (
    _Claim(
        re.compile(
            rf"(?:本年度?|20\d\d年度?)?新收(?:到)?(?:政府)?信息公开申请(?:数量)?(?:共计?)?{_COUNT}"
        ),
        "applications.received.total",
    ),
    _Claim(
        re.compile(rf"上一?年度?结转(?:政府)?(?:信息公开)?(?:的?申请)?(?:数量)?{_COUNT}"),
        "applications.carried_in.total",
    ),
    _Claim(
        re.compile(rf"结转(?:至|到)?下一?年度?(?:继续)?(?:办理)?(?:的?申请)?(?:数量)?{_COUNT}"),
        "applications.carried_out.total",
    ),
)


def prose_claims(facts: Facts) -> Iterator[Finding]:
    """Compare what the text says was received and carried over with table 3."""
    for section in facts.sections:
        for sentence in _SENTENCE.findall(squeeze(section.text)):
            for claim in _CLAIMS:
                yield from _compare(facts, sentence, claim)


def _compare(facts: Facts, sentence: str, claim: _Claim) -> Iterator[Finding]:
    printed = facts.number(claim.key)
    numbers: list[Number] = [int(found["number"]) for found in claim.pattern.finditer(sentence)]
    if printed is None or not numbers or printed in numbers:
        return
    message = f"the text says {numbers[0]}, the table {printed}: {sentence[:120]}"
    yield Finding("prose.disagrees", "warning", "publisher", message, (claim.key,))
