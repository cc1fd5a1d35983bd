"""WARC files sifted on a cluster give what one machine finds in them."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from archive.archive import DATABASE, open_archive
from crawler.cluster.cluster import Cluster
from crawler.cluster.sending import WORK
from crawler.cluster.sifting import sift_on
from crawler.cluster.task import DONE
from crawler.sift_list import sift_all
from tests.archive.warcs import SOFTWARE
from tests.crawler.cluster.conftest import Workers
from tests.crawler.cluster.sameness import dump
from tests.crawler.mixed_crawl import make_crawl


def make_crawls(folder: Path, pages: int, reports: int) -> list[str]:
    files = [folder / f"{number}.warc.gz" for number in range(2)]
    for number, file in enumerate(files):
        make_crawl(file, pages, reports, seed=number)
    return [str(file) for file in files]


def test_files_sifted_on_a_cluster_give_the_same_archive(tmp_path: Path, workers: Workers) -> None:
    addresses = [*make_crawls(tmp_path, 40, 4), str(tmp_path / "missing.warc")]
    with open_archive(tmp_path / "alone", command="extract", create=True) as archive:
        wanted = list(sift_all(archive, addresses, SOFTWARE))
    with open_archive(tmp_path / "together", command="extract", create=True) as archive:
        found = list(sift_on(archive, Cluster(workers.address), addresses, SOFTWARE))
        assert sorted(map(repr, found)) == sorted(map(repr, wanted))
        again = list(sift_on(archive, Cluster(workers.address), addresses, SOFTWARE))
        assert [one.address for one in again] == addresses[2:]
    assert dump(tmp_path / "together") == dump(tmp_path / "alone")
    assert not (tmp_path / "together" / WORK).exists()


def test_workers_that_die_while_they_sift_change_nothing(tmp_path: Path, workers: Workers) -> None:
    addresses = make_crawls(tmp_path, 500, 20)
    with open_archive(tmp_path / "alone", command="extract", create=True) as archive:
        wanted = list(sift_all(archive, addresses, SOFTWARE))
    killed: list[bool] = []
    place = tmp_path / "together"
    killer = threading.Thread(target=lambda: killed.extend(kill_all(workers, place / WORK)))
    with open_archive(place, command="extract", create=True) as archive:
        killer.start()
        found = list(sift_on(archive, Cluster(workers.address), addresses, SOFTWARE))
    killer.join()
    assert any(killed)
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))
    assert dump(place) == dump(tmp_path / "alone")


def kill_all(workers: Workers, place: Path) -> Sequence[bool]:
    """Kill both workers as soon as both parts are begun; tells of each that it was not done."""
    deadline = time.monotonic() + 60
    while len(list(place.glob(f"*/{DATABASE}"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.002)
    workers.kill(0, 1)
    return [not (part / DONE).exists() for part in place.iterdir()]
