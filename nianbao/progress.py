"""Progress on a terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn


@contextmanager
def counting(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how many of how many are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=_console(), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def watching(what: str) -> Iterator[Callable[[str, str], None]]:
    """Give a function that shows the latest address and what came of it."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"))
    with Progress(*columns, console=_console(), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)

        def show(url: str, outcome: str) -> None:
            bar.update(task, advance=1, description=f"{what}: {outcome} {url[:90]}")

        yield show


def _console() -> Console:
    return Console(stderr=True)
