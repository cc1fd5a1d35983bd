"""Many portals at once: those that hang, drip or never end change nothing for the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.counting import Count
from tests.crawler.portals import crawl
from tests.farm.load import DRIPPING, ENDLESS, SILENT, listening

PORTALS, REPORTS = 200, 50
MOST_MEMORY = 300 * 1024  # kilobytes


def check(place: Path, portals: int, reports: int) -> int:
    """Crawl a load of portals, hold each to what it must give; returns the peak memory in KB."""
    with listening(portals, reports) as bases:
        result = crawl(place, bases, delay=0.0, timeout=4)
    found = {one["id"]: one for one in result["portals"]}
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
    peak: int = result["peak_kb"]
    return peak


def test_a_few_portals_that_hang_do_not_hold_up_the_others(tmp_path: Path) -> None:
    check(tmp_path / "archive", 12, 21)


@pytest.mark.soak
def test_two_hundred_portals_in_bounded_memory(tmp_path: Path, count: Count) -> None:
    peak = check(tmp_path / "archive", PORTALS, REPORTS)
    count("crawl of many portals", portals=PORTALS, reports=PORTALS * REPORTS, kilobytes=peak)
    assert peak < MOST_MEMORY
