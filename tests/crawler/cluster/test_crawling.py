"""A cluster gives the archive that one machine gives, whatever becomes of its workers."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import pytest

from archive.archive import open_archive
from archive.verify import verify
from crawler.cluster.cluster import Cluster
from crawler.cluster.sending import WORK
from tests.crawler.cluster.conftest import Workers
from tests.crawler.cluster.sameness import dump, of_compare
from tests.crawler.cluster.working import work_alone, work_together
from tests.farm.farm import PortalFarm
from tests.farm.load import listening

# A list by program, documents of a page, an API.
FEW = ("jpage_post", "attachments", "gkmlpt")
Told = dict[str, Counter[str]]


def work_twice(
    place: Path, names: Sequence[str], port: int, work: Callable[[Path, PortalFarm], object]
) -> tuple[Told, Told]:
    """Return what an archive has after the portals were visited, and again after they changed."""
    with PortalFarm(names, port) as farm:
        work(place, farm)
        first = dump(place)
        farm.advance()
        work(place, farm)
        return first, dump(place)


def alone(place: Path, farm: PortalFarm) -> None:
    work_alone(place, farm.roots, farm.others)


def check(place: Path, names: Sequence[str], work: Callable[[Path, PortalFarm], object]) -> None:
    """Hold a cluster's archive against that of one machine, before and after a change.

    Portals of the farm print reports of the same bodies: which of them counts is told by times.
    """
    with socket.create_server(("127.0.2.1", 0)) as free:
        port = free.getsockname()[1]
    wanted = work_twice(place / "alone", names, port, alone)
    found = work_twice(place / "together", names, port, work)
    for mine, theirs in zip(wanted, found, strict=True):
        for table in mine.keys() - of_compare():
            less, more = mine[table] - theirs[table], theirs[table] - mine[table]
            assert (list(less), list(more)) == ([], []), table
    with open_archive(place / "together") as archive:
        assert verify(archive).faults == ()
    assert not (place / "together" / WORK).exists()


def test_killed_workers_change_nothing_of_what_one_machine_gets(
    tmp_path: Path, workers: Workers
) -> None:
    """Each host is asked by one process, one request at a time."""

    def work(place: Path, farm: PortalFarm) -> None:
        with killing(workers, farm, seed=20261130, kills=1):
            work_together(place, farm.roots, Cluster(workers.address), farm.others)
        for name in farm.names:
            assert {one.in_flight for one in farm.log(name)} == {1}, name

    check(tmp_path, FEW, work)


class killing:  # noqa: N801 - a context manager
    """Kills workers, each after some more requests than the one before."""

    def __init__(self, workers: Workers, farm: PortalFarm, seed: int, kills: int) -> None:
        self._workers, self._farm = workers, farm
        self._chance, self._kills = random.Random(seed), kills
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.done = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        assert self.done == self._kills

    def _run(self) -> None:
        for _ in range(self._kills):
            target = self._asked() + self._chance.randrange(5, 25)
            while self._asked() < target and not self._over.is_set():
                time.sleep(0.005)
            if not self._over.is_set():
                self._workers.kill(self._chance.randrange(2))
                self.done += 1

    def _asked(self) -> int:
        return sum(len(self._farm.log(name)) for name in self._farm.names)


@pytest.mark.soak
@pytest.mark.parametrize("number", [2, 4])
def test_the_whole_farm_gives_what_one_machine_gets(tmp_path: Path, number: int) -> None:
    cluster = Cluster(f"local:{number}")
    check(tmp_path, (), lambda place, farm: work_together(place, farm.roots, cluster, farm.others))


@pytest.mark.soak
def test_three_kills_change_nothing_of_the_whole_farm(tmp_path: Path, workers: Workers) -> None:
    def work(place: Path, farm: PortalFarm) -> None:
        with killing(workers, farm, seed=20261130, kills=3):
            work_together(place, farm.roots, Cluster(workers.address), farm.others)

    check(tmp_path, (), work)


@pytest.mark.soak
@pytest.mark.parametrize("number", [2, 4])
def test_two_hundred_portals_give_all_tables_alike(tmp_path: Path, number: int) -> None:
    with listening(200, 10) as bases:
        work_alone(tmp_path / "alone", bases)
        work_together(tmp_path / "together", bases, Cluster(f"local:{number}"))
    wanted, found = dump(tmp_path / "alone"), dump(tmp_path / "together")
    for table in wanted:
        assert wanted[table] == found[table], table
