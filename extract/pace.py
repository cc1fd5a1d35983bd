"""Readers that take long say so before they begin, so that who bounds their time can wait."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def take_time() -> None:
    """Say that what follows takes minutes and much memory: recognition, conversion."""
    for listener in _listeners:
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Call a function whenever a reader takes its time."""
    _listeners.append(listener)
