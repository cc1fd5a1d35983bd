"""What must hold between the reports of two consecutive years, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.forms import Indicator, load_forms, name_of
from extract.messages import Text, join, make_finding, say
from extract.report import Finding, Origin

_FIFTY = 50
_MOST_TOLD = 5


@dataclass(frozen=True)
class Reading:
    """The numbers of one reading by key, None where blank, and the keys that were read in doubt."""

    numbers: Mapping[str, Any]
    doubted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Pair:
    """A report's reading and that of the year before.

    `changed` says that the body was renamed between them, or merged: `before` is the sum of all
    that went into it then.
    """

    year: int
    now: Reading
    before: Reading
    changed: bool = False

    def origin(self, keys: Sequence[str], earlier: Sequence[str]) -> Origin:
        """Say whose fault a broken rule is: the publisher's, if all was read without doubt."""
        doubted = self.now.doubted.intersection(keys) | self.before.doubted.intersection(earlier)
        return "reading" if doubted else "publisher"


def add_up(readings: Iterable[Reading]) -> Reading:
    """Add readings of several bodies up; a number that any of them does not give is blank."""
    first, *others = readings
    numbers = dict(first.numbers)
    for other in others:
        for key, number in numbers.items():
            added = other.numbers.get(key)
            numbers[key] = None if number is None or added is None else number + added
    return Reading(numbers, first.doubted.union(*(other.doubted for other in others)))


def judge_pair(pair: Pair) -> Iterator[Finding]:
    """Apply every rule that needs two years of one body."""
    yield from carry_over(pair)
    yield from in_force(pair)
    yield from jumps(pair)


def carry_over(pair: Pair) -> Iterator[Finding]:
    """上年结转 of a year = 结转下年度继续办理 of the year before, in every applicant column."""
    table = load_forms()[-1].table("applications")
    broken: dict[str, Text] = {}
    earlier: list[str] = []
    for column in table.leaves():
        into, out = table.cells["carried_in", column], table.cells["carried_out", column]
        carried_in, carried_out = pair.now.numbers.get(into.key), pair.before.numbers.get(out.key)
        if carried_in is not None and carried_out is not None and carried_in != carried_out:
            name = into.column_name
            broken[into.key] = say("carried", column=name, out=carried_out, into=carried_in)
            earlier.append(out.key)
    if broken:
        message = "across_change" if pair.changed else "broken"
        yield make_finding(
            "years.carry_over", message, pair.origin([*broken], earlier), broken,
            before=pair.year - 1, year=pair.year, columns=join(broken.values()),
        )  # fmt: skip


def in_force(pair: Pair) -> Iterator[Finding]:
    """现行有效 of a year = 现行有效 of the year before + 制发 − 废止 (form of 2021)."""
    table = load_forms()[-1].table("disclosure")
    for row in ("rules", "normative_documents"):
        cells = [table.cells[row, column] for column in ("in_force", "issued", "repealed")]
        yield from _in_force(pair, cells)


def _in_force(pair: Pair, cells: Sequence[Indicator]) -> Iterator[Finding]:
    keys = [cell.key for cell in cells]
    valid, issued, repealed = (pair.now.numbers.get(key) for key in keys)
    old = pair.before.numbers.get(keys[0])
    if valid is None or issued is None or repealed is None or old is None:
        return
    expected = old + issued - repealed
    if valid != expected:
        yield make_finding(
            "years.in_force", "across_change" if pair.changed else "broken",
            pair.origin(keys, keys[:1]), keys,
            row=cells[0].row_name, before=pair.year - 1, year=pair.year, old=old,
            issued=issued, repealed=repealed, expected=expected, found=valid,
        )  # fmt: skip


def jumps(pair: Pair) -> Iterator[Finding]:
    """Question numbers that are fifty times last year's: another unit, or a digit too many."""
    if pair.changed:
        return
    grown = {
        key: say("grown", cell=name_of(key), old=old, number=number)
        for key, number in pair.now.numbers.items()
        if number is not None
        and (old := pair.before.numbers.get(key)) is not None
        and number >= _FIFTY * old > 0
    }
    if grown:
        keys = [*grown]
        yield make_finding(
            "plausibility.jump", "grown", pair.origin(keys, keys), keys,
            before=pair.year - 1, year=pair.year, cells=join(grown.values(), most=_MOST_TOLD),
        )  # fmt: skip
