"""What a page is recognised by as a report's: labels of the statutory tables."""

from __future__ import annotations

from functools import cache

from extract.forms import load_forms
from extract.text import squeeze

# Shorter labels, such as 其他, stand in any text.
_LONG_ENOUGH = 6


@cache
def row_labels() -> frozenset[str]:
    """Return the labels of the tables' rows that no other text has by chance."""
    rows = (row for form in load_forms() for table in form.tables for row in table.rows)
    labels = {squeeze(row.label) for row in rows}
    return frozenset(label for label in labels if len(label) >= _LONG_ENOUGH)
