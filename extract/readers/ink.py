"""Print inside a rectangle of a page: whether there is any, and its lines, each cut out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from extract.readers.page_images import Grey

# Grey levels below the paper that are ink; noise of ten levels, once smoothed, stays above.
_DARKER = 40
_FAINT = 22
# A full stop of 6 points at 150 dpi has 4 pixels, a speck of dust or noise fewer.
_LEAST_PIXELS = 6
_LEAST_HEIGHT = 3
# Half of a double rule of 3 points.
_THICKEST = 8
# Characters of 10.5 points (五号) at 150 dpi.
_USUAL_EM = 21


@dataclass(frozen=True)
class Strip:
    """A line of print: its place in the page (left, top, right, bottom in pixels) and its picture.

    The picture has a rim of paper of a quarter of its height.
    """

    place: tuple[int, int, int, int]
    grey: Grey

    @property
    def height(self) -> int:
        return self.place[3] - self.place[1]

    @property
    def width(self) -> int:
        return self.place[2] - self.place[0]


@dataclass(frozen=True)
class Ink:
    """The lines of print of a cell; `faint` if there is something too pale to be called print."""

    strips: tuple[Strip, ...]
    faint: bool


def read_ink(page: Grey, place: tuple[int, int, int, int], em: int) -> Ink:
    """Return the print in a rectangle of a page; `em` is the height of the page's characters."""
    left, top, right, bottom = _within(page, place)
    area = page[top:bottom, left:right]
    if area.size == 0:
        return Ink((), faint=False)
    smooth = np.asarray(cv2.GaussianBlur(area, (3, 3), 0), np.int16)
    paper = int(np.percentile(smooth, 90))
    mask = _without_edges(_solid(smooth < paper - _DARKER))
    if not mask.any():
        pale = _without_edges(_solid(smooth < paper - _FAINT))
        return Ink((), faint=bool(pale.any()))
    strips = tuple(_strips(page, mask, (left, top), em))
    return Ink(strips, faint=False)


def _within(page: Grey, place: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return a cell without the ruling lines about it, however thick they are."""
    left, top, right, bottom = place
    area = cv2.blur(page[top:bottom, left:right], (3, 3))
    if min(area.shape) < 3 * _THICKEST:
        return left + 3, top + 3, right - 3, bottom - 3
    dark = area < np.percentile(area, 90) - _DARKER
    rows, columns = dark.mean(axis=1) > 0.5, dark.mean(axis=0) > 0.5
    return (
        left + _depth(columns),
        top + _depth(rows),
        right - _depth(columns[::-1]),
        bottom - _depth(rows[::-1]),
    )


def _depth(inked: np.ndarray) -> int:
    """Return how far a ruling line reaches in from the edge, in pixels."""
    found = np.flatnonzero(inked[:_THICKEST])
    return int(found[-1]) + 2 if len(found) else 1


def _solid(mask: np.ndarray) -> Grey:
    """Return a mask without specks."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= _LEAST_PIXELS
    longest = np.maximum(stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH])
    large &= longest >= _LEAST_HEIGHT
    large[0] = False
    return np.asarray(large[labels], np.uint8)


def _without_edges(mask: Grey) -> Grey:
    """Return a mask without the remains of ruling lines along its edges."""
    height, width = mask.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    x, y = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP]
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    thin = np.minimum(wide, high) <= 3
    edge = (x == 0) | (y == 0) | (x + wide == width) | (y + high == height)
    kept = ~(thin & edge)
    kept[0] = False
    return np.asarray(kept[labels], np.uint8)


def _strips(page: Grey, mask: Grey, corner: tuple[int, int], em: int) -> Iterator[Strip]:
    for first, last in _runs(mask.sum(axis=1), em):
        columns = np.flatnonzero(mask[first:last].any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        place = (corner[0] + left, corner[1] + first, corner[0] + right, corner[1] + last)
        yield Strip(place, cut(page, place))


def _runs(counts: np.ndarray, em: int) -> list[tuple[int, int]]:
    """Return the lines as runs of rows with ink, `counts` being the ink in each row.

    The strokes of one character (三) are joined, lines that touch are parted where ink is least.
    """
    inked = (counts > 0).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked, [0]))))
    runs: list[tuple[int, int]] = []
    for first, last in edges.reshape(-1, 2).tolist():
        if runs and last - runs[-1][0] <= em * 1.15:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return [part for run in runs for part in _parted(counts, run, em)]


def _parted(counts: np.ndarray, run: tuple[int, int], em: int) -> Iterator[tuple[int, int]]:
    first, last = run
    lines = max(round((last - first) / (em * 1.1)), 1)
    start = first
    for line in range(1, lines):
        middle = first + (last - first) * line // lines
        near = counts[middle - em // 4 : middle + em // 4 + 1]
        end = middle - em // 4 + int(near.argmin())
        yield start, end
        start = end
    yield start, last


def em_of(page: Grey) -> int:
    """Return the height of the page's characters in pixels."""
    dark = (page < np.percentile(page, 90) - _DARKER).astype(np.uint8)
    joined = cv2.dilate(dark, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    high, wide = stats[:, cv2.CC_STAT_HEIGHT] - 2, stats[:, cv2.CC_STAT_WIDTH] - 2
    square = (high >= 10) & (high <= 60) & (wide >= 0.8 * high) & (wide <= 1.25 * high)
    return int(np.median(high[square])) if square.any() else _USUAL_EM


def cut(page: Grey, place: tuple[int, int, int, int]) -> Grey:
    """Cut a line of print out of its page and frame it with paper, a quarter of its height."""
    left, top, right, bottom = place
    rim = max((bottom - top) // 4, 4)
    inner = page[max(top - 2, 0) : bottom + 2, max(left - 2, 0) : right + 2]
    paper = int(np.percentile(inner, 95))
    framed = cv2.copyMakeBorder(inner, rim, rim, rim, rim, cv2.BORDER_CONSTANT, value=(paper,))
    return np.asarray(framed, np.uint8)
