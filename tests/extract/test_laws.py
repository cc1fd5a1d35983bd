"""The laws of extraction, over random reports in every layout."""

from __future__ import annotations

import itertools
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extract.locate import read_at
from extract.parse import parse
from tests.extract.content import Blanks, Content, random_content
from tests.extract.damage import DAMAGES
from tests.extract.generate import ALIKE, damaged, fair, generate, render
from tests.extract.layouts import LAYOUTS
from tests.extract.truth import (
    numbers_printed,
    numbers_read,
    plant,
    rules_broken,
    untold,
    wrong_sums,
)

_SEEDS = st.integers(0, 2**32 - 1)
_LAYOUTS = st.sampled_from(sorted(LAYOUTS))
_BLANKS = st.sampled_from(get_args(Blanks))
_SAME = settings(derandomize=True, database=None, deadline=None, max_examples=40)
_MANY = settings(_SAME, max_examples=120, suppress_health_check=[HealthCheck.too_slow])


@_MANY
@given(seed=_SEEDS, layout=_LAYOUTS, blanks=_BLANKS)
@example(seed=100001, layout="lines_bar_runs", blanks="scattered")
def test_parsing_gives_back_the_numbers(seed: int, layout: str, blanks: Blanks) -> None:
    generated = generate(seed, layout, fair(layout, blanks))
    report = parse(generated.body)
    assert numbers_read(report) == numbers_printed(generated.content)
    assert report.status == "verified"
    assert rules_broken(report) == set()


@_SAME
@given(seed=_SEEDS)
def test_a_number_that_could_stand_in_several_columns_is_not_placed_in_silence(seed: int) -> None:
    generated = generate(seed, "pipes_runs", "totals_only")
    assert list(untold(generated.content, parse(generated.body))) == []


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
    rng = Random(seed)
    content = plant(random_content(rng, fair(layout, blanks)), rng, faults)
    report = parse(render(content, layout, rng).body)
    assert numbers_read(report) == numbers_printed(content)
    assert rules_broken(report) == set(wrong_sums(content))


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
@example(seed=346, layout="pipes_runs", blanks="totals_only", damage="drop_cell")
@example(seed=300470, layout="html_empty_cells", blanks="totals_only", damage="drop_head_cell")
@example(seed=300470, layout="tabs_down", blanks="totals_only", damage="drop_head_cell")
@example(seed=200457, layout="pipes_runs", blanks="scattered", damage="split_number")
@example(seed=100381, layout="tabs_filled", blanks="scattered", damage="drop_head_cell")
@example(seed=114, layout="pipes_bare", blanks="organisations", damage="drop_cell")
@example(seed=3361475286, layout="lines_barred", blanks="totals_only", damage="foreign_column")
@example(seed=1245595294, layout="pipes_bare", blanks="none", damage="drop_head_cell")
@example(seed=2764437387, layout="tabs_down", blanks="scattered", damage="insert_cell")
@example(seed=3634074701, layout="html_layout_table", blanks="totals_only", damage="drop_head_cell")
@example(seed=723971999, layout="lines", blanks="none", damage="blank_head_cell")
@example(seed=3486454776, layout="html_layout_table", blanks="scattered", damage="drop_head_cell")
@example(seed=3190639986, layout="lines_bar_after", blanks="scattered", damage="foreign_column")
def test_no_number_of_a_damaged_table_is_wrong_in_silence(
    seed: int, layout: str, blanks: Blanks, damage: str
) -> None:
    _check_silence(seed, layout, blanks, damage)


@pytest.mark.parametrize(
    ("layout", "damage"), sorted(set(itertools.product(LAYOUTS, DAMAGES)) - ALIKE)
)
def test_every_damage_in_every_layout_is_told_or_harmless(layout: str, damage: str) -> None:
    _check_silence(2024, layout, "none", damage)


@settings(_SAME, max_examples=60)
@given(
    seed=_SEEDS,
    layout=st.sampled_from(("docx_of_word", "pdf", "xlsx")),
    blanks=st.sampled_from(("none", "organisations", "totals_only")),
    damage=st.sampled_from(sorted(DAMAGES)),
)
@example(seed=500116, layout="xlsx", blanks="none", damage="drop_cell")
@example(seed=500118, layout="xlsx", blanks="totals_only", damage="drop_cell")
@example(seed=510015, layout="pdf", blanks="organisations", damage="drop_cell")
@example(seed=530578, layout="xlsx", blanks="totals_only", damage="drop_cell")
def test_no_number_of_a_damaged_table_in_cells_of_its_own_is_wrong_in_silence(
    seed: int, layout: str, blanks: Blanks, damage: str
) -> None:
    generated = damaged(seed, layout, blanks, damage)
    silent = untold(generated.content, parse(generated.body))
    # A row of table 2 has no sum: what was lost from it leaves what a blank cell leaves.
    lost = "disclosure." if damage == "drop_cell" else "-"
    assert [key for key in silent if not key.startswith(lost)] == []


def _check_silence(seed: int, layout: str, blanks: Blanks, damage: str) -> None:
    if (layout, damage) not in ALIKE:
        generated = damaged(seed, layout, blanks, damage)
        assert list(untold(generated.content, parse(generated.body))) == []
