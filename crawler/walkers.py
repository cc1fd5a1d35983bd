"""Processes that walk through a WARC file side by side, and look at what may be a report."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Self, cast
from urllib.parse import unquote, urlsplit

from archive.archive import ArchiveError
from archive.foreign.records import Unkept
from archive.foreign.streams import Stream, find_streams, telling
from archive.foreign.walk import Met, Place, Walk, Walked, split
from crawler.file_names import EXTENSION, read_disposition
from crawler.looks import Look, look_at_answer
from crawler.stores import store_errors
from extract.process import BoundedProcess, BoundedProcesses, LimitError
from extract.titles import parse_title
from extract.worker import MOST_BYTES

# Of the processor: a walk may take as long as it takes.
UNBOUNDED = 86400.0
# A smaller part is not worth a process.
_LEAST_PART = 8 * 1024 * 1024


@dataclass(frozen=True)
class Wanted:
    """A record that is to be kept, perhaps, and what is known of it."""

    place: Place
    url: str
    look: Look | None = None
    by_name: bool = False


Found = tuple[Walked, list[Wanted], int]
"""What a walk came to, what it found, how many pages were looked at."""


class Walkers:
    """Walks over streams, each by as many processes as there are cores; a context manager."""

    def __init__(self, count: int | None) -> None:
        self._count = count or os.cpu_count() or 1
        self._processes = BoundedProcesses(self._count, UNBOUNDED, MOST_BYTES)
        self._threads = ThreadPoolExecutor(self._count, thread_name_prefix="walk")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._processes.stop()
        self._threads.shutdown(cancel_futures=True)

    def walk(self, address: str, number: int, stream: Stream) -> Found:
        """Walk over a stream of a file, the same whether by one process or by several.

        What stands behind damage is not taken, and what does not follow on what stands before.
        """
        size = stream.bytes.seek(0, os.SEEK_END)
        starts = split(stream, max(1, min(self._count, size // _LEAST_PART)))
        ends = [*starts[1:], None]
        parts = [(address, number, *part) for part in zip(starts, ends, strict=True)]
        founds = list(self._threads.map(self._walk_part, parts))
        walked, wanted, pages = founds[0]
        for start, (other, more, looked) in zip(starts[1:], founds[1:], strict=True):
            if walked.faults:
                break
            if walked.stopped != start:
                return self._walk_part((address, number, 0, None))
            walked.add(other)
            wanted += more
            pages += looked
        return walked, wanted, pages

    def _walk_part(self, part: tuple[str, int, int, int | None]) -> Found:
        """Walk over a part in a process of its own, or in this one where there is one only."""
        if self._count == 1:
            return walk_part(*part)
        return self._processes.call(walk_part, *part)


def walk_part(address: str, number: int, start: int, end: int | None) -> Found:
    """Walk over a part of a stream, and look at its pages in a process with limits."""
    process = BoundedProcess()
    try:
        with open_address(address) as streams:
            stream = next(islice(streams, number, None))
            return _walk(Walk(stream, names_report, start, end), process)
    except (ArchiveError, OSError) as error:
        return Walked(faults=[tell_unread(address, error)]), [], 0
    finally:
        process.stop()


def _walk(walk: Walk, process: BoundedProcess) -> Found:
    wanted: list[Wanted] = []
    pages = 0
    for met in walk:
        pages += met.is_page
        try:
            one = _look(process, met)
        except LimitError as error:
            told = f"cannot be looked at: {error}"
            walk.walked.faults.append(Unkept(met.url, told))
            continue
        wanted += [one] if one else []
    return walk.walked, wanted, pages


def _look(process: BoundedProcess, met: Met) -> Wanted | None:
    if not met.is_page:
        return Wanted(met.place, met.url, by_name=True)
    look = process.call(look_at_answer, met.url, 200, met.headers, met.body)
    promises = look.carries_report is not False or look.listed
    return Wanted(met.place, met.url, look) if promises else None


def names_report(url: str, disposition: str | None) -> bool:
    """Tell whether a document's address, or the name that its server gave it, is a report's."""
    path = unquote(urlsplit(url).path).rpartition("/")[2]
    names = (path, disposition and read_disposition(disposition))
    read = (parse_title(EXTENSION.sub("", name)) for name in names if name)
    return any(title is not None and title.decoy is None for title in read)


@contextmanager
def open_address(address: str) -> Iterator[Iterator[Stream]]:
    """Open the WARC streams, as they are packed, of a file or of what fsspec has an address for.

    Raises `ArchiveError` where it cannot be opened, `OSError` where it cannot be read.
    """
    with _open(address) as file, telling(address):
        yield find_streams(file, Path(urlsplit(address).path).name)


@contextmanager
def _open(address: str) -> Iterator[IO[bytes]]:
    if "://" not in address:
        with Path(address).open("rb") as file:
            yield file
        return
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ArchiveError("needs fsspec: install nianbao[cluster]") from error
    try:
        opened = fsspec.open(address, "rb")
    except (ImportError, ValueError) as error:
        raise ArchiveError(f"is no address that fsspec can open: {error}") from error
    try:
        with opened as file:
            yield cast("IO[bytes]", file)
    except store_errors() as error:
        raise ArchiveError(str(error)) from error


def tell_unread(address: str, error: Exception) -> Unkept:
    """Tell that a file cannot be read."""
    told = error.strerror if isinstance(error, OSError) else None
    return Unkept(address, f"cannot be read: {told or error}")
