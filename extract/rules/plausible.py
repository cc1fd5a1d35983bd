"""Numbers that are read rightly and yet can hardly be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.forms import Indicator
from extract.messages import make_finding
from extract.report import Finding, Number
from extract.rules.facts import Facts

# 立法法 (2023) art. 91 and 93: ministries, provinces and cities with districts make 规章.
_NO_RULES = re.compile(r"(?:乡|镇|苏木)(?:人民)?政府|街道|办事处")


def plausibility(facts: Facts) -> Iterator[Finding]:
    """Question negative counts, fractions of a case, and 规章 made by a township."""
    numbers = set(facts.numbers.values())
    if any(number and (number < 0 or isinstance(number, float)) for number in numbers):
        for table in facts.tables.values():
            for cell in table.indicators:
                number = facts.number(cell.key)
                if number is not None:
                    yield from _measure(facts, cell, number)
    yield from _township_rules(facts)


def _measure(facts: Facts, cell: Indicator, number: Number) -> Iterator[Finding]:
    rules = []
    if number < 0 and cell.kind != "signed":
        rules.append("plausibility.negative")
    if isinstance(number, float) and cell.kind != "decimal":
        rules.append("plausibility.fraction")
    for rule in rules:
        found = {"cell": cell.name, "number": number, "unit": cell.unit}
        yield make_finding(rule, "counted", facts.origin([cell.key]), [cell.key], **found)


def _township_rules(facts: Facts) -> Iterator[Finding]:
    if not facts.agency or not _NO_RULES.search(facts.agency):
        return
    keys = [f"disclosure.rules.{column}" for column in ("made", "issued")]
    for key in keys:
        number = facts.number(key)
        if number:
            found = {"agency": facts.agency, "number": number}
            yield make_finding(
                "plausibility.township_rules", "reported", facts.origin([key]), [key], **found
            )
