"""Rows that a number was lost from, so that those after it stand one cell to the left.

Where a table's last column is blank in one row and the cell before it holds what can be the row's
total, the grid alone does not tell a lost cell from a blank one; other cells may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.forms import Indicator, TableForm
from extract.messages import make_finding
from extract.numbers import is_blank
from extract.report import Finding
from extract.rules.facts import APPLICANTS, Facts
from extract.rules.sums import OUTCOMES, sums

_LAST_BLOCK = "litigation_after_review"


def shifted_rows(facts: Facts) -> Iterator[Finding]:
    """Question rows whose last number may be the total that is blank beside it."""
    applications, challenges = map(facts.tables.get, ("applications", "challenges"))
    if applications:
        rows = [_row(applications, row.key, APPLICANTS) for row in applications.rows]
        suspects = [row for row in rows if _may_have_moved(facts, row)]
        if suspects and _totals(facts, rows) * 2 > len(rows):
            yield from _out_of_place(facts, rows, suspects)
    if challenges:
        cells = [challenges.cells["", f"{_LAST_BLOCK}.{name}"] for name in (*OUTCOMES, "total")]
        if _may_have_moved(facts, cells):
            # The sums of the blocks before may hold by chance, so all are in doubt.
            before = [cell for cell in challenges.indicators if cell not in cells]
            yield _moved(facts, [*before, *cells])


def _row(table: TableForm, row: str, columns: Sequence[str]) -> list[Indicator]:
    return [table.cells[row, column] for column in (*columns, "total")]


def _may_have_moved(facts: Facts, cells: Sequence[Indicator]) -> bool:
    """Tell whether the total is blank and the number before it at least the sum of the others."""
    *parts, last, total = (cell.key for cell in cells)
    number = facts.number(last)
    raw = facts.values[total].raw if total in facts.values else None
    if number is None or raw is None or not is_blank(raw):
        return False
    known = [part for part in map(facts.number, parts) if part is not None]
    # Where all are zero, none is wrong.
    return number >= sum(known) and (number > 0 or len(known) < len(parts))


def _totals(facts: Facts, rows: Sequence[Sequence[Indicator]]) -> int:
    return sum(facts.number(row[-1].key) is not None for row in rows)


def _out_of_place(
    facts: Facts, rows: Sequence[Sequence[Indicator]], suspects: Sequence[Sequence[Indicator]]
) -> Iterator[Finding]:
    """Yield rows of table 3 whose last number is alone in its column, or breaks its sum."""
    filled = sum(facts.number(row[-2].key) is not None for row in rows)
    broken = {key for found in sums(facts) if found.severity == "error" for key in found.keys}
    for row in suspects:
        if filled == len(suspects) or row[-2].key in broken:
            yield _moved(facts, row)


def _moved(facts: Facts, cells: Sequence[Indicator]) -> Finding:
    number = facts.number(cells[-2].key)
    return make_finding(
        "row.shifted", "left", "unknown", [cell.key for cell in cells],
        name=cells[-1].row_name, number=number,
    )  # fmt: skip
