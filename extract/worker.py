"""A process that parses what comes through a pipe: `python -m extract.worker DESCRIPTOR BYTES`.

It is started as a program, not forked, so that nothing of the parent is in it.
"""

from __future__ import annotations

import resource
import sys
from multiprocessing.connection import Connection

from extract.errors import UnreadableError
from extract.messages import say
from extract.pace import listen
from extract.parse import parse, unreadable
from extract.readers import sniff

READY = "ready"
TAKES_TIME = "takes time"
# onnxruntime and LibreOffice map some 2 GB of address space, of which they use a third.
MOST_BYTES = 4_000_000_000


def work(pipe: Connection, memory: int) -> None:
    """Parse until the pipe is closed; memory is bounded, more widely for who says so."""

    def widen() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        pipe.send(TAKES_TIME)

    resource.setrlimit(resource.RLIMIT_AS, (memory, MOST_BYTES))
    listen(widen)
    pipe.send(READY)
    while True:
        try:
            body, hints = pipe.recv()
        except EOFError:
            return
        try:
            report = parse(body, hints)
        except MemoryError:
            reason = say("too_much_memory", megabytes=memory // 1_000_000)
            report = unreadable(body, UnreadableError(sniff(body), reason))
        pipe.send(report)
        resource.setrlimit(resource.RLIMIT_AS, (memory, MOST_BYTES))


if __name__ == "__main__":
    work(Connection(int(sys.argv[1])), int(sys.argv[2]))
