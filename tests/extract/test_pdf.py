"""PDF with text: what is drawn is what is read, however its pages are drawn and cut."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.parse import parse
from extract.report import Report
from tests.extract.content import Blanks, Content, random_content
from tests.extract.drawing import Alignment, Down
from tests.extract.generate import generate
from tests.extract.grids import sheets
from tests.extract.layouts import Print
from tests.extract.readers.check import check_locators
from tests.extract.render_pdf import RULED, Look, Ruled, draw
from tests.extract.truth import numbers_printed, numbers_read, rules_broken

_SEEDS = st.integers(0, 2**32 - 1)
_BLANKS = st.sampled_from(get_args(Blanks))
_CONTENT = random_content(Random(8), "scattered")
# A page so low that every table goes over several.
_LOW = Look(page=(595, 420), repeat=True)


def _parse(look: Look, content: Content = _CONTENT) -> Report:
    rng = Random(5)
    return parse(draw(Print(content.title, sheets(content, rng)), look, rng))


def _check(report: Report, content: Content = _CONTENT) -> None:
    assert numbers_read(report) == numbers_printed(content)
    assert (report.status, rules_broken(report)) == ("verified", set())
    assert (report.agency, report.year) == (content.agency, content.year)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(_SEEDS, st.sampled_from(["pdf", "pdf_odd"]), _BLANKS)
def test_every_number_is_read(seed: int, layout: str, blanks: Blanks) -> None:
    made = generate(seed, layout, blanks)
    _check(parse(made.body), made.content)


@pytest.mark.parametrize("rules", RULED)
def test_rules_are_rules_however_they_are_drawn(rules: Ruled) -> None:
    _check(_parse(Look(rules=rules)))


@pytest.mark.parametrize("down", get_args(Down))
def test_a_row_that_a_page_cuts_is_one_row(down: Down) -> None:
    _check(_parse(replace(_LOW, cut=True, align=Alignment(down=down))))


def test_a_running_title_parts_no_table() -> None:
    report = _parse(replace(_LOW, header=True))
    _check(report)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_pages_are_read_as_they_are_looked_at(turned: int) -> None:
    _check(_parse(Look(turned=turned)))


def test_what_is_cropped_is_not_read() -> None:
    report = _parse(Look(cropped=True))
    _check(report)
    assert "裁切线" not in "".join(section.text for section in report.sections)


def test_glyphs_are_put_in_order_by_where_they_stand() -> None:
    _check(_parse(Look(scattered=True)))


@pytest.mark.parametrize("look", [Look(), Look(cropped=True, turned=90)], ids=["plain", "odd"])
def test_locators_lead_back_to_the_cells(look: Look) -> None:
    rng = Random(7)
    body = draw(Print(_CONTENT.title, sheets(_CONTENT, rng)), look, rng)
    check_locators(body, parse(body), step=25)
