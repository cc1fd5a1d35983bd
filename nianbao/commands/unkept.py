"""What is told of records that could not be kept."""

from __future__ import annotations

from collections.abc import Sequence

from archive.foreign.records import Unkept

# What more was not kept is in the log.
_MOST_LINES = 20


def tell_unkept(unkept: Sequence[Unkept]) -> list[str]:
    """Return a line for each record that was not kept, as many as can be read."""
    lines = [f"not kept: {one}" for one in unkept]
    if len(lines) <= _MOST_LINES:
        return lines
    more = f"not kept: {len(lines) - _MOST_LINES} records more, each in the log"
    return [*lines[:_MOST_LINES], more]
