"""What a reading is held against: what was printed, and which sums of it do not add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from extract.report import Number, Report
from extract.rules.facts import APPLICANTS
from tests.extract.content import Content

Rule = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Score:
    """Keys of cells that were not read as they were printed; of `silent` no finding warns."""

    cells: int
    missed: tuple[str, ...]
    silent: tuple[str, ...]


def score(truth: Mapping[str, Number | None], report: Report) -> Score:
    """Compare a reading of a sound document with the truth, cell by cell."""
    read = numbers_read(report)
    missed = tuple(key for key, number in truth.items() if key not in read or read[key] != number)
    doubted = _doubted(report)
    return Score(len(truth), missed, tuple(key for key in missed if key not in doubted))


def _doubted(report: Report) -> set[str]:
    return {key for finding in report.findings for key in finding.keys
            if finding.severity != "notice"}  # fmt: skip


def numbers_read(report: Report) -> dict[str, Number | None]:
    return {key: value.value for key, value in report.values.items()}


def numbers_printed(content: Content) -> dict[str, Number | None]:
    return {key: printed.value for key, printed in content.cells.items()}


def rules_broken(report: Report) -> set[Rule]:
    """Return rule and keys of every error."""
    return {
        (finding.rule, frozenset(finding.keys))
        for finding in report.findings
        if finding.severity == "error"
    }


def plant(content: Content, rng: Random, faults: int) -> Content:
    """Return the report with some cells of tables 3 and 4 off by a little."""
    filled = [
        key
        for key, printed in content.cells.items()
        if printed.value is not None and not key.startswith("disclosure.")
    ]
    for key in rng.sample(sorted(filled), faults):
        content = content.with_number(key, int(content.cells[key].value or 0) + rng.randint(1, 9))
    return content


def wrong_sums(content: Content) -> Iterator[Rule]:
    """Yield the identities of the forms that do not hold, computed apart from the product."""
    table = content.table("applications")
    outcomes = [row.key for row in table.rows if row.groups and row.key != "processed_total"]
    for column in (*APPLICANTS, "total"):
        four = [f"applications.{row}.{column}" for row in
                ("received", "carried_in", "processed_total", "carried_out")]  # fmt: skip
        received, carried, processed, left = (content.cells[key].value for key in four)
        known = None not in (received, carried, processed, left)
        if known and (received or 0) + (carried or 0) != (processed or 0) + (left or 0):
            yield "applications.column_balance", frozenset(four)
        parts = [f"applications.{row}.{column}" for row in outcomes]
        yield from _wrong_sum(content, "applications.processed_sum", four[2], parts)
    for row in table.rows:
        parts = [f"applications.{row.key}.{column}" for column in APPLICANTS]
        yield from _wrong_sum(
            content, "applications.row_sum", f"applications.{row.key}.total", parts
        )
    for block in ("review", "litigation_direct", "litigation_after_review"):
        parts = [f"challenges.{block}.{name}" for name in
                 ("upheld", "corrected", "other", "pending")]  # fmt: skip
        yield from _wrong_sum(content, "challenges.sum", f"challenges.{block}.total", parts)


def _wrong_sum(content: Content, rule: str, whole: str, parts: list[str]) -> Iterator[Rule]:
    """Yield a sum that is wrong whatever its blank cells stand for, no count being negative."""
    total = content.cells[whole].value
    numbers = [content.cells[part].value for part in parts]
    known = [number for number in numbers if number is not None]
    if total is None or not known:
        return
    if sum(known) > total or (len(known) == len(numbers) and sum(known) != total):
        yield rule, frozenset([whole, *parts])


def untold(content: Content, report: Report) -> Iterator[str]:
    """Yield the cells of a damaged document that are not as they were and that no finding tells of.

    What became blank may be told by a notice; a number needs a warning.
    """
    told = {key for finding in report.findings for key in finding.keys}
    doubted = _doubted(report)
    missing = any(finding.rule == "table.missing" for finding in report.findings)
    for key, value in report.values.items():
        truth = content.cells[key].value if key in content.cells else None
        if value.value != truth and key not in (told if value.value is None else doubted):
            yield f"{key}: {value.value} for {truth}"
    for key in content.cells.keys() - report.values.keys():
        table = key.partition(".")[0]
        if not missing and not any(other.startswith(table) for other in doubted):
            yield f"{key} is absent"
