"""What every format owes: the numbers that were printed, and locators that lead back to them."""

from __future__ import annotations

from random import Random

from extract.locate import read_at
from extract.parse import parse
from extract.report import Report
from tests.extract.content import Blanks, Content, random_content
from tests.extract.grids import sheets
from tests.extract.layouts import Layout, Print


def make(layout: Layout, seed: int, blanks: Blanks = "none") -> tuple[bytes, Content]:
    """Return the report of a seed in a format, and what it says."""
    rng = Random(seed)
    content = random_content(rng, blanks)
    return layout(Print(content.title, sheets(content, rng)), rng), content


def check(body: bytes, content: Content) -> Report:
    """Hold a reading against what was written; every cell has to be there and to read back."""
    report = parse(body)
    wanted = {key: cell.value for key, cell in content.cells.items()}
    found = {key: value.value for key, value in report.values.items()}
    wrong = {key: (found.get(key), wanted[key]) for key in wanted if found.get(key) != wanted[key]}
    assert wrong == {}, [finding.message for finding in report.findings][:5]
    assert set(found) == set(wanted)
    assert (report.agency, report.year) == (content.agency, content.year)
    errors = [finding for finding in report.findings if finding.severity == "error"]
    assert errors == []
    check_locators(body, report)
    return report


def check_locators(body: bytes, report: Report, step: int = 29) -> None:
    """Read some cells again at their places."""
    placed = [value for value in report.values.values() if value.where is not None]
    assert placed
    for value in placed[::step]:
        assert value.where is not None
        assert read_at(body, value.where.locator) == value.raw
