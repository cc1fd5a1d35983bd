"""Parsing in processes of its own, with limits of time and memory: one bad document stops none.

What is fetched is hostile until proven otherwise, and the libraries below are large: a reader that
never ends, or takes all memory, is ended, and its document is unreadable with that reason.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from extract.errors import ReaderError, UnreadableError
from extract.identity import Hints
from extract.messages import say
from extract.parse import unreadable
from extract.readers import sniff
from extract.readers.conversions import MOST_TOGETHER, Conversions
from extract.readers.office import is_old_office
from extract.report import Report
from extract.worker import READY, SECONDS_TO_RECOGNISE, TAKES_TIME

# Of the processor: the largest real reports take a second.
SECONDS = 20.0
SECONDS_TO_START = 60.0
# A clock runs ahead of the processor's time where machines are busy, and where readers wait.
_PATIENCE = 20
MEMORY_BYTES = 1_000_000_000

Job = tuple[bytes, Hints]


class WorkerError(Exception):
    """A parsing process does not start: not the fault of any document."""


class BoundedParser:
    """Parses documents in worker processes, in order; a context manager.

    `seconds` of the processor and `memory` (bytes) bound one document, whatever else the machine
    does; a reader that says that it takes its time, because it recognises or converts, gets more
    of both.
    """

    def __init__(
        self, workers: int = 1, *, seconds: float = SECONDS, memory: int = MEMORY_BYTES
    ) -> None:
        self._count = workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="parse")
        self._waiting = ThreadPoolExecutor(MOST_TOGETHER, thread_name_prefix="convert")
        self._conversions = Conversions()
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._workers = [_Worker(seconds, memory) for _ in range(workers)]
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
        self._waiting.shutdown(cancel_futures=True)
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.stop()

    def parse(self, body: bytes, hints: Hints = Hints()) -> Report:  # noqa: B008 - frozen
        """Parse one document within the limits."""
        converted = None
        if is_old_office(body):
            try:
                converted = self._conversions.convert(body)
            except UnreadableError as error:
                return unreadable(body, error)
            except ReaderError as error:
                return unreadable(body, UnreadableError(sniff(body), error.text))
        worker = self._idle.get()
        try:
            return worker.parse(body, hints, converted)
        finally:
            self._idle.put(worker)

    def parse_all(self, jobs: Iterable[Job]) -> Iterator[Report]:
        """Yield the report of each document, in order, a few being read ahead.

        Those that have to be converted wait for it beside the others, and so for each other.
        """
        ahead: deque[Future[Report]] = deque()
        for body, hints in jobs:
            threads = self._waiting if is_old_office(body) else self._threads
            ahead.append(threads.submit(self.parse, body, hints))
            if len(ahead) > max(2 * self._count, MOST_TOGETHER):
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


class _Worker:
    """A process that parses, started when there is something to parse, again after it was ended."""

    def __init__(self, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def parse(self, body: bytes, hints: Hints, converted: bytes | None) -> Report:
        pipe = self._ready()
        try:
            pipe.send((body, hints, converted))
            return self._await(pipe)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            late = self.stop() == -signal.SIGPROF
            reason = say("too_long" if late else "reader_ended")
        except TimeoutError:
            self.stop()
            reason = say("too_long")
        return unreadable(body, UnreadableError(sniff(body), reason))

    def stop(self) -> int | None:
        """End the process, whatever it does; return what it ended with."""
        if self._process is None or self._pipe is None:
            return None
        self._pipe.close()
        self._process.kill()
        status = self._process.wait()
        self._process = self._pipe = None
        return status

    def _await(self, pipe: Connection) -> Report:
        """Return the report; raises `TimeoutError` when patience is over."""
        limit = time.monotonic() + self._seconds * _PATIENCE
        while pipe.poll(max(limit - time.monotonic(), 0)):
            told = pipe.recv()
            if isinstance(told, Report):
                return told
            if told == TAKES_TIME:
                limit = time.monotonic() + SECONDS_TO_RECOGNISE * _PATIENCE
        raise TimeoutError

    def _ready(self) -> Connection:
        if self._pipe is not None:
            return self._pipe
        ours, theirs = Pipe()
        descriptor = theirs.fileno()
        limits = [str(self._memory), str(self._seconds)]
        command = [sys.executable, "-m", "extract.worker", str(descriptor), *limits]
        self._process = subprocess.Popen(command, pass_fds=[descriptor])  # noqa: S603 - our own argv
        theirs.close()
        self._pipe = ours
        try:
            started = ours.poll(SECONDS_TO_START) and ours.recv() == READY
        except EOFError:
            started = False
        if not started:
            self.stop()
            raise WorkerError(f"the reader's process does not start: {' '.join(command)}")
        return ours
