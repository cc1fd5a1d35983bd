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
    for table in facts.tables.values():
        for cell in table.indicators:
            number = facts.numbers.get(cell.key)
            if number is not None and (number < 0 or isinstance(number, float)):
                yield from _measure(facts, cell, number)
    yield from _township_rules(facts)


def _measure(facts: Facts, cell: Indicator, number: Number) -> Iterator[Finding]:
    found = {"cell": cell.name, "number": number, "unit": cell.unit}
    origin = facts.origin([cell.key])
    if number < 0 and cell.kind != "signed":
        yield make_finding("plausibility.negative", "counted", origin, [cell.key], **found)
    if isinstance(number, float) and cell.kind != "decimal":
        yield make_finding("plausibility.fraction", "counted", origin, [cell.key], **found)


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
