"""Dask does the scheduling: tasks go to a cluster, or to processes of this machine."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from distributed import Client, LocalCluster
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from archive.archive import ArchiveError
from crawler.cluster.task import Task, TaskError, work

_LOCAL = "local:"
_SECONDS_TO_CONNECT = 30
_SECONDS_BETWEEN_LOOKS = 10
_SECONDS_WITHOUT_WORKERS = 600
_NO_WORKERS = (
    "the scheduler has had no workers for ten minutes: start some with `dask worker`, and run the"
    " same command again"
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Done:
    """A task and what it told, or why it could not be done."""

    task: Task
    told: dict[str, Any] | None
    problem: str | None = None


@contextmanager
def connect(scheduler: str) -> Iterator[Client]:
    """Connect to a Dask scheduler by its address; `local:N` starts N workers on this machine.

    Raises `ArchiveError` where there is none.
    """
    if scheduler.startswith(_LOCAL):
        with start_workers(_read_number(scheduler)) as cluster, Client(cluster) as client:
            yield client
        return
    try:
        _reach(scheduler)
        client = Client(scheduler, timeout=_SECONDS_TO_CONNECT)
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"there is no Dask scheduler at {scheduler}: {error}; start one with `dask scheduler`"
        ) from error
    with client:
        yield client


def _reach(scheduler: str) -> None:
    """Find out at once that nobody listens: Dask asks again until its time is over."""
    place = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}")
    with socket.create_connection((place.hostname, place.port), _SECONDS_TO_CONNECT):
        pass


def _read_number(scheduler: str) -> int:
    number = scheduler.removeprefix(_LOCAL)
    if not number.isdecimal() or not int(number):
        raise ArchiveError(f"{scheduler} is no scheduler: local:N, N a number of workers from 1")
    return int(number)


def start_workers(number: int) -> LocalCluster:
    """Start a scheduler and workers on this machine, each for one task at a time."""
    # Its web server would else want port 8787 of every address, with a dashboard or without.
    return LocalCluster(
        n_workers=number,
        threads_per_worker=1,
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    )


def count_slots(client: Client) -> int:
    """Return how many tasks the workers do at a time; raises `ArchiveError` where it is none."""
    slots = sum(client.nthreads().values())
    if not slots:
        raise ArchiveError(
            "the Dask scheduler has no workers: start some with `dask worker` and its address"
        )
    return int(slots)


def do_tasks(client: Client, tasks: Sequence[Task], progress: Progress | None) -> Iterator[Done]:
    """Have tasks done, and yield what came of them in their order.

    A task whose worker died is given to another; one that four workers died of is given up, and so
    is what waits where there have been no workers for ten minutes.
    """
    futures = client.map(work, tasks, pure=False)
    workers = _Workers(client)
    try:
        for number, (task, future) in enumerate(zip(tasks, futures, strict=True), start=1):
            yield _await(task, future, workers)
            if progress:
                progress(number, len(tasks))
    finally:
        client.cancel(futures)


class _GoneError(Exception):
    """There is nobody who would do a task."""


class _Workers:
    """Waits for what workers do, as long as there are some: Dask would wait for ever."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen = time.monotonic()
        self._gone = False

    def wait(self, future: Any) -> dict[str, Any]:
        while not future.done():
            if self._gone:
                raise _GoneError
            try:
                future.result(_SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                self._look()
        told: dict[str, Any] = future.result()
        return told

    def _look(self) -> None:
        now = time.monotonic()
        if self._client.nthreads():
            self._seen = now
        self._gone = now - self._seen > _SECONDS_WITHOUT_WORKERS


def _await(task: Task, future: Any, workers: _Workers) -> Done:
    try:
        return Done(task, workers.wait(future))
    except (TaskError, ArchiveError) as error:
        return Done(task, None, str(error))
    except KilledWorker:
        return Done(task, None, "the workers that did it died, one after another")
    except _GoneError:
        return Done(task, None, _NO_WORKERS)
    except FutureCancelledError:
        return Done(task, None, "the scheduler was lost: start it, and run the same command again")
    except Exception as error:  # noqa: BLE001 - whatever a worker raised comes out here
        return Done(task, None, f"the worker failed: {type(error).__name__}: {error}")
