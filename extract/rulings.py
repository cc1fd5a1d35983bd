"""Lines on a page to cells: the grid that ruling lines draw, whoever drew them.

PDF, OFD and scans give the same two things, rules and glyphs, in points from the lower left; from
here on they are read alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

# Double rules stand up to 3 points apart; no row of print is lower than 5.
_SNAP = 3.0
_SHORTEST = 4.0
# How much of the border between two cells a rule has to cover to part them.
_COVER = 0.6
# A page of a report has some hundred rules; thousands are a drawing, or meant to be slow.
_MOST_RULES = 1500


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the lower left corner of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def center(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def area(self) -> float:
        return (self.x1 - self.x0) * (self.y1 - self.y0)

    def holds(self, point: tuple[float, float]) -> bool:
        """Tell whether a point lies inside."""
        return self.x0 <= point[0] <= self.x1 and self.y0 <= point[1] <= self.y1


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruling line, horizontal or upright: where it lies across, from where to where."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Region:
    """A cell of a ruled grid: its rectangle, and the grid rows and columns it covers, from 0."""

    box: Box
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruled grid; `xs` are its column borders from left to right, `ys` from top to bottom."""

    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]


def find_grids(rules: Iterable[Rule]) -> list[Ruled]:
    """Return the grids that rules draw on one page, from top to bottom."""
    merged = [*_merge(rules, upright=False), *_merge(rules, upright=True)]
    if len(merged) > _MOST_RULES:
        return []
    grids = [_grid(group) for group in _groups(merged)]
    return sorted((grid for grid in grids if grid), key=lambda grid: -grid.box.y1)


def box_rules(box: Box) -> Iterator[Rule]:
    """Yield the rules that a drawn rectangle amounts to: one if it is thin, else its sides."""
    width, height = box.x1 - box.x0, box.y1 - box.y0
    if height <= _SNAP < width:
        yield Rule(upright=False, at=(box.y0 + box.y1) / 2, start=box.x0, end=box.x1)
    elif width <= _SNAP < height:
        yield Rule(upright=True, at=(box.x0 + box.x1) / 2, start=box.y0, end=box.y1)
    elif width > _SNAP:
        for y in (box.y0, box.y1):
            yield Rule(upright=False, at=y, start=box.x0, end=box.x1)
        for x in (box.x0, box.x1):
            yield Rule(upright=True, at=x, start=box.y0, end=box.y1)


def _merge(rules: Iterable[Rule], *, upright: bool) -> list[Rule]:
    """Join pieces of one line: dashes, a side drawn by each of two cells, double rules."""
    lines: list[list[Rule]] = []
    for rule in sorted((rule for rule in rules if rule.upright is upright), key=lambda r: r.at):
        if lines and rule.at - lines[-1][0].at <= _SNAP:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [piece for line in lines for piece in _join(line)]


def _join(line: Sequence[Rule]) -> Iterator[Rule]:
    at = sum(rule.at for rule in line) / len(line)
    pieces = sorted(line, key=lambda rule: rule.start)
    start, end = pieces[0].start, pieces[0].end
    for piece in pieces[1:]:
        if piece.start > end + _SNAP:
            yield from _long_enough(Rule(line[0].upright, at, start, end))
            start, end = piece.start, piece.end
        end = max(end, piece.end)
    yield from _long_enough(Rule(line[0].upright, at, start, end))


def _long_enough(rule: Rule) -> Iterator[Rule]:
    if rule.end - rule.start >= _SHORTEST:
        yield rule


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Part rules into sets that touch one another."""
    flat = [rule for rule in rules if not rule.upright]
    upright = [rule for rule in rules if rule.upright]
    owner = {id(rule): {id(rule)} for rule in rules}
    for one in flat:
        for other in upright:
            if _touch(one, other) and owner[id(one)] is not owner[id(other)]:
                joined = owner[id(one)] | owner[id(other)]
                owner.update(dict.fromkeys(joined, joined))
    sets = {id(group): group for group in owner.values()}
    return [[rule for rule in rules if id(rule) in group] for group in sets.values()]


def _touch(flat: Rule, upright: Rule) -> bool:
    return (
        flat.start - _SNAP <= upright.at <= flat.end + _SNAP
        and upright.start - _SNAP <= flat.at <= upright.end + _SNAP
    )


def _grid(rules: Sequence[Rule]) -> Ruled | None:
    """Lay out one set of rules; a side left open, or cut by the page, is closed."""
    flat = [rule for rule in rules if not rule.upright]
    upright = [rule for rule in rules if rule.upright]
    if len(flat) < 2 or not upright:
        return None
    left = min(rule.start for rule in flat)
    right = max(rule.end for rule in flat)
    bottom = min(*(rule.start for rule in upright), *(rule.at for rule in flat))
    top = max(*(rule.end for rule in upright), *(rule.at for rule in flat))
    xs = _borders([*(rule.at for rule in upright), left, right])
    ys = _borders([*(rule.at for rule in flat), bottom, top])[::-1]
    # One column is a frame around text; one row is what a page break leaves of a table.
    if len(xs) < 3 or len(ys) < 2:
        return None
    box = Box(xs[0], ys[-1], xs[-1], ys[0])
    return Ruled(box, tuple(xs), tuple(ys), tuple(_regions(xs, ys, flat, upright)))


def _borders(places: Iterable[float]) -> list[float]:
    borders: list[float] = []
    for place in sorted(places):
        if not borders or place - borders[-1] > _SNAP:
            borders.append(place)
    return borders


def _regions(
    xs: Sequence[float], ys: Sequence[float], flat: Sequence[Rule], upright: Sequence[Rule]
) -> Iterator[Region]:
    """Yield the cells: from each corner as far right and then down as no rule parts."""
    height, width = len(ys) - 1, len(xs) - 1
    walls = {
        (row, column)
        for row, column in itertools.product(range(height), range(1, width))
        if _covered(upright, xs[column], ys[row + 1], ys[row])
    }
    floors = {
        (row, column)
        for row, column in itertools.product(range(1, height), range(width))
        if _covered(flat, ys[row], xs[column], xs[column + 1])
    }
    taken: set[tuple[int, int]] = set()
    for row, column in itertools.product(range(height), range(width)):
        if (row, column) in taken:
            continue
        right = column + 1
        while right < width and (row, right) not in walls and (row, right) not in taken:
            right += 1
        down = row + 1
        while (
            down < height
            and not any(
                (down, place) in floors or (down, place) in taken for place in range(column, right)
            )
            and not any((down, place) in walls for place in range(column + 1, right))
        ):
            down += 1
        taken.update(itertools.product(range(row, down), range(column, right)))
        box = Box(xs[column], ys[down], xs[right], ys[row])
        yield Region(box, row, column, down - row, right - column)


def _covered(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    covered = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start))
        for rule in rules
        if abs(rule.at - at) <= _SNAP
    )
    return covered >= _COVER * (end - start)
