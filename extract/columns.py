"""The columns of a table that no rules part: its heads across the page, and numbers below them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract.forms import load_forms
from extract.labels import canonical
from extract.vocabulary import walk_heads
from extract.words import Words

# In heights of the print: how far a number may reach beyond its column's border.
_SLACK = 0.1
_FEW = 2
# In points: what shares less with a head does not stand below it.
_TOUCH = 1.0

Span = tuple[int, int]


@dataclass(frozen=True)
class Columns:
    """The heads of one column each, from the left, and those over several with the columns' span.

    `whole` says that the former are just what an edition of the form has. Columns count from 0.
    """

    heads: Sequence[Words]
    over: Sequence[tuple[Words, Span]]
    whole: bool


@dataclass(frozen=True)
class _Label:
    """What the forms know of a head: its own words, its columns and the heads between, if any."""

    name: str
    columns: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()


def read_columns(table: str, heads: Iterable[Words]) -> Columns | None:
    """Tell heads of one column from those over several; None where columns overlap."""
    known = [(head, _label(table, head)) for head in sorted(heads, key=lambda head: head.left)]
    parents = [(head, label) for head, label in known if label.columns or label.between]
    leaves = [(head, label.name) for head, label in known if (head, label) not in parents]
    sides = itertools.pairwise(head for head, _ in leaves)
    if not leaves or any(one.right > other.left + _TOUCH for one, other in sides):
        return None
    spans: dict[str, tuple[Words, Span]] = {}
    # Heads between come before those that they stand below.
    for head, label in sorted(parents, key=lambda pair: bool(pair[1].between)):
        below = [spans[name][1] for name in label.between if name in spans]
        span = _widened(below, leaves, label) if below else _run_below(head, leaves, label)
        if span:
            spans[label.name] = head, span
    names = Counter(name for _, name in leaves)
    whole = any(names == Counter(expected) for expected in _expected(table))
    return Columns([head for head, _ in leaves], list(spans.values()), whole)


def _widened(below: Sequence[Span], leaves: Sequence[tuple[Words, str]], label: _Label) -> Span:
    """Return the span of the heads below and of the columns beside them that are its own."""
    first, last = min(first for first, _ in below), max(last for _, last in below)
    while first and leaves[first - 1][1] in label.columns:
        first -= 1
    while last + 1 < len(leaves) and leaves[last + 1][1] in label.columns:
        last += 1
    return first, last


def _run_below(over: Words, leaves: Sequence[tuple[Words, str]], label: _Label) -> Span | None:
    """Return the run of its columns, none twice, that a head stands over."""
    middle = (over.left + over.right) / 2
    found = [
        (first, last)
        for first, last in _runs([name for _, name in leaves], label.columns)
        if leaves[first][0].left - _TOUCH <= middle <= leaves[last][0].right + _TOUCH
    ]
    return found[0] if len(found) == 1 else None


def _runs(names: Sequence[str], wanted: frozenset[str]) -> Iterator[Span]:
    run: list[int] = []
    for index, name in enumerate(names):
        fresh = name not in {names[place] for place in run}
        if run and (name not in wanted or not fresh):
            yield run[0], run[-1]
            run = []
        if name in wanted:
            run.append(index)
    if run:
        yield run[0], run[-1]


def _label(table: str, head: Words) -> _Label:
    name = canonical(head.text)
    return _labels(table).get(name, _Label(""))


@cache
def _labels(table: str) -> Mapping[str, _Label]:
    """Return the heads of a table in all editions of the form, by spelling."""
    labels: dict[str, _Label] = {}
    for form in load_forms():
        for node in walk_heads(form.table(table).head):
            columns = frozenset(child.label for child in node.children if not child.children)
            between = frozenset(child.label for child in node.children if child.children)
            for spelling in (node.label, *node.aliases):
                labels.setdefault(canonical(spelling), _Label(node.label, columns, between))
    return labels


@cache
def _expected(table: str) -> Sequence[Sequence[str]]:
    """Return the heads that columns of numbers have side by side, in each edition of the form."""
    expected: list[list[str]] = []
    for form in load_forms():
        leaves = {key: node.label for key, node in form.table(table).leaves().items()}
        kinds = {row.columns for row in form.table(table).rows if row.columns}
        expected.extend([leaves[column] for column in columns] for columns in kinds or [leaves])
    return expected


@dataclass(frozen=True)
class _Band:
    """Between what the numbers of a column stand if columns lie about their heads in one way."""

    start: float
    end: float

    def holds(self, words: Words) -> bool:
        slack = _SLACK * words.height
        return self.start - slack <= words.left and words.right <= self.end + slack

    def shared(self, words: Words) -> float:
        return min(self.end, words.right) - max(self.start, words.left)


def place_across(
    numbers: Iterable[Words], heads: Sequence[Words], *, whole: bool
) -> dict[Words, Span]:
    """Return, for each number, the first and last of the columns that it may stand in, from 0.

    A number below part of one head is that head's. For others it counts how columns lie about their
    heads: beginning with them, ending with them, or having them in the middle, all in the same way.
    A way is possible if it has a column for every number, and none below another's head; where the
    possible ways differ, several columns are named, and none where none is possible. Unless all
    heads of the form are there, only those right above count.
    """
    numbers = list(numbers)
    ways = [way for way in _ways(heads) if _is_possible(way, numbers, heads)] if whole else []
    spans = ((number, _span(number, heads, ways)) for number in numbers)
    return {number: span for number, span in spans if span}


def _ways(heads: Sequence[Words]) -> Iterator[list[_Band]]:
    """Yield the columns' bands, the outermost column being no wider than the widest of the others.

    One column alone may be of any width, and the second of two twice as wide as the first: table 2
    has the width of three.
    """
    starts = [head.left for head in heads]
    ends = [head.right for head in heads]
    middles = [(head.left + head.right) / 2 for head in heads]
    between = [(one + two) / 2 for one, two in itertools.pairwise(middles)]
    last = 2 if len(heads) == _FEW else 1
    half = _widest(middles) / 2
    yield _bands([*starts, starts[-1] + last * _widest(starts)])
    yield _bands([ends[0] - _widest(ends), *ends])
    yield _bands([middles[0] - half, *between, middles[-1] + last * half])


def _bands(borders: Sequence[float]) -> list[_Band]:
    return [_Band(*sides) for sides in itertools.pairwise(borders)]


def _widest(places: Sequence[float]) -> float:
    return max((two - one for one, two in itertools.pairwise(places)), default=float("inf"))


def _is_possible(way: Sequence[_Band], numbers: Sequence[Words], heads: Sequence[Words]) -> bool:
    return all(
        any(band.holds(number) for band in way)
        and set(_above(number, heads)) <= {_nearest(way, number)}
        for number in numbers
    )


def _above(number: Words, heads: Sequence[Words]) -> list[int]:
    """Return the heads that a number stands below, or below part of."""
    return [
        index
        for index, head in enumerate(heads)
        if min(head.right, number.right) - max(head.left, number.left) > _TOUCH
    ]


def _nearest(way: Sequence[_Band], number: Words) -> int:
    return max(range(len(way)), key=lambda index: way[index].shared(number))


def _span(number: Words, heads: Sequence[Words], ways: Iterable[Sequence[_Band]]) -> Span | None:
    found = _above(number, heads) or [_nearest(way, number) for way in ways]
    return (min(found), max(found)) if found else None
