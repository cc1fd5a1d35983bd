"""Where tables and coloured lines are printed."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table

# Columns of a page that no terminal bounds.
_WIDTH = 140


def console() -> Console:
    """Return standard output as rich writes it."""
    width = None if sys.stdout.isatty() else _WIDTH
    return Console(highlight=False, soft_wrap=True, width=width)


def make_table(*heads: str) -> Table:
    """Return an empty table whose cells are folded rather than cut."""
    table = Table()
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def to_texts(*values: object) -> list[str]:
    """Return the texts of a row's cells; rich marks in them are shown, not followed."""
    return ["" if value is None else escape(str(value)) for value in values]
