"""Many portals at once: those that hang, drip or never end change nothing for the others."""

from __future__ import annotations

import json
import resource
import subprocess
from pathlib import Path

import pytest

from tests.crawler.portals import command
from tests.farm.load import DRIPPING, ENDLESS, SILENT, listening

PORTALS, REPORTS = 200, 50
MOST_MEMORY = 300 * 1024  # kilobytes


def check(place: Path, portals: int, reports: int) -> int:
    """Crawl a load of portals, hold each to what it must give; returns the peak memory in KB."""
    with listening(portals, reports) as bases:
        asked = command(place, bases, delay=0.0, timeout=4)
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
    found = {one["id"]: one for one in json.loads(done.stdout)["portals"]}
    for number in range(portals):
        one = found[f"p{number}"]
        hung = number in DRIPPING or number in SILENT
        wanted = ("timeout", 0) if hung else ("ok", reports)
        assert (one["outcome"], one["reports"]) == wanted, one
        assert one["failures"] == []
        if number not in ENDLESS and not hung:
            # robots.txt, front page, lists, reports, and one look past the last list.
            assert one["requests"] <= 2 + -(-reports // 20) + reports + 1
    assert found[f"p{ENDLESS[0]}"]["requests"] < reports + 20
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def test_a_few_portals_that_hang_do_not_hold_up_the_others(tmp_path: Path) -> None:
    check(tmp_path / "archive", 12, 21)


@pytest.mark.soak
def test_two_hundred_portals_in_bounded_memory(tmp_path: Path) -> None:
    peak = check(tmp_path / "archive", PORTALS, REPORTS)
    print(f"{PORTALS} portals of {REPORTS} reports: peak memory {peak // 1024} MB")
    assert peak < MOST_MEMORY
