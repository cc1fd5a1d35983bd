"""Every portal of the farm, from its front page and from its column, gives just its oracle."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from archive.compare import compare
from archive.extraction import extract_all
from nianbao.demo.server import Exchange
from tests.archive.covering import assert_whole_grid
from tests.crawler.harvest import Harvest, expect_harvest, had_twice, read_harvest
from tests.crawler.portals import crawl
from tests.farm.farm import PortalFarm, builders
from tests.farm.site import Expected

DELAY = 0.02
# Requests for each report that a search may make beyond those that nobody could spare.
BEYOND = 3
_READ = """SELECT DISTINCT agencies.name AS agency, reports.year AS year
FROM reports JOIN agencies ON agencies.id = reports.agency
JOIN sources ON sources.report = reports.id WHERE sources.portal = ?"""


@dataclass(frozen=True)
class Crawled:
    """One crawl of the whole farm: what it printed, its archive, and what each portal was asked."""

    place: Path
    portals: dict[str, dict[str, Any]]
    expected: dict[str, Expected]
    logs: dict[str, list[Exchange]]
    bases: dict[str, str]

    def harvest(self, portal: str) -> tuple[Harvest, Harvest]:
        """Return what the archive has of a portal, and what it must have."""
        with open_archive(self.place) as archive:
            return read_harvest(archive, portal), expect_harvest(self.expected[portal])


@pytest.fixture(scope="module", params=["front page", "column"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    place = tmp_path_factory.mktemp("farm") / "archive"
    with PortalFarm() as farm:
        expected = {name: farm.expected(name) for name in farm.names}
        roots = farm.roots
        if request.param == "column":
            roots = {name: expected[name].columns[0] for name in roots if expected[name].columns}
        result = crawl(place, roots, delay=DELAY, allow=farm.others)
        logs = {name: list(farm.log(name)) for name in farm.names}
        bases = farm.bases
    with open_archive(place, command="test") as archive:
        extract_all(archive)
        compare(archive)
    return Crawled(place, {one["id"]: one for one in result["portals"]}, expected, logs, bases)


@pytest.fixture(params=sorted(builders()))
def portal(request: pytest.FixtureRequest, crawled: Crawled) -> str:
    name: str = request.param
    if name not in crawled.portals:
        pytest.skip("it has no column to start from")
    return name


def test_what_came_of_it(crawled: Crawled, portal: str) -> None:
    expected, found = crawled.expected[portal], crawled.portals[portal]
    assert (found["outcome"], found["family"]) == (expected.outcome, expected.family)
    assert (found["detail"] or "").startswith(expected.note)
    assert expected.note or not found["detail"] or expected.outcome != "ok"
    if expected.columns:
        assert found["column_url"] == expected.columns[0]


def test_reports_and_attachments(crawled: Crawled, portal: str) -> None:
    found, expected = crawled.harvest(portal)
    assert found.pages == expected.pages
    assert found.files == expected.files


def test_agencies_and_years(crawled: Crawled, portal: str) -> None:
    papers = [one.paper for one in crawled.expected[portal].reports if one.had]
    with open_archive(crawled.place) as archive:
        read = {(row["agency"], row["year"]) for row in archive.rows(_READ, portal)}
    assert read == {(one.agency, one.year) for one in papers}


def test_coverage_adds_up_to_the_registry(crawled: Crawled) -> None:
    with open_archive(crawled.place) as archive:
        assert_whole_grid(archive)


def test_rejected_rows_and_outcomes(crawled: Crawled, portal: str) -> None:
    found, expected = crawled.harvest(portal)
    assert found.rejected == expected.rejected
    assert found.outcomes == expected.outcomes


def test_manners(crawled: Crawled, portal: str) -> None:
    log = crawled.logs[portal]
    asked = [f"{one.method} {one.path}" for one in log]
    assert asked[0].endswith("/robots.txt")
    assert {one.in_flight for one in log} == {1}
    assert not [one for one in asked if one.startswith(tuple(crawled.expected[portal].forbidden))]


def test_nothing_is_asked_twice_that_was_had(crawled: Crawled, portal: str) -> None:
    posted = [one for one in crawled.logs[portal] if one.method == "POST" and one.status == 200]
    bodies = Counter((one.path, one.body) for one in posted)
    assert not [one for one, times in bodies.items() if times > 1]
    with open_archive(crawled.place) as archive:
        assert not had_twice(archive, portal)


def test_few_requests_are_made_beyond_the_necessary(crawled: Crawled, portal: str) -> None:
    expected = crawled.expected[portal]
    if expected.outcome != "ok":
        pytest.skip("it is asked for a column until none is left to try")
    own = [one for one in expected.reports if one.url.startswith(crawled.bases[portal])]
    asked = [one for one in crawled.logs[portal] if one.path != "/robots.txt"]
    assert len(asked) <= len(expected.necessary) + BEYOND * len(own)
