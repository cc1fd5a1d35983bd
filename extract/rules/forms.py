"""A form older than the report's year: its table 2 counts other things than the form in force."""

from __future__ import annotations

from collections.abc import Iterator

from extract.forms import load_forms
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
            message = f"表{table.number} follows the form of {table.form}, not of {current.name}"
            keys = tuple(cell.key for cell in table.indicators)
            yield Finding("form.outdated", "notice", "publisher", message, keys)
