"""Parsing in processes of its own, with limits of time and memory: one bad document stops none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from extract.errors import ReaderError, UnreadableError
from extract.identity import Hints
from extract.parse import parse, unreadable
from extract.process import MEMORY_BYTES, SECONDS, BoundedProcesses, LimitError
from extract.readers import office, sniff
from extract.readers.conversions import MOST_TOGETHER, Conversions
from extract.readers.office import is_old_office
from extract.report import Report

__all__ = ["MEMORY_BYTES", "BoundedParser"]

Job = tuple[bytes, Hints]


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
        self._workers = BoundedProcesses(workers, seconds, memory)

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
        self._workers.stop()

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
        try:
            return self._workers.call(_parse, body, hints, converted)
        except LimitError as error:
            return unreadable(body, UnreadableError(sniff(body), error.text))

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


def _parse(body: bytes, hints: Hints, converted: bytes | None) -> Report:
    if converted is not None:
        office.keep(body, converted)
    return parse(body, hints)
