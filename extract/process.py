"""A process that works on hostile bytes, with limits of time and memory, and is started again.

What is fetched is hostile until proven otherwise, and the libraries below are large: what never
ends, or takes all memory, is ended, and whoever asked learns why.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from extract.errors import ReaderError
from extract.messages import say
from extract.worker import (
    ANSWER,
    OUT_OF_MEMORY,
    READY,
    SECONDS_TO_RECOGNISE,
    TAKES_TIME,
)

# Of the processor: the largest real reports take a second.
SECONDS = 20.0
SECONDS_TO_START = 60.0
# A clock runs ahead of the processor's time where machines are busy, and where readers wait.
_PATIENCE = 20
MEMORY_BYTES = 1_000_000_000

Given = ParamSpec("Given")
Found = TypeVar("Found")


class WorkerError(Exception):
    """A worker process does not start: not the fault of any document."""


class LimitError(ReaderError):
    """Work on a document was ended, for it took too much time or memory, or met a fault."""


class BoundedProcess:
    """A process that calls functions, started when there is something to do, again after it ended.

    `seconds` of the processor and `memory` (bytes) bound one call; one that says that it takes its
    time, because it recognises or converts, gets more of both. One thread calls at a time.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def call(
        self, function: Callable[Given, Found], *given: Given.args, **named: Given.kwargs
    ) -> Found:
        """Return what a function of a module returns in the process; raises `LimitError`."""
        pipe = self._ready()
        try:
            pipe.send((function, given, named))
            found: Found = self._await(pipe)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            late = self.stop() == -signal.SIGPROF
            raise LimitError(say("too_long" if late else "reader_ended")) from None
        except TimeoutError:
            self.stop()
            raise LimitError(say("too_long")) from None
        return found

    def stop(self) -> int | None:
        """End the process, whatever it does; return what it ended with."""
        if self._process is None or self._pipe is None:
            return None
        self._pipe.close()
        self._process.kill()
        status = self._process.wait()
        self._process = self._pipe = None
        return status

    def _await(self, pipe: Connection) -> Any:
        """Return the answer; raises `TimeoutError` when patience is over."""
        limit = time.monotonic() + self._seconds * _PATIENCE
        while pipe.poll(max(limit - time.monotonic(), 0)):
            told, value = pipe.recv()
            if told == ANSWER:
                return value
            if told == OUT_OF_MEMORY:
                raise LimitError(say("too_much_memory", megabytes=self._memory // 1_000_000))
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
            started = ours.poll(SECONDS_TO_START) and ours.recv()[0] == READY
        except EOFError:
            started = False
        if not started:
            self.stop()
            raise WorkerError(f"the reader's process does not start: {' '.join(command)}")
        return ours


class BoundedProcesses:
    """Some of them; each thread that calls gets one that is idle, or waits for it."""

    def __init__(self, count: int, seconds: float = SECONDS, memory: int = MEMORY_BYTES) -> None:
        self._all = [BoundedProcess(seconds, memory) for _ in range(count)]
        self._idle: SimpleQueue[BoundedProcess] = SimpleQueue()
        for one in self._all:
            self._idle.put(one)

    def call(
        self, function: Callable[Given, Found], *given: Given.args, **named: Given.kwargs
    ) -> Found:
        """Return what a function of a module returns in a process; raises `LimitError`."""
        process = self._idle.get()
        try:
            return process.call(function, *given, **named)
        finally:
            self._idle.put(process)

    def stop(self) -> None:
        """End the processes, whatever they do."""
        for one in self._all:
            one.stop()
