"""Tables that no rules part: numbers placed by where they stand, or said to be unplaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.parse import parse
from extract.report import Report
from tests.extract.content import Blanks, Content, random_content
from tests.extract.damage import DAMAGES
from tests.extract.drawing import Alignment
from tests.extract.generate import generate
from tests.extract.grids import Sheet, sheets
from tests.extract.layouts import Print
from tests.extract.readers.check import check_locators
from tests.extract.render_pdf import UNRULED, Look, Unruled, draw, mixed_look, unruled_look
from tests.extract.truth import numbers_printed, numbers_read, rules_broken, score, untold

_SEEDS = st.integers(0, 2**32 - 1)
_BLANKS = st.sampled_from(get_args(Blanks))
_SOME = settings(derandomize=True, database=None, deadline=None, max_examples=12)
# What does not move numbers under heads that are not theirs.
_DAMAGES = (
    "blank_head_cell",
    "drop_column",
    "foreign_column",
    "foreign_text",
    "misname_head_cell",
    "rename_row",
    "repeat_column",
    "shuffle_columns",
)


def _parse(content: Content, look: Look, hurt: Callable[[Sheet], Sheet] | None = None) -> Report:
    rng = Random(5)
    printed = sheets(content, rng)
    if hurt:
        printed = [hurt(sheet) for sheet in printed]
    return parse(draw(Print(content.title, printed), look, rng))


@_SOME
@given(_SEEDS, st.sampled_from(["pdf_unruled", "ofd_unruled"]), _BLANKS)
def test_every_number_is_read_where_it_stands(seed: int, layout: str, blanks: Blanks) -> None:
    made = generate(seed, layout, blanks)
    report = parse(made.body)
    assert numbers_read(report) == numbers_printed(made.content)
    assert (report.status, rules_broken(report)) == ("verified", set())
    check_locators(made.body, report, step=89)


@pytest.mark.parametrize("rules", UNRULED)
def test_some_rules_are_no_grid(rules: Unruled) -> None:
    content = random_content(Random(3), "scattered")
    report = _parse(content, Look(rules=rules, align=Alignment(down="middle", padding=4)))
    assert numbers_read(report) == numbers_printed(content)
    assert report.status == "verified"


@_SOME
@given(_SEEDS, _BLANKS)
def test_numbers_that_stand_otherwise_than_heads_are_right_or_told(
    seed: int, blanks: Blanks
) -> None:
    rng = Random(seed)
    content = random_content(rng, blanks)
    report = _parse(content, mixed_look(rng))
    assert score(numbers_printed(content), report).silent == ()


@_SOME
@given(_SEEDS, _BLANKS, st.sampled_from(_DAMAGES))
def test_no_number_below_damaged_heads_is_wrong_in_silence(
    seed: int, blanks: Blanks, damage: str
) -> None:
    rng = Random(seed)
    content = random_content(rng, blanks, plain=True)
    hurt = rng.choice(("disclosure", "applications", "challenges"))
    look = rng.choice((unruled_look, mixed_look))(rng)
    report = _parse(
        content, look, lambda sheet: DAMAGES[damage](sheet, rng) if sheet.name == hurt else sheet
    )
    assert list(untold(content, report)) == []


@_SOME
@given(_SEEDS, _BLANKS)
def test_a_row_that_lost_its_label_is_told(seed: int, blanks: Blanks) -> None:
    rng = Random(seed)
    content = random_content(rng, blanks, plain=True)
    report = _parse(content, unruled_look(rng), lambda sheet: _without_a_label(sheet, rng))
    assert list(untold(content, report)) == []


def _without_a_label(sheet: Sheet, rng: Random) -> Sheet:
    """Leave the label right before the first number of some row blank."""
    rows = [list(row) for row in sheet.rows]
    spots = [
        (row, place)
        for row, boxes in enumerate(rows)
        for place, (box, after) in enumerate(pairwise(boxes))
        if after.key and not box.key
    ]
    if spots:
        row, place = rng.choice(spots)
        rows[row][place] = replace(rows[row][place], text="")
    return replace(sheet, rows=rows)


_PLAIN = Look(rules="none", align=Alignment(down="middle", padding=4))


@pytest.mark.parametrize(
    "look",
    [replace(_PLAIN, header=True), replace(_PLAIN, cut=True), replace(_PLAIN, turned=90)],
    ids=["running title", "rows cut by the page", "turned page"],
)
def test_pages_part_no_unruled_table(look: Look) -> None:
    content = random_content(Random(9))
    report = _parse(content, look)
    assert numbers_read(report) == numbers_printed(content)


@pytest.mark.soak
@settings(max_examples=1500, deadline=None)
@given(_SEEDS, _BLANKS)
def test_numbers_of_many_mixed_reports_are_right_or_told(seed: int, blanks: Blanks) -> None:
    rng = Random(seed)
    content = random_content(rng, blanks)
    report = _parse(content, mixed_look(rng))
    assert score(numbers_printed(content), report).silent == ()
