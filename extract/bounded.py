"""Parsing in processes of its own, with limits of time and memory: one bad document stops none.

What is fetched is hostile until proven otherwise, and the libraries below are large: a reader that
never ends, or takes all memory, is ended, and its document is unreadable with that reason.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from extract.identity import Hints
from extract.parse import parse, unreadable
from extract.readers import UnreadableError, sniff
from extract.readers.sniff import SLOW
from extract.report import Report

# The largest real reports take a second. A page that has to be recognised takes 6 to 15 seconds.
SECONDS = 20.0
SECONDS_TO_RECOGNISE = 600.0
MEMORY_BYTES = 1_000_000_000
# onnxruntime maps some 2 GB of address space, of which it uses a third.
MEMORY_TO_RECOGNISE_BYTES = 4_000_000_000

Job = tuple[bytes, Hints]

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["extract.parse"])


class BoundedParser:
    """Parses documents in worker processes, in order; a context manager.

    `seconds` and `memory` bound one document; None for the usual ones, which are wider for what has
    to be recognised or converted.
    """

    def __init__(
        self, workers: int = 1, *, seconds: float | None = None, memory: int | None = None
    ) -> None:
        self._count = workers
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="parse")
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(memory) for _ in range(workers)]
        for worker in self._workers:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.stop()

    def parse(self, body: bytes, hints: Hints = Hints()) -> Report:  # noqa: B008 - frozen
        """Parse one document within the limits."""
        worker = self._idle.get()
        try:
            return worker.parse(body, hints, self._seconds)
        finally:
            self._idle.put(worker)

    def parse_all(self, jobs: Iterable[Job]) -> Iterator[Report]:
        """Yield the report of each document, in order, a few being read ahead."""
        ahead: deque[Future[Report]] = deque()
        for body, hints in jobs:
            ahead.append(self._threads.submit(self.parse, body, hints))
            if len(ahead) > 2 * self._count:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


class _Worker:
    """A process that parses, started when there is something to parse, again after it was ended."""

    def __init__(self, memory: int | None) -> None:
        self._memory = memory
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._wide = False

    def parse(self, body: bytes, hints: Hints, seconds: float | None) -> Report:
        wide = _takes_long(body)
        limit = seconds or (SECONDS_TO_RECOGNISE if wide else SECONDS)
        pipe = self._ready(wide)
        try:
            pipe.send((body, hints))
            if pipe.poll(limit):
                found: Report = pipe.recv()
                return found
            reason = f"reading it took more than {limit:g} seconds"
        except (EOFError, BrokenPipeError, ConnectionResetError):
            reason = "reading it ended the reader, which had no more memory or met a fault"
        self.stop()
        return unreadable(body, UnreadableError(sniff(body), reason))

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None and self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.join()
            self._process = self._pipe = None

    def _ready(self, wide: bool) -> Connection:
        if self._process is not None and (wide is not self._wide or not self._process.is_alive()):
            self.stop()
        if self._pipe is None:
            self._pipe, theirs = _CONTEXT.Pipe()
            usual = MEMORY_TO_RECOGNISE_BYTES if wide else MEMORY_BYTES
            self._process = _CONTEXT.Process(
                target=_work, args=(theirs, self._memory or usual), daemon=True
            )
            self._process.start()
            theirs.close()
            self._wide = wide
        return self._pipe


def _takes_long(body: bytes) -> bool:
    """Tell whether a document has to be recognised or converted."""
    return sniff(body).startswith("image/") or sniff(body) in SLOW


def _work(pipe: Connection, memory: int) -> None:
    """Parse what comes through a pipe until it is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            body, hints = pipe.recv()
        except EOFError:
            return
        try:
            report = parse(body, hints)
        except MemoryError:
            reason = f"reading it takes more than {memory // 1_000_000} MB of memory"
            report = unreadable(body, UnreadableError(sniff(body), reason))
        pipe.send(report)
