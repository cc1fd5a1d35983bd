"""What must hold between an area's report and those of its units, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.year_rules import Reading, add_up
from extract.forms import name_of
from extract.messages import join, make_finding, say
from extract.report import Finding

_SUMMED = ("applications.", "challenges.")
# So many sums must agree that are not zero, and so many for each that does not, before the reports
# count as those of one area, all of them and of one scope.
_FEWEST = 6
_FOR_EACH = 4
_MOST_TOLD = 5


def area_sum(year: int, name: str, area: Reading, units: Sequence[Reading]) -> Iterator[Finding]:
    """An area's tables 3 and 4 = the sums of its units', where most of them show that it is so.

    What a unit leaves blank, or was read in doubt, is not added up. Sums that are all smaller than
    the area's numbers may lack a unit that nobody knows of, and say nothing.
    """
    together = add_up(units)
    doubted = area.doubted | together.doubted
    pairs = {
        key: (number, added)
        for key, number in area.numbers.items()
        if key.startswith(_SUMMED) and key not in doubted and number is not None
        and (added := together.numbers.get(key)) is not None
    }  # fmt: skip
    broken = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    agreeing = sum(number == added != 0 for number, added in pairs.values())
    exceeded = any(added > number for number, added in broken.values())
    if exceeded and agreeing >= max(_FEWEST, _FOR_EACH * len(broken)):
        cells = [
            say("summed", cell=name_of(key), added=added, number=number)
            for key, (number, added) in broken.items()
        ]
        yield make_finding(
            "area.sum", "broken", "publisher", broken, area=name, year=year, count=len(units),
            agreeing=agreeing, cells=join(cells, most=_MOST_TOLD),
        )  # fmt: skip
