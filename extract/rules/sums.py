"""The identities (勾稽关系) that the form itself states, each checked in every column and row.

A blank is not zero: where one stands in a sum, equality cannot be checked, and only a part that is
already larger than its whole is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter

from extract.forms import Indicator, RowForm, TableForm
from extract.messages import Text, join, make_finding
from extract.report import Finding, Number
from extract.rules.facts import APPLICANTS, Facts

OUTCOMES = ("upheld", "corrected", "other", "pending")
_COLUMNS = (*APPLICANTS, "total")
# What a sum is called in a message.
_ROW = attrgetter("row_name")
_COLUMN = attrgetter("column_name")
_BALANCED = ("received", "carried_in", "processed_total", "carried_out")


def sums(facts: Facts) -> Iterator[Finding]:
    """Check balance and sums of table 3 and the sums of table 4."""
    applications = facts.tables.get("applications")
    if applications:
        yield from _column_balance(facts, applications)
        yield from _processed_sum(facts, applications)
        yield from _row_sum(facts, applications)
    challenges = facts.tables.get("challenges")
    if challenges:
        yield from _challenges(facts, challenges)


def _column_balance(facts: Facts, table: TableForm) -> Iterator[Finding]:
    """一 + 二 = 三（七）+ 四, in each applicant column (note in the form's corner cell)."""
    for column in _COLUMNS:
        cells = [table.cells[row, column] for row in _BALANCED]
        numbers = [facts.number(cell.key) for cell in cells]
        received, carried_in, processed, carried_out = numbers
        if received is None or carried_in is None or processed is None or carried_out is None:
            if column == "total":
                yield _uncheckable(cells, numbers)
            continue
        before, after = received + carried_in, processed + carried_out
        if before != after:
            keys = [cell.key for cell in cells]
            yield make_finding(
                "applications.column_balance", "broken", facts.origin(keys), keys,
                column=cells[0].column_name, received=received, carried_in=carried_in,
                before=before, processed=processed, carried_out=carried_out, after=after,
            )  # fmt: skip


def _uncheckable(cells: Sequence[Indicator], numbers: Sequence[Number | None]) -> Finding:
    blank = [cell for cell, number in zip(cells, numbers, strict=True) if number is None]
    return make_finding(
        "applications.column_balance", "uncheckable", "unknown", [cell.key for cell in cells],
        column=cells[0].column_name, blank=join(cell.row_name for cell in blank),
    )  # fmt: skip


def _processed_sum(facts: Facts, table: TableForm) -> Iterator[Finding]:
    """（七）总计 = the sum of all outcomes above it; 部分公开 counts once."""
    for column in _COLUMNS:
        parts = [table.cells[row.key, column] for row in _outcome_rows(table)]
        whole = table.cells["processed_total", column]
        yield from _sum(facts, "applications.processed_sum", _COLUMN, whole, parts)


def _outcome_rows(table: TableForm) -> list[RowForm]:
    return [row for row in table.rows if row.groups and row.key != "processed_total"]


def _row_sum(facts: Facts, table: TableForm) -> Iterator[Finding]:
    """总计 = 自然人 + the five kinds of organisations, in each row."""
    for row in table.rows:
        parts = [table.cells[row.key, column] for column in APPLICANTS]
        whole = table.cells[row.key, "total"]
        yield from _sum(facts, "applications.row_sum", _ROW, whole, parts)


def _challenges(facts: Facts, table: TableForm) -> Iterator[Finding]:
    """总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结, in each block of table 4."""
    for block in ("review", "litigation_direct", "litigation_after_review"):
        parts = [table.cells["", f"{block}.{outcome}"] for outcome in OUTCOMES]
        whole = table.cells["", f"{block}.total"]
        yield from _sum(facts, "challenges.sum", _ROW, whole, parts)


def _sum(
    facts: Facts,
    rule: str,
    naming: Callable[[Indicator], Text],
    whole: Indicator,
    parts: Sequence[Indicator],
) -> Iterator[Finding]:
    total = facts.number(whole.key)
    numbers = [facts.numbers.get(cell.key) for cell in parts]
    known = [number for number in numbers if number is not None]
    if total is None or not known:
        return
    blanks = len(numbers) - len(known)
    if sum(known) > total or (not blanks and sum(known) != total):
        message = "exceeded" if blanks else "broken"
        keys = [cell.key for cell in (whole, *parts)]
        yield make_finding(
            rule, message, facts.origin(keys), keys,
            name=naming(whole), whole=total, parts=sum(known), blanks=blanks,
        )  # fmt: skip
