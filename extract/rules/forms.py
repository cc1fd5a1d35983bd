"""A form older than the report's year: its table 2 counts other things than the form in force."""

from __future__ import annotations

from collections.abc import Iterator

from extract.forms import load_forms
from extract.messages import make_finding
from extract.report import Finding
from extract.rules.facts import Facts


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
