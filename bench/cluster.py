"""Reading on a cluster: how much sooner two workers of this machine are done than one.

A worker is two processes, one that reads and one that enters what was read. With a core for each,
as a scheduler of machines gives them out, twice as many workers are twice the machine; left to
themselves, one worker takes most of a second core too.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from distributed import Client

from archive.archive import DATABASE, open_archive
from archive.ingest import Given, ingest
from bench.extraction import page
from bench.timing import race, tell
from crawler.cluster.cluster import Cluster
from crawler.cluster.engine import start_workers
from crawler.cluster.extracting import extract_on

DOCUMENTS = 20_000
_WORKERS = (1, 2)
_BOUND, _FREE = "a core each", "all cores to all"
_ROUNDS = 3
# Making a page takes longer than reading it: a few are written many times, each with a mark.
_PAGES = 200


def measure() -> Iterator[str]:
    """Yield the times of one and of two workers, interleaved, and how well the work scales."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        path = Path(name)
        _import(path)
        jobs = [
            (f"{number} workers, {manner}", _job(path, stack, number, bound=manner == _BOUND))
            for manner in (_BOUND, _FREE)
            for number in _WORKERS
        ]
        bound_one, bound_two, one, two = results = race(jobs, _ROUNDS)
    yield tell(f"{DOCUMENTS} documents read on a cluster of this machine", results)
    yield f"  scaling, {_BOUND}: {bound_one.median / bound_two.median / 2:.2f}"
    yield f"  scaling, {_FREE}: {one.median / two.median / 2:.2f}"


def _import(path: Path) -> None:
    """Make an archive in which nothing was read, and keep its database aside."""
    files = path / "files"
    files.mkdir()
    pages = [page(seed, "html_word") for seed in range(_PAGES)]
    for number in range(DOCUMENTS):
        mark = f"<!-- {number} -->".encode()
        (files / f"{number}.html").write_bytes(pages[number % _PAGES] + mark)
    with open_archive(path / "archive", command="bench", create=True) as archive:
        ingest(archive, [Given(file) for file in sorted(files.iterdir())], {"software": "bench"})
    shutil.copyfile(path / "archive" / DATABASE, path / DATABASE)


def _job(path: Path, stack: ExitStack, workers: int, *, bound: bool) -> Callable[[], None]:
    cluster = stack.enter_context(start_workers(workers))
    if bound:
        with Client(cluster) as client:
            for core, worker in enumerate(client.scheduler_info()["workers"]):
                client.run(_bind, core, workers=[worker])

    def job() -> None:
        shutil.copyfile(path / DATABASE, path / "archive" / DATABASE)
        with open_archive(path / "archive", command="extract") as archive:
            found = extract_on(archive, Cluster(cluster.scheduler_address))
        if found.read != DOCUMENTS:
            raise AssertionError(f"{found.read} of {DOCUMENTS} documents were read")

    return job


def _bind(core: int) -> None:
    """Bind this process, and with it those that it starts, to a core."""
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), {core})
