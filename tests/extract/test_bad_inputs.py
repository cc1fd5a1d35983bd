"""Every hostile or damaged payload has one outcome, and the next document is read as before."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from extract.parse import parse
from tests.extract.bad_inputs import BAD_INPUTS, Bad, report

_KINDS = ("html_spans", "html_word", "html_one_table", "tabs_down", "pipes_runs", "lines_barred",
          "docx")  # fmt: skip


@pytest.mark.parametrize("bad", BAD_INPUTS, ids=lambda bad: bad.name.replace(" ", "_"))
def test_each_bad_input_has_its_outcome(bad: Bad) -> None:
    read = parse(bad.make())
    assert read.status == bad.status
    assert bad.rule is None or bad.rule in {finding.rule for finding in read.findings}


def test_a_sound_report_is_read_after_a_bad_one() -> None:
    parse(b"<table>" * 5000)
    assert parse(report()).status == "verified"


def _flip(body: bytearray, rng: Random) -> bytearray:
    for _ in range(rng.randint(1, 40)):
        body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return body


def _cut(body: bytearray, rng: Random) -> bytearray:
    start = rng.randrange(len(body))
    return body[:start] if rng.random() < 0.5 else body[start:]


def _drop(body: bytearray, rng: Random) -> bytearray:
    start = rng.randrange(len(body))
    del body[start : start + rng.randint(1, 400)]
    return body


def _splice(body: bytearray, rng: Random) -> bytearray:
    other = report(rng.choice(_KINDS), rng.randrange(20))
    return body[: rng.randrange(len(body))] + other[rng.randrange(len(other)) :]


def _repeat(body: bytearray, rng: Random) -> bytearray:
    start = rng.randrange(len(body))
    part = body[start : start + rng.randint(1, 3000)]
    return body[:start] + part * rng.randint(2, 5) + body[start:]


def _swap_characters(body: bytearray, rng: Random) -> bytearray:
    marks = (b"<", b">", b'"', b"|", b"\t", b"\n", "（".encode(), b"9" * 300, b"0", b"&#", b"\x00")
    for _ in range(rng.randint(1, 30)):
        start = rng.randrange(len(body))
        body[start : start + 1] = rng.choice(marks)
    return body


_MUTATIONS: tuple[Callable[[bytearray, Random], bytearray], ...] = (
    _flip,
    _cut,
    _drop,
    _splice,
    _repeat,
    _swap_characters,
)


def mutant(seed: int) -> bytes:
    """Return a generated report with one or two mutations."""
    rng = Random(seed)
    body = bytearray(report(rng.choice(_KINDS), rng.randrange(20)))
    for _ in range(rng.randint(1, 2)):
        body = rng.choice(_MUTATIONS)(body or bytearray(b"0"), rng)
    return bytes(body)


def _check(seeds: range) -> None:
    statuses = {parse(mutant(seed)).status for seed in seeds}
    assert {"verified", "flagged", "incomplete", "not_a_report", "unreadable"} <= statuses


@pytest.mark.parametrize("hundred", range(5))
def test_no_mutation_makes_parse_raise(hundred: int) -> None:
    _check(range(hundred * 100, hundred * 100 + 100))


@pytest.mark.soak
@pytest.mark.parametrize("thousand", range(20))
def test_no_mutation_of_thousands_makes_parse_raise(thousand: int) -> None:
    _check(range(10_000 + thousand * 1000, 10_000 + thousand * 1000 + 1000))


def test_mutations_are_the_same_every_time() -> None:
    assert mutant(3) == mutant(3)
