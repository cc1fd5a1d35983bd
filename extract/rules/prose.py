"""Numbers that the text claims about tables 3 and 4, where it claims them beyond doubt.

Precision first, for a false accusation costs more than a miss: only clauses whose wording allows
one meaning are compared, and where a count may or may not include what was carried in, either sum
will do. What tells of another year, of an office within a government, or of a part of the
applications, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.messages import Text, make_finding
from extract.prose import Clause, read_clauses
from extract.report import Finding, Number, Passage, Section
from extract.rules.claims import Claimed, find_claim, may_claim, settings
from extract.rules.facts import Facts
from extract.rules.scope import Scope, scope_of
from extract.text import fold

_SECTIONS = frozenset({1, 3, 4})
_LONGEST_QUOTE = 120
_COUNTS = re.compile(r"\d+(?=[件宗条起份])")


@dataclass(frozen=True)
class _Told:
    """A claim, the section and the clause that make it."""

    section: Section
    clause: Clause
    claimed: Claimed

    @property
    def name(self) -> Text:
        return self.claimed.claim.name


def prose_claims(facts: Facts) -> Iterator[Finding]:
    """Compare what the text claims with the tables; one finding a claim that fits nothing.

    Where a government's report tells the same twice, and once rightly, the other count is that of
    a part of the area.
    """
    if facts.year is None:
        return
    scope = scope_of(facts.agency, facts.year)
    told = [one for section in facts.sections for one in _told(section, scope)]
    judged = [(one.name, finding) for one in told for finding in _judge(facts, one)]
    right = {name for name, finding in judged if finding is None}
    for name, finding in judged:
        if finding and not (scope.kind == "government" and name in right):
            yield finding


def _told(section: Section, scope: Scope) -> Iterator[_Told]:
    if section.number not in _SECTIONS:
        return
    for clause in filter(may_claim, read_clauses(section.text)):
        rewritten = scope.rewrite(clause)
        claimed = find_claim(rewritten, section.number, scope.is_neutral)
        if claimed and scope.covers(rewritten):
            yield _Told(section, rewritten, claimed)


def _judge(facts: Facts, told: _Told) -> Iterator[Finding | None]:
    """Yield for each number that is claimed a finding, or None where it fits the tables."""
    claimed = told.claimed
    known = _sums(facts, claimed.claim.meant)
    if claimed.number is not None and known:
        fits = any(abs(claimed.number - number) <= claimed.step for number in known)
        yield None if fits else _finding(facts, told, "claimed", claimed.printed, known[0])
    if claimed.share is not None and known:
        parts = known if claimed.number is None else [claimed.number]
        yield from _judge_share(facts, told, claimed.share, parts)


def _judge_share(
    facts: Facts, told: _Told, printed: str, parts: Sequence[Number]
) -> Iterator[Finding | None]:
    """Hold a percentage against every whole that it may be of; it may be rounded or cut off.

    Where the tables leave one of the wholes open, it may be of that.
    """
    counted = [int(count) for count in _COUNTS.findall(told.clause.sentence)]
    tabled = _sums(facts, settings()["wholes"])
    wholes = [whole for whole in (*tabled, *counted) if whole] if tabled else []
    shares = [Decimal(part) * 100 / Decimal(whole) for part in parts for whole in wholes]
    if shares:
        share = Decimal(printed)
        step = Decimal(1).scaleb(int(share.as_tuple().exponent))
        fits = any(abs(real - share) < step for real in shares)
        yield None if fits else _finding(facts, told, "share", printed, round(shares[0], 2))


def _finding(
    facts: Facts, told: _Told, message: str, printed: str, found: Number | Decimal
) -> Finding:
    terms = (term.removeprefix("-") for term in told.claimed.claim.meant[0])
    keys = [key for term in terms for key in _keys(facts, term)]
    start, end = told.clause.span
    finding = make_finding(
        "prose.disagrees", message, facts.origin(keys), keys,
        section=told.section.number, claim=told.name, claimed=printed, found=found,
        sentence=fold(told.section.text[start:end])[:_LONGEST_QUOTE],
    )  # fmt: skip
    return replace(finding, where=Passage(told.section.number, told.clause.span))


def _sums(facts: Facts, meant: Sequence[Sequence[str]]) -> list[Number]:
    """Return what each sum of cells comes to; nothing where a cell of one of them is blank."""
    sums = [_sum(facts, terms) for terms in meant]
    known = [number for number in sums if number is not None]
    return known if len(known) == len(sums) else []


def _sum(facts: Facts, terms: Sequence[str]) -> Number | None:
    """Return a sum of cells, None unless every one of them has a number."""
    total: Number = 0
    for term in terms:
        keys = _keys(facts, term.removeprefix("-"))
        numbers = [facts.number(key) for key in keys]
        known = [number for number in numbers if number is not None]
        if not keys or len(known) < len(keys):
            return None
        total += -sum(known) if term.startswith("-") else sum(known)
    return total


def _keys(facts: Facts, term: str) -> list[str]:
    start, star, end = term.partition("*")
    if not star:
        return [term] if term in facts.values else []
    return [key for key in facts.values if key.startswith(start) and key.endswith(end)]
