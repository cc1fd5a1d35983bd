"""What must hold within one report: every rule, in the order in which findings are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extract.report import Finding
from extract.rules.facts import Facts
from extract.rules.forms import outdated_forms, untimely_forms
from extract.rules.plausible import plausibility
from extract.rules.prose import prose_claims
from extract.rules.shifts import shifted_rows
from extract.rules.sums import sums

Rule = Callable[[Facts], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    sums,
    shifted_rows,
    plausibility,
    outdated_forms,
    untimely_forms,
    prose_claims,
)


def judge(facts: Facts) -> list[Finding]:
    """Apply every rule that needs one report only."""
    return [finding for rule in RULES for finding in rule(facts)]
