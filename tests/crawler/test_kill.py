"""A crawl that is killed at any moment loses nothing and asks for nothing twice."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from tests.crawler.harvest import expect_harvest, had_twice, read_harvest
from tests.crawler.portals import Answer, Crawl, Portal, crawl, serve, start, trs_routes
from tests.crawler.test_crawl import check_captures
from tests.farm.farm import PortalFarm

_EXCHANGES = "SELECT method, url FROM captures WHERE outcome != 'robots_forbidden'"
KILLS = 20
YEARS = range(2003, 2025)
# Lists by program and by form, documents that expire, servers that fail before they answer.
FEW = ("jpage_post", "form_post_back", "jpaas", "attachments", "busy", "gzipcut", "vsb", "soft404")


def kill_after(running: Crawl, asked: Callable[[], int], target: int, pause: float) -> None:
    """Kill a crawl after some requests and some seconds, wherever it is then."""
    deadline = time.monotonic() + 60
    while asked() <= target and running.process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(pause)
    running.process.kill()
    running.process.join()


def test_twenty_kills_lose_nothing_and_ask_nothing_twice(tmp_path: Path) -> None:
    place, chance = tmp_path / "archive", random.Random(20261121)
    with serve(Portal(trs_routes(YEARS))) as portal:
        for _ in range(KILLS):
            target = len(portal.log) + chance.randrange(3)
            running = start(place, {"a": f"{portal.url}/"})
            kill_after(running, lambda: len(portal.log), target, chance.uniform(0, 0.04))
        result = start(place, {"a": f"{portal.url}/"}).wait(cut=True)
        asked = Counter(portal.paths())

    assert result["resumed"]
    assert (result["portals"][0]["reports"], result["portals"][0]["attachments"]) == (22, 22)
    with open_archive(place) as archive:
        check_captures(archive)
        stored = Counter(
            row["url"].removeprefix(portal.url) for row in archive.rows("SELECT url FROM captures")
        )
        left = archive.rows("SELECT * FROM frontier WHERE state IN ('due', 'fetched')")
        runs = archive.rows("SELECT * FROM runs")
    assert left == []
    assert [run["outcome"] for run in runs] == ["ok"]
    # Every answer that was stored was stored once: what was asked again had been cut off.
    assert set(stored.values()) == {1}
    assert set(stored) == set(asked) == expected(portal)
    assert asked.total() - stored.total() <= KILLS


def expected(portal: Portal) -> set[str]:
    return {path for path in portal.routes if path != "/zwgk/"}


def test_a_stop_signal_ends_a_run_cleanly(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    with serve(Portal(trs_routes(YEARS))) as portal:
        running = start(place, {"a": f"{portal.url}/"})
        while len(portal.log) < 6 and running.process.is_alive():
            time.sleep(0.005)
        running.process.terminate()
        assert running.wait()["interrupted"]
        with open_archive(place) as archive:
            check_captures(archive)
            assert archive.rows("SELECT outcome FROM runs") == [{"outcome": "interrupted"}]
        assert crawl(place, {"a": f"{portal.url}/"})["portals"][0]["reports"] == 22
        assert max(Counter(portal.paths()).values()) == 1


def check_killed_farm(place: Path, names: Sequence[str], kills: int, step: int, seed: int) -> None:
    """Crawl portals of the farm with kills, each up to so many requests after the one before."""
    chance = random.Random(seed)
    with PortalFarm(names) as farm:
        options = {"delay": 0.01, "allow": farm.others}

        def asked() -> int:
            return sum(len(farm.log(name)) for name in farm.names)

        for _ in range(kills):
            target = asked() + chance.randrange(step)
            running = start(place, farm.roots, **options)
            kill_after(running, asked, target, chance.uniform(0, 0.04))
        result = start(place, farm.roots, **options).wait(cut=True)
        assert result["resumed"]
        with open_archive(place) as archive:
            check_captures(archive)
            assert not archive.rows("SELECT * FROM frontier WHERE state IN ('due', 'fetched')")
            assert [run["outcome"] for run in archive.rows("SELECT * FROM runs")] == ["ok"]
            for one in result["portals"]:
                check_portal(archive, farm, one, kills)


def check_portal(archive: Archive, farm: PortalFarm, told: dict[str, str], kills: int) -> None:
    """A portal gives its oracle, and what it was asked again had been cut off by a kill."""
    name, base = told["id"], farm.bases[told["id"]]
    expected = farm.expected(name)
    assert (told["outcome"], told["family"]) == (expected.outcome, expected.family), name
    assert read_harvest(archive, name) == expect_harvest(expected), name
    assert not had_twice(archive, name)
    stored = Counter(
        f"{row['method']} {row['url']}"
        for row in archive.rows(_EXCHANGES)
        if row["url"].startswith(f"{base}/")
    )
    asked = Counter(f"{one.method} {base}{one.path}" for one in farm.log(name))
    assert not stored - asked, name
    assert (asked - stored).total() <= kills, (name, asked - stored)


def test_kills_change_nothing_of_what_a_few_portals_give(tmp_path: Path) -> None:
    check_killed_farm(tmp_path / "archive", FEW, kills=5, step=35, seed=20261124)


@pytest.mark.parametrize("name", ["jpage_post", "form_post_back"])
def test_what_was_answered_and_not_yet_entered_is_not_asked_again(
    tmp_path: Path, name: str
) -> None:
    """A list's pages by POST, and a GET that the server refuses, among them."""
    place = tmp_path / "archive"
    with PortalFarm([name]) as farm:

        def posted() -> int:
            return sum(one.method == "POST" for one in farm.log(name))

        running = start(place, farm.roots, commit_after=3600, delay=0.1)
        kill_after(running, posted, 1, 0.05)
        before = len(farm.log(name))
        start(place, farm.roots).wait(cut=True)
        log = [(one.method, one.path, one.body) for one in farm.log(name)]
        with open_archive(place) as archive:
            check_captures(archive)
            stored = archive.rows("SELECT method, url FROM captures WHERE warc_file IS NOT NULL")
    again = Counter(log[before:]) & Counter(log[:before])
    assert again.total() <= 1, again
    assert len(stored) == len(log) - again.total()


def test_a_robots_file_is_followed_from_where_a_kill_left_it(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    routes = trs_routes(YEARS)
    moved = (("Location", "/elsewhere.txt"),)
    rules, routes["/robots.txt"] = routes["/robots.txt"], Answer(b"", 301, moved)
    routes["/elsewhere.txt"] = replace(rules, delay=60)
    with serve(Portal(routes)) as portal:
        running = start(place, {"a": f"{portal.url}/"})
        kill_after(running, lambda: len(portal.log), 0, 0.3)
        portal.routes["/elsewhere.txt"] = rules
        assert crawl(place, {"a": f"{portal.url}/"})["portals"][0]["reports"] == 22
        assert Counter(portal.paths())["/robots.txt"] == 1


def test_a_run_that_goes_on_has_its_cookies(tmp_path: Path) -> None:
    place, name = tmp_path / "archive", "cookieloop"
    with PortalFarm([name]) as farm:
        running = start(place, farm.roots, delay=0.3)
        kill_after(running, lambda: len(farm.log(name)), 1, 0.1)
        start(place, farm.roots).wait(cut=True)
        assert [one.status for one in farm.log(name) if one.path == "/"] == [302, 200]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_kills_change_nothing_of_what_the_whole_farm_gives(tmp_path: Path, seed: int) -> None:
    check_killed_farm(tmp_path / "archive", (), kills=16, step=150, seed=seed)
