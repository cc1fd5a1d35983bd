"""Parsing within limits: a document that breaks them is unreadable, the next one is read."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.bounded import BoundedParser
from extract.identity import Hints
from tests.extract.generate import generate

GOOD = generate(3, "html_spans").body


@pytest.fixture(scope="module")
def parser() -> Iterator[BoundedParser]:
    with BoundedParser(2) as running:
        yield running


def test_reports_come_in_the_order_given(parser: BoundedParser) -> None:
    bodies = [GOOD, b"nothing", GOOD, b""]
    statuses = [report.status for report in parser.parse_all((body, Hints()) for body in bodies)]
    assert statuses == ["verified", "not_a_report", "verified", "unreadable"]


def test_what_takes_too_long_is_unreadable_and_the_next_is_read() -> None:
    long = b"<html><table>" + b"<tr><td>1</td><td>2</td></tr>" * 100_000
    with BoundedParser(seconds=0.5) as hasty:
        late = hasty.parse(long)
        after = hasty.parse(GOOD)
    assert late.status == "unreadable"
    assert "too long" in late.findings[0].message
    assert after.status == "verified"


def test_what_takes_too_much_memory_is_unreadable_and_the_next_is_read() -> None:
    huge = "政".encode() * 40_000_000
    with BoundedParser(memory=300_000_000) as small:
        large = small.parse(huge)
        after = small.parse(GOOD)
    assert large.status == "unreadable"
    assert "memory" in large.findings[0].message
    assert after.status == "verified"


def test_a_killed_reader_is_started_again(parser: BoundedParser) -> None:
    with BoundedParser() as single:
        single.parse(GOOD)
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("ascii")
        for child in children.split():
            if b"extract.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                os.kill(int(child), signal.SIGKILL)
        killed = single.parse(GOOD)
        after = single.parse(GOOD)
    assert killed.status == "unreadable"
    assert after.status == "verified"
