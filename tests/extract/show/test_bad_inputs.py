"""Damaged and hostile files are shown, or it is said why not; no one of them stops the next."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extract.process import BoundedProcess, LimitError
from extract.show import Shown, show
from tests.extract.bad import Bad
from tests.extract.bad.containers import CONTAINERS
from tests.extract.bad.pdfs import PDFS


@pytest.fixture(scope="module")
def process() -> Iterator[BoundedProcess]:
    running = BoundedProcess()
    yield running
    running.stop()


@pytest.mark.parametrize("bad", [*CONTAINERS, *PDFS], ids=lambda bad: bad.name.replace(" ", "_"))
def test_each_bad_input_is_shown_or_says_why_not(bad: Bad, process: BoundedProcess) -> None:
    try:
        shown = process.call(show, bad.make(), None)
    except LimitError as error:
        shown = Shown(problem=error.text)
    assert shown.markup or shown.problem
    assert process.call(show, b"<p>7</p>", None).markup == "<div><div><p>7</p></div></div>"
