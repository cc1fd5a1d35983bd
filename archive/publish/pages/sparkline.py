"""A row of years as a small drawing, for templates to write as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, _MARGIN = 240, 48, 6


@dataclass(frozen=True)
class Point:
    """A year's number and its place in the drawing, in pixels from the upper left."""

    year: int
    value: float
    x: float
    y: float


def draw(values: Sequence[tuple[int, float | None]]) -> list[list[Point]]:
    """Return the lines of a drawing of years in order: a year without a number parts them."""
    known = [value for _, value in values if value is not None]
    if not known:
        return []
    first, last = values[0][0], values[-1][0]
    top = max(*known, 1)
    lines: list[list[Point]] = [[]]
    for year, value in values:
        if value is None or (lines[-1] and lines[-1][-1].year != year - 1):
            lines.append([])
        if value is not None:
            x = _MARGIN + (WIDTH - 2 * _MARGIN) * (year - first) / max(last - first, 1)
            y = HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * value / top
            lines[-1].append(Point(year, value, round(x, 1), round(y, 1)))
    return [line for line in lines if line]
