"""Ruling lines found in a picture: how far they slope, where they are once it is set straight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.readers.page_images import PIXELS_PER_POINT, Grey
from extract.rulings import Rule

# Strokes of print at 150 dpi are up to 45 pixels long (a title of 22 points), rows 30 pixels high.
_SHORTEST_FLAT = 60
_SHORTEST_UPRIGHT = 28
# A ruled table is wider than this; a character that looks like one is not.
_NARROWEST_TABLE = 150
_MOST_DEGREES = 3.0
_LEAST_DEGREES = 0.03
# Pieces of one upright line lie this near in points, across and along; so do ends and level lines.
_WANDER = 1.5
_GAP = 6.0
_TOUCH = 2.5
# What an upright line reaches beyond the last level one, in points, is no stroke of print.
_STROKE = 20.0
# A line has ink on at least this part of its length; a row of digits that touch has gaps.
_SOLID = 0.85

Places = NDArray[np.int64]


def slope_of(grey: Grey) -> float:
    """Return by how many degrees the ruling lines fall to the right, 0 where there are none.

    At the right slope the ink of the lines gathers in the fewest rows of pixels.
    """
    ink = cv2.morphologyEx(_dark(grey, (3, 1)), cv2.MORPH_OPEN, np.ones((1, 40), np.uint8))
    rows, columns = np.nonzero(ink)
    if len(rows) < _NARROWEST_TABLE:
        return 0.0
    coarse = _best_slope(rows, columns, np.arange(-_MOST_DEGREES, _MOST_DEGREES + 0.05, 0.1))
    fine = _best_slope(rows, columns, np.arange(coarse - 0.1, coarse + 0.105, 0.01))
    return fine if abs(fine) >= _LEAST_DEGREES else 0.0


def _best_slope(rows: Places, columns: Places, degrees: NDArray[np.float64]) -> float:
    def gathered(slope: float) -> float:
        level = np.rint(rows - columns * np.tan(np.radians(slope))).astype(np.int64)
        counts = np.bincount(level - level.min()).astype(np.float64)
        return float(counts @ counts)

    return float(max(degrees, key=gathered))


def straighten(grey: Grey, degrees: float) -> Grey:
    """Turn a picture about its middle so that lines of that slope become level."""
    if not degrees:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(
        grey, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return np.asarray(turned, np.uint8)


def find_rules(grey: Grey) -> list[Rule]:
    """Return the ruling lines of a straight picture in points from its lower left corner."""
    across, along = _dark(grey, (3, 3)), _dark(grey, (3, 3))
    flat = _lines(across, (1, _SHORTEST_FLAT), (1, 5))
    upright = _lines(along, (_SHORTEST_UPRIGHT, 1), (3, 1))
    kept = _tables(flat | upright)
    level = list(_rules(flat & kept, across, upright=False))
    posts = list(_posts(_rules(upright & kept, along, upright=True), level))
    return [*(rule for line in level for rule in _between(line, posts)), *posts]


def _posts(uprights: Iterable[Rule], level: Sequence[Rule]) -> Iterator[Rule]:
    """Yield the upright rules that stand between two level ones; strokes of print stand free."""
    lines: list[list[Rule]] = []
    for rule in sorted(uprights, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][-1].at <= _WANDER:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        for rule in _joined(line):
            yield from _between(rule, level)


def _between(rule: Rule, across: Sequence[Rule]) -> Iterator[Rule]:
    """Cut a rule at the outermost ones across it; a stroke of print that touches it goes beyond."""
    crossed = [
        other.at
        for other in across
        if rule.start - _TOUCH <= other.at <= rule.end + _TOUCH
        and other.start - _TOUCH <= rule.at <= other.end + _TOUCH
    ]
    if not crossed:
        return
    low, high = min(crossed), max(crossed)
    start = rule.start if low - rule.start > _STROKE else low
    end = rule.end if rule.end - high > _STROKE else high
    if end - start > _TOUCH:
        yield replace(rule, start=start, end=end)


def _joined(line: Sequence[Rule]) -> Iterator[Rule]:
    at = sum(rule.at * (rule.end - rule.start) for rule in line) / sum(
        rule.end - rule.start for rule in line
    )
    pieces = sorted(line, key=lambda rule: rule.start)
    start, end = pieces[0].start, pieces[0].end
    for piece in pieces[1:]:
        if piece.start > end + _GAP:
            yield Rule(upright=True, at=at, start=start, end=end)
            start = piece.start
        end = max(end, piece.end)
    yield Rule(upright=True, at=at, start=start, end=end)


def _dark(grey: Grey, along: tuple[int, int]) -> Grey:
    """Return the print as 255: darker than the paper about it by a fourteenth of the range.

    It is smoothed along the lines that are looked for, which takes noise away and leaves lines.
    """
    smooth = cv2.blur(grey, along)
    dark = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18
    )
    return np.asarray(dark, np.uint8)


def _lines(dark: Grey, shape: tuple[int, int], gap: tuple[int, int]) -> Grey:
    bridged = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
    return np.asarray(cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)


def _tables(mask: Grey) -> Grey:
    """Return the parts of a mask that hang together and are as large as a table."""
    joined = cv2.dilate(mask, np.ones((5, 5), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    wide = stats[:, cv2.CC_STAT_WIDTH] >= _NARROWEST_TABLE
    wide[0] = False
    return np.asarray(np.where(wide[labels], 255, 0), np.uint8)


def _rules(mask: Grey, dark: Grey, *, upright: bool) -> Iterator[Rule]:
    """Yield a rule for each piece; its place is the middle of its ink."""
    height = mask.shape[0]
    _, labels, stats, middles = cv2.connectedComponentsWithStats(mask)
    inked = np.bincount(labels[dark > 0], minlength=len(stats))
    for label in range(1, len(stats)):
        left, top, wide, high, area = (int(number) for number in stats[label])
        x, y = middles[label]
        if inked[label] < _SOLID * area:
            continue
        if upright:
            at, start, end = x + 0.5, height - top - high, height - top
        else:
            at, start, end = height - y - 0.5, left, left + wide
        yield Rule(
            upright,
            float(at) / PIXELS_PER_POINT,
            start / PIXELS_PER_POINT,
            end / PIXELS_PER_POINT,
        )
