"""A crawl that is killed at any moment loses nothing and asks for nothing twice."""

import random
import time
from collections import Counter
from pathlib import Path

from archive.archive import open_archive
from tests.crawler.portals import Portal, crawl, serve, start, trs_routes
from tests.crawler.test_crawl import check_captures

KILLS = 20
YEARS = range(2003, 2025)


def start_and_kill(portal: Portal, place: Path, chance: random.Random) -> None:
    """Kill a crawl after some requests and some milliseconds, wherever it is then."""
    seen = len(portal.log)
    target = seen + chance.randrange(3)
    process = start(place, {"a": f"{portal.url}/"}).process
    deadline = time.monotonic() + 20
    while len(portal.log) <= target and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.04))
    process.kill()
    process.join()


def test_twenty_kills_lose_nothing_and_ask_nothing_twice(tmp_path: Path) -> None:
    place, chance = tmp_path / "archive", random.Random(20261121)
    with serve(Portal(trs_routes(YEARS))) as portal:
        for _ in range(KILLS):
            start_and_kill(portal, place, chance)
        result = crawl(place, {"a": f"{portal.url}/"})
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
