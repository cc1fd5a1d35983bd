"""Conversions that several threads wait for, done together: LibreOffice takes longest to start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Lock

from extract.errors import ReaderError
from extract.readers.office import convert_many

MOST_TOGETHER = 20

Converted = bytes | ReaderError
_Request = tuple[bytes, Future[Converted]]


class Conversions:
    """Converts what threads bring; who comes first takes along what has come meanwhile."""

    def __init__(
        self, convert: Callable[[Sequence[bytes]], list[Converted]] = convert_many
    ) -> None:
        self._convert = convert
        self._waiting: SimpleQueue[_Request] = SimpleQueue()
        self._turn = Lock()

    @property
    def waiting(self) -> int:
        """The number of documents that are not being converted yet."""
        return self._waiting.qsize()

    def convert(self, body: bytes) -> bytes:
        """Return a document as DOCX or XLSX; raises `ReaderError` for what came to nothing."""
        result: Future[Converted] = Future()
        self._waiting.put((body, result))
        with self._turn:
            while not result.done():
                self._convert_waiting()
        converted = result.result()
        if isinstance(converted, ReaderError):
            raise converted
        return converted

    def _convert_waiting(self) -> None:
        requests = self._take()
        try:
            converted = self._convert([body for body, _ in requests])
        except (OSError, ReaderError) as error:
            for _, result in requests:
                result.set_exception(error)
            return
        for (_, result), one in zip(requests, converted, strict=True):
            result.set_result(one)

    def _take(self) -> list[_Request]:
        requests: list[_Request] = []
        try:
            while len(requests) < MOST_TOGETHER:
                requests.append(self._waiting.get_nowait())
        except Empty:
            pass
        return requests
