"""What is known of a hostile or damaged payload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extract.report import Status

Maker = Callable[[], bytes]
UNREADABLE: tuple[Status, str] = ("unreadable", "document.unreadable")


@dataclass(frozen=True)
class Bad:
    """A payload by name, the status it gets and a rule that must be among its findings.

    `ended` says that only the limits of memory and time bound it.
    """

    name: str
    make: Maker
    status: Status
    rule: str | None = None
    ended: bool = False
