"""Where tables and coloured lines are printed."""

from __future__ import annotations

import sys

from rich.console import Console

# Columns of a page that no terminal bounds.
_WIDTH = 140


def console() -> Console:
    """Return standard output as rich writes it."""
    width = None if sys.stdout.isatty() else _WIDTH
    return Console(highlight=False, soft_wrap=True, width=width)
