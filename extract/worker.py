"""A process that parses what comes through a pipe, within limits that it sets itself.

`python -m extract.worker DESCRIPTOR BYTES SECONDS` is started as a program, not forked, so that
nothing of the parent is in it.
"""

from __future__ import annotations

import resource
import signal
import sys
from multiprocessing.connection import Connection

from extract.errors import UnreadableError
from extract.messages import say
from extract.pace import listen
from extract.parse import parse, unreadable
from extract.readers import office, sniff

READY = "ready"
TAKES_TIME = "takes time"
# onnxruntime and LibreOffice map some 2 GB of address space, of which they use a third.
MOST_BYTES = 4_000_000_000
# A page that has to be recognised takes 6 to 15 seconds.
SECONDS_TO_RECOGNISE = 600.0


def work(pipe: Connection, memory: int, seconds: float) -> None:
    """Parse until the pipe is closed; who says that it takes time gets more of it, and memory.

    What comes is a document's bytes, hints, and what it was converted to, or None.
    """

    def widen() -> None:
        _bound(MOST_BYTES, SECONDS_TO_RECOGNISE)
        pipe.send(TAKES_TIME)

    listen(widen)
    pipe.send(READY)
    while True:
        try:
            body, hints, converted = pipe.recv()
        except EOFError:
            return
        if converted is not None:
            office.keep(body, converted)
        _bound(memory, seconds)
        try:
            report = parse(body, hints)
        except MemoryError:
            reason = say("too_much_memory", megabytes=memory // 1_000_000)
            report = unreadable(body, UnreadableError(sniff(body), reason))
        _bound(MOST_BYTES, 0)
        pipe.send(report)


def _bound(memory: int, seconds: float) -> None:
    """Limit the address space, and the processor's time, whose end kills the process by SIGPROF."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, MOST_BYTES))
    signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    work(Connection(int(sys.argv[1])), int(sys.argv[2]), float(sys.argv[3]))
