"""A process that calls what comes through a pipe, within limits that it sets itself.

`python -m extract.worker DESCRIPTOR BYTES SECONDS` is started as a program, not forked, so that
nothing of the parent is in it.
"""

from __future__ import annotations

import resource
import signal
import sys
from multiprocessing.connection import Connection

from extract.pace import listen

# What is told, each with a value: only an answer has one.
READY = "ready"
TAKES_TIME = "takes time"
OUT_OF_MEMORY = "out of memory"
ANSWER = "answer"
# onnxruntime and LibreOffice map some 2 GB of address space, of which they use a third.
MOST_BYTES = 4_000_000_000
# A page that has to be recognised takes 6 to 15 seconds.
SECONDS_TO_RECOGNISE = 600.0


def work(pipe: Connection, memory: int, seconds: float) -> None:
    """Call until whoever asks is gone; who says that it takes time gets more of it, and memory.

    What comes is a function and its arguments; its module is loaded before the limits hold.
    """

    def widen() -> None:
        _bound(MOST_BYTES, SECONDS_TO_RECOGNISE)
        pipe.send((TAKES_TIME, None))

    listen(widen)
    pipe.send((READY, None))
    while True:
        try:
            function, given, named = pipe.recv()
        except (EOFError, ConnectionError):
            return
        _bound(memory, seconds)
        try:
            told = ANSWER, function(*given, **named)
        except MemoryError:
            told = OUT_OF_MEMORY, None
        _bound(MOST_BYTES, 0)
        try:
            pipe.send(told)
        except ConnectionError:
            return


def _bound(memory: int, seconds: float) -> None:
    """Limit the address space, and the processor's time, whose end kills the process by SIGPROF."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, MOST_BYTES))
    signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    work(Connection(int(sys.argv[1])), int(sys.argv[2]), float(sys.argv[3]))
