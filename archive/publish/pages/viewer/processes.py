"""The processes that make strangers' documents fit to be seen, started when first needed."""

from __future__ import annotations

import atexit
from queue import Empty, SimpleQueue

from extract.messages import say
from extract.process import BoundedProcess, LimitError
from extract.report import Locator, Passage
from extract.show import Shown, show

_COUNT = 2
_SECONDS_TO_WAIT = 20.0

_IDLE: SimpleQueue[BoundedProcess] = SimpleQueue()
for _process in (BoundedProcess() for _ in range(_COUNT)):
    _IDLE.put(_process)
    atexit.register(_process.stop)


def show_bounded(body: bytes, aim: Locator | Passage | None, page: int | None) -> Shown:
    """Show a document in a process with limits of time and memory."""
    try:
        process = _IDLE.get(timeout=_SECONDS_TO_WAIT)
    except Empty:
        return Shown(problem=say("show_busy"))
    try:
        return process.call(show, body, aim, page)
    except LimitError as error:
        return Shown(problem=error.text)
    finally:
        _IDLE.put(process)
