"""PDF with text: what is drawn is what is read, also where a page ends inside a table."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.locate import read_at
from extract.parse import parse
from tests.extract.content import Content, random_content
from tests.extract.grids import sheets
from tests.extract.layouts import Print
from tests.extract.render_pdf import pdf


def draw(seed: int, blanks: str = "none") -> tuple[bytes, Content]:
    rng = Random(seed)
    content = random_content(rng, blanks)  # type: ignore[arg-type]
    return pdf(Print(content.title, sheets(content, rng)), rng), content


def check(seed: int, blanks: str) -> None:
    body, content = draw(seed, blanks)
    report = parse(body)
    wanted = {key: cell.value for key, cell in content.cells.items()}
    unread = {
        key
        for finding in report.findings
        if finding.rule == "cell.unreadable"
        for key in finding.keys
    }
    found = {key: value.value for key, value in report.values.items()}
    wrong = [key for key in wanted if key not in unread and found.get(key) != wanted[key]]
    assert wrong == []
    assert set(found) == set(wanted)
    assert (report.agency, report.year) == (content.agency, content.year)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from(["none", "scattered", "totals_only"]))
def test_every_number_is_read_or_said_to_be_unread(seed: int, blanks: str) -> None:
    check(seed, blanks)


@pytest.mark.soak
@settings(max_examples=600, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["none", "scattered", "totals_only"]))
def test_every_number_is_read_in_many_reports(seed: int, blanks: str) -> None:
    check(seed, blanks)


def test_locators_lead_back_to_the_cells() -> None:
    body, _ = draw(7)
    report = parse(body)
    sample = [value for value in report.values.values() if value.where][::25]
    assert len(sample) > 5
    for value in sample:
        assert value.where is not None
        assert read_at(body, value.where.locator) == value.raw
