"""The identities (勾稽关系) that the form itself states, each checked in every column and row.

A blank is not zero: where one stands in a sum, equality cannot be checked, and only a part that is
already larger than its whole is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.forms import RowForm, TableForm
from extract.report import Finding, Number
from extract.rules.facts import APPLICANTS, Facts

_OUTCOMES = ("upheld", "corrected", "other", "pending")
_COLUMNS = (*APPLICANTS, "total")


def sums(facts: Facts) -> Iterator[Finding]:
    """Check balance and sums of table 3 and the sums of table 4."""
    applications = facts.tables.get("applications")
    if applications:
        yield from _column_balance(facts)
        yield from _processed_sum(facts, applications)
        yield from _row_sum(facts, applications)
    challenges = facts.tables.get("challenges")
    if challenges:
        yield from _challenges(facts)


def _column_balance(facts: Facts) -> Iterator[Finding]:
    """一 + 二 = 三（七）+ 四, in each applicant column (note in the form's corner cell)."""
    for column in _COLUMNS:
        keys = [
            f"applications.{row}.{column}"
            for row in ("received", "carried_in", "processed_total", "carried_out")
        ]
        numbers = [facts.number(key) for key in keys]
        received, carried_in, processed, carried_out = numbers
        if received is None or carried_in is None or processed is None or carried_out is None:
            if column == "total":
                yield _uncheckable(keys, numbers)
            continue
        if received + carried_in != processed + carried_out:
            message = (
                f"{_column(column)}: 新收 {received} + 上年结转 {carried_in} ="
                f" {received + carried_in}, but 办理总计 {processed} + 结转下年 {carried_out} ="
                f" {processed + carried_out}"
            )
            yield _broken(facts, "applications.column_balance", message, keys)


def _uncheckable(keys: Sequence[str], numbers: Sequence[Number | None]) -> Finding:
    blank = [key for key, number in zip(keys, numbers, strict=True) if number is None]
    message = f"the balance of 总计 cannot be checked: {', '.join(blank)} has no number"
    return Finding("applications.column_balance", "warning", "unknown", message, tuple(keys))


def _processed_sum(facts: Facts, table: TableForm) -> Iterator[Finding]:
    """（七）总计 = the sum of all outcomes above it; 部分公开 counts once."""
    for column in _COLUMNS:
        parts = [f"applications.{row.key}.{column}" for row in _outcome_rows(table)]
        whole = f"applications.processed_total.{column}"
        yield from _sum(facts, "applications.processed_sum", _column(column), whole, parts)


def _outcome_rows(table: TableForm) -> list[RowForm]:
    return [row for row in table.rows if row.groups and row.key != "processed_total"]


def _row_sum(facts: Facts, table: TableForm) -> Iterator[Finding]:
    """总计 = 自然人 + the five kinds of organisations, in each row."""
    for row in table.rows:
        parts = [f"applications.{row.key}.{column}" for column in APPLICANTS]
        whole = f"applications.{row.key}.total"
        yield from _sum(facts, "applications.row_sum", row.label, whole, parts)


def _challenges(facts: Facts) -> Iterator[Finding]:
    """总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结, in each block of table 4."""
    for block in ("review", "litigation_direct", "litigation_after_review"):
        parts = [f"challenges.{block}.{outcome}" for outcome in _OUTCOMES]
        yield from _sum(facts, "challenges.sum", block, f"challenges.{block}.total", parts)


def _sum(facts: Facts, rule: str, name: str, whole: str, parts: Sequence[str]) -> Iterator[Finding]:
    total = facts.number(whole)
    numbers = [facts.number(key) for key in parts]
    known = [number for number in numbers if number is not None]
    if total is None or not known:
        return
    blanks = len(numbers) - len(known)
    if sum(known) > total or (not blanks and sum(known) != total):
        besides = f" even without {blanks} blank cells" if blanks else ""
        message = f"{name}: 总计 {total}, but the parts add up to {sum(known)}{besides}"
        yield _broken(facts, rule, message, [whole, *parts])


def _broken(facts: Facts, rule: str, message: str, keys: Sequence[str]) -> Finding:
    return Finding(rule, "error", facts.origin(keys), message, tuple(keys))


def _column(column: str) -> str:
    names = dict(
        zip(
            _COLUMNS,
            ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
            strict=True,
        )
    )
    return names[column]
