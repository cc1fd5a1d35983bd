"""The sample portals, from their front pages alone, give what their oracle says."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from nianbao.demo.farm import Farm
from tests.crawler.portals import crawl
from tests.crawler.test_crawl import check_captures

DELAY = 0.02
FOUND = """SELECT url FROM frontier WHERE portal = ? AND role = ? AND listed_run = ?
AND state != 'rejected' AND outcome IN ('ok', 'not_modified')"""
REJECTED = """SELECT url, outcome FROM frontier WHERE portal = ? AND role = 'report'
AND listed_run = ? AND outcome NOT IN ('ok', 'not_modified', 'moved')"""


def run(place: Path, farm: Farm) -> dict[str, Any]:
    roots = {name: f"{base}/" for name, base in farm.bases.items()}
    return crawl(place, roots, delay=DELAY)


def check_oracle(place: Path, farm: Farm, result: dict[str, Any]) -> None:
    with open_archive(place) as archive:
        for portal in result["portals"]:
            expected = farm.oracle().portals[portal["id"]]
            asked = portal["id"], result["run"]
            reports = archive.rows(FOUND, asked[0], "report", asked[1])
            documents = archive.rows(FOUND, asked[0], "attachment", asked[1])
            rejected = archive.rows(REJECTED, *asked)
            assert portal["outcome"] == expected.outcome
            assert {row["url"] for row in reports} == {one.url for one in expected.reports}
            assert {row["url"] for row in documents} == {
                url for one in expected.reports for url in one.attachments
            }
            assert {row["url"]: row["outcome"] for row in rejected} == {
                one.url: one.reason for one in expected.rejected
            }
            if expected.outcome == "ok":
                assert portal["column_url"] == expected.column_url
        check_captures(archive)


def check_log(farm: Farm, name: str, since: int) -> None:
    log = farm.log(name)[since:]
    assert log[0].path == "/robots.txt"
    assert {exchange.in_flight for exchange in log} == {1}
    for before, after in itertools.pairwise(log):
        assert before.ended is not None
        assert after.arrived - before.ended >= DELAY * 0.9
    forbidden = farm.oracle().portals[name].forbidden
    assert not [path for path in forbidden if any(path.endswith(one.path) for one in log)]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Crawl three times: as first published, after the changes, and once more."""
    place = tmp_path_factory.mktemp("farm") / "archive"
    results = []
    with Farm() as farm:
        for phase in (1, 2, 2):
            if phase != farm.phase:
                farm.advance()
            since = {name: len(farm.log(name)) for name in farm.bases}
            results.append(run(place, farm))
            check_oracle(place, farm, results[-1])
            for name in farm.bases:
                check_log(farm, name, since[name])
        logs = {name: [one.path for one in farm.log(name)] for name in farm.bases}
    return {"place": place, "results": results, "logs": logs}


def test_every_run_gives_what_the_oracle_says(runs: dict[str, Any]) -> None:
    assert [one["interrupted"] for one in runs["results"]] == [False, False, False]


def test_planted_failures_are_new_once(runs: dict[str, Any]) -> None:
    named = [
        (
            sorted(one["outcome"] for one in result["new_failures"]),
            sorted(one["outcome"] for one in result["known_failures"]),
        )
        for result in runs["results"]
    ]
    planted = ["blocked", "robots_forbidden"]
    assert named == [(planted, []), ([], planted), ([], planted)]


def test_a_removal_is_confirmed(runs: dict[str, Any]) -> None:
    with open_archive(runs["place"]) as archive:
        gone = archive.rows("SELECT state FROM sources WHERE state != 'present'")
    assert {row["state"] for row in gone} == {"gone"}


def test_the_portal_that_forbids_and_the_one_that_challenges(runs: dict[str, Any]) -> None:
    outcomes = {one["id"]: one["outcome"] for one in runs["results"][0]["portals"]}
    for name, outcome in outcomes.items():
        if outcome == "robots_forbidden":
            assert set(runs["logs"][name]) == {"/robots.txt"}
        if outcome == "blocked":
            assert len(runs["logs"][name]) == 6
