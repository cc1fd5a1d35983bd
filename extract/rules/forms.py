"""A form older than the report's year, whose table 2 counts other things, or one that is newer."""

from __future__ import annotations

from collections.abc import Iterator

from extract.forms import load_forms
from extract.messages import make_finding
from extract.report import Finding
from extract.rules.facts import Facts

_TELLING = {"disclosure", "applications"}


def outdated_forms(facts: Facts) -> Iterator[Finding]:
    """Say which tables follow a form that had been replaced by the report's year."""
    year = facts.year
    if year is None:
        return
    current = max(
        (form for form in load_forms() if form.since <= year),
        default=None,
        key=lambda form: form.since,
    )
    for table in facts.tables.values():
        if current and int(table.form) < current.since:
            found = {"number": table.number, "form": table.form, "year": year}
            keys = [cell.key for cell in table.indicators]
            yield make_finding(
                "form.outdated", "replaced", "publisher", keys, current=current.name, **found
            )


def untimely_forms(facts: Facts) -> Iterator[Finding]:
    """Say that a report for one year on a form of a later one is for another year.

    Table 4 is alike in all forms and tells none.
    """
    newest = max(
        (int(facts.tables[name].form) for name in _TELLING & facts.tables.keys()), default=0
    )
    if facts.year is not None and facts.year < newest:
        found = {"year": facts.year, "form": newest}
        yield make_finding("identity.conflict", "form", "publisher", **found)
