"""What the rules judge: the values of a reading and what is already known against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extract.forms import TableForm
from extract.report import Finding, Number, Origin, Section, Value

# Rules that say that a cell was not read for certain.
DOUBTS = ("cell.unreadable", "cell.uncertain", "cell.inferred")
APPLICANTS = (
    "natural_person",
    "company",
    "research",
    "social_organisation",
    "legal_service",
    "other",
)


@dataclass(frozen=True)
class Facts:
    """A reading before judgement; `tables` are the forms that its tables follow, by table name."""

    agency: str | None
    year: int | None
    tables: Mapping[str, TableForm]
    values: Mapping[str, Value]
    sections: Sequence[Section]
    findings: Sequence[Finding]

    def number(self, key: str) -> Number | None:
        """Return the number of a cell, None where it is blank, unread or not in the form."""
        return self.numbers.get(key)

    @cached_property
    def numbers(self) -> Mapping[str, Number | None]:
        """Return the numbers of all cells."""
        return {key: value.value for key, value in self.values.items()}

    def origin(self, keys: Iterable[str]) -> Origin:
        """Say whose fault a broken rule is: the publisher's, if all was read without doubt.

        What was recognised in a picture is never beyond it.
        """
        keys = set(keys)
        doubted = {
            key for finding in self.findings if finding.rule in DOUBTS for key in finding.keys
        }
        recognised = any(self._is_recognised(key) for key in keys)
        return "reading" if recognised or doubted & keys else "publisher"

    def _is_recognised(self, key: str) -> bool:
        found = self.values.get(key)
        return bool(found and found.where and found.where.locator.confidence is not None)
