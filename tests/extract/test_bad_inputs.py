"""Every hostile or damaged payload has one outcome, and the next document is read as before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extract.bounded import BoundedParser
from extract.parse import parse
from tests.extract.bad import BAD_INPUTS, Bad
from tests.extract.bad.pages import report
from tests.extract.bounds import is_beyond_bounds
from tests.extract.mutate import mutant


@pytest.fixture(scope="module")
def parser() -> Iterator[BoundedParser]:
    with BoundedParser() as running:
        yield running


@pytest.mark.parametrize("bad", BAD_INPUTS, ids=lambda bad: bad.name.replace(" ", "_"))
def test_each_bad_input_has_its_outcome_and_the_next_is_read(
    bad: Bad, parser: BoundedParser
) -> None:
    read = parser.parse(bad.make())
    assert is_beyond_bounds(read) is bad.ended
    assert read.status == bad.status
    assert bad.rule is None or bad.rule in {finding.rule for finding in read.findings}
    assert parser.parse(report()).status == "verified"


@pytest.mark.parametrize("hundred", range(5))
def test_no_mutation_makes_parse_raise(hundred: int) -> None:
    statuses = {parse(mutant(seed)).status for seed in range(hundred * 100, hundred * 100 + 100)}
    assert {"verified", "flagged", "incomplete", "not_a_report", "unreadable"} <= statuses


def test_mutations_are_the_same_every_time() -> None:
    assert mutant(3) == mutant(3)
