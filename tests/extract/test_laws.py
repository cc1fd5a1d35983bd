"""The laws of extraction, over random reports in every layout."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extract.locate import read_at
from extract.parse import parse
from extract.report import Number, Report
from extract.rules.facts import APPLICANTS
from tests.extract.content import Blanks, Content, random_content
from tests.extract.damage import DAMAGES
from tests.extract.generate import TRACELESS, Generated, generate, render
from tests.extract.grids import Sheet, sheets
from tests.extract.layouts import LAYOUTS, Print

_SEEDS = st.integers(0, 2**32 - 1)
_LAYOUTS = st.sampled_from(sorted(LAYOUTS))
_BLANKS = st.sampled_from(get_args(Blanks))
_SAME = settings(derandomize=True, database=None, deadline=None, max_examples=60)
_MANY = settings(_SAME, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
_SOAK = settings(_MANY, derandomize=False, max_examples=10_000)

# A number covering two columns, once spans are lost, looks like a row whose last cell is blank.
_ALIKE = {("pipes_runs", "merge_cells")}


def _fair(layout: str, blanks: Blanks) -> Blanks:
    """Return the blanks that a layout lets a reader see at all."""
    return "none" if layout in TRACELESS else blanks


def _numbers(content: Content) -> dict[str, Number | None]:
    return {key: printed.value for key, printed in content.cells.items()}


def _read(report: Report) -> dict[str, Number | None]:
    return {key: value.value for key, value in report.values.items()}


def _rules(report: Report, severity: str) -> set[tuple[str, frozenset[str]]]:
    return {
        (finding.rule, frozenset(finding.keys))
        for finding in report.findings
        if finding.severity == severity
    }


def _can_be_placed(layout: str, blanks: Blanks) -> bool:
    """Tell whether the print says where a lone total stands: not if bars for spans follow it."""
    return (layout, blanks) != ("pipes_runs", "totals_only")


@_MANY
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS)
def test_parsing_gives_back_the_numbers(seed: int, layout: str, blanks: Blanks) -> None:
    _check_exact(seed, layout, blanks)


@pytest.mark.soak
@_SOAK
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS)
def test_parsing_gives_back_the_numbers_of_thousands(
    seed: int, layout: str, blanks: Blanks
) -> None:
    _check_exact(seed, layout, blanks)


def _check_exact(seed: int, layout: str, blanks: Blanks) -> None:
    blanks = _fair(layout, blanks)
    generated = generate(seed, layout, blanks)
    report = parse(generated.body)
    if _can_be_placed(layout, blanks):
        assert _read(report) == _numbers(generated.content)
        assert report.status == "verified"
        assert _rules(report, "error") == set()
    else:
        assert list(_silent(generated.content, report, [])) == []


@_SAME
@given(seed=_SEEDS, layout=_LAYOUTS)
def test_the_forms_of_the_tables_are_told_by_their_labels(seed: int, layout: str) -> None:
    generated = generate(seed, layout)
    assert parse(generated.body).forms == _told_forms(generated.content)


def _told_forms(content: Content) -> dict[str, str]:
    """Return the forms; that of table 4, the same in every edition, follows the first table's."""
    return {**content.forms, "challenges": content.forms["disclosure"]}


@_SAME
@given(seed=_SEEDS, layout=_LAYOUTS)
def test_agency_and_year_are_the_title_s(seed: int, layout: str) -> None:
    generated = generate(seed, layout)
    report = parse(generated.body)
    assert (report.agency, report.year) == (generated.content.agency, generated.content.year)


@_SAME
@given(seed=_SEEDS, layout=_LAYOUTS)
def test_all_six_sections_are_found_in_order(seed: int, layout: str) -> None:
    report = parse(generate(seed, layout).body)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@_SAME
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS)
def test_every_locator_leads_back_to_its_cell(seed: int, layout: str, blanks: Blanks) -> None:
    generated = generate(seed, layout, blanks)
    report = parse(generated.body)
    places = [(value.where, value.raw) for value in report.values.values() if value.where]
    assert places
    for where, raw in places[:: max(1, len(places) // 12)]:
        assert read_at(generated.body, where.locator) == raw


@_SAME
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS)
def test_every_number_has_a_place(seed: int, layout: str, blanks: Blanks) -> None:
    report = parse(generate(seed, layout, blanks).body)
    assert not [key for key, value in report.values.items() if value.value is not None
                and value.where is None]  # fmt: skip


@_SAME
@given(seed=_SEEDS, layout=_LAYOUTS)
def test_the_same_bytes_give_the_same_record(seed: int, layout: str) -> None:
    body = generate(seed, layout).body
    assert parse(body).to_json("x") == parse(body).to_json("x")


@_MANY
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS, faults=st.integers(1, 3))
def test_wrong_sums_and_nothing_else_are_errors(
    seed: int, layout: str, blanks: Blanks, faults: int
) -> None:
    generated = _planted(seed, layout, _fair(layout, blanks), faults)
    report = parse(generated.body)
    if _can_be_placed(layout, _fair(layout, blanks)):
        assert _read(report) == _numbers(generated.content)
        assert _rules(report, "error") == set(_broken(generated.content))


def _planted(seed: int, layout: str, blanks: Blanks, faults: int) -> Generated:
    """Return a report in which some cells of tables 3 and 4 are off."""
    rng = Random(seed)
    content = random_content(rng, blanks)
    filled = [
        key
        for key, printed in content.cells.items()
        if printed.value is not None and not key.startswith("disclosure.")
    ]
    for key in rng.sample(sorted(filled), faults):
        content = content.with_number(key, int(content.cells[key].value or 0) + rng.randint(1, 9))
    return render(content, layout, rng)


def _broken(content: Content) -> Iterator[tuple[str, frozenset[str]]]:
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


def _wrong_sum(
    content: Content, rule: str, whole: str, parts: list[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield a sum that is wrong whatever its blank cells stand for, no count being negative."""
    total = content.cells[whole].value
    numbers = [content.cells[part].value for part in parts]
    known = [number for number in numbers if number is not None]
    if total is None or not known:
        return
    if sum(known) > total or (len(known) == len(numbers) and sum(known) != total):
        yield rule, frozenset([whole, *parts])


@_MANY
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS, damage=st.sampled_from(sorted(DAMAGES)))
@example(seed=13, layout="pipes_runs", blanks="totals_only", damage="misname_head_cell")
@example(seed=18, layout="lines_bar_after", blanks="totals_only", damage="split_number")
@example(seed=18, layout="tabs_bare", blanks="totals_only", damage="blank_head_cell")
@example(seed=19, layout="tabs_bare", blanks="organisations", damage="misname_head_cell")
@example(seed=30, layout="lines", blanks="none", damage="repeat_column")
@example(seed=36, layout="lines", blanks="none", damage="split_number")
@example(seed=44, layout="pipes_runs", blanks="organisations", damage="drop_cell")
@example(seed=69, layout="html_empty_cells", blanks="organisations", damage="drop_head_cell")
@example(seed=79, layout="html_layout_table", blanks="organisations", damage="drop_row")
@example(seed=98, layout="tabs_down", blanks="totals_only", damage="split_number")
@example(seed=101, layout="html_layout_table", blanks="none", damage="drop_row")
@example(seed=114, layout="pipes_bare", blanks="organisations", damage="drop_cell")
def test_no_number_of_a_damaged_table_is_wrong_in_silence(
    seed: int, layout: str, blanks: Blanks, damage: str
) -> None:
    _check_silence(seed, layout, blanks, damage)


@pytest.mark.soak
@_SOAK
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS, damage=st.sampled_from(sorted(DAMAGES)))
def test_no_number_of_thousands_of_damaged_tables_is_wrong_in_silence(
    seed: int, layout: str, blanks: Blanks, damage: str
) -> None:
    _check_silence(seed, layout, blanks, damage)


@pytest.mark.parametrize(
    ("layout", "damage"), sorted(set(itertools.product(LAYOUTS, DAMAGES)) - _ALIKE)
)
def test_every_damage_in_every_layout_is_told_or_harmless(layout: str, damage: str) -> None:
    _check_silence(2024, layout, "none", damage)


def _check_silence(seed: int, layout: str, blanks: Blanks, damage: str) -> None:
    if (layout, damage) in _ALIKE:
        return
    rng = Random(seed)
    content = random_content(rng, _fair(layout, blanks), plain=True)
    printed = sheets(content, rng)
    hurt = rng.randrange(len(printed))
    printed[hurt] = DAMAGES[damage](printed[hurt], rng)
    report = parse(LAYOUTS[layout](Print(content.title, printed), rng))
    assert list(_silent(content, report, printed)) == []


def _silent(content: Content, report: Report, printed: Sequence[Sheet]) -> Iterator[str]:
    """Yield the keys whose value is not the printed one and that no finding tells of."""
    told = {key for finding in report.findings for key in finding.keys}
    doubted = {
        key for finding in report.findings if finding.severity != "notice" for key in finding.keys
    }
    for key, value in report.values.items():
        truth = content.cells[key].value if key in content.cells else None
        if value.value != truth and key not in (told if value.value is None else doubted):
            yield f"{key}: {value.value} for {truth}"
    for key in content.cells.keys() - report.values.keys():
        table = key.partition(".")[0]
        missing = any(finding.rule == "table.missing" for finding in report.findings)
        if not missing and not any(other.startswith(table) for other in doubted):
            yield f"{key} is absent"
