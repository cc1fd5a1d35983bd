"""Several WARC files, sifted side by side into archives of their own that become one."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from archive.archive import Archive, ArchiveError
from archive.foreign.records import Unkept
from archive.merging.merge import merge
from crawler.sift import Sifted, sift, sift_apart, was_sifted
from crawler.walkers import UNBOUNDED
from extract.process import BoundedProcesses, LimitError
from extract.worker import MOST_BYTES

logger = logging.getLogger(__name__)

_FOLDER = "sifting"


def read_addresses(path: Path) -> list[str]:
    """Return what a list names, a line each: paths as absolute ones, addresses as they are.

    Paths are relative to the list. Raises `ArchiveError` where it is no text, or empty.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ArchiveError(
            f"{path} is no text in UTF-8: it has to be a list of WARC files, one a line"
        ) from error
    named = [line.strip() for line in lines if line.strip()]
    if not named:
        raise ArchiveError(f"{path} is empty: it has to name WARC files, one a line")
    return list(dict.fromkeys(_absolute(path, name) for name in named))


def _absolute(listed: Path, name: str) -> str:
    return (
        name if urlsplit(name).scheme and "://" in name else str((listed.parent / name).resolve())
    )


def sift_all(
    archive: Archive, addresses: Sequence[str], software: Mapping[str, str]
) -> Iterator[Sifted]:
    """Sift files into an archive, and yield what each came to.

    What this version of the program has sifted to its end is passed over. One file is walked
    through by all cores, several side by side: each in processes of its own, into an archive of its
    own, so that a crash leaves nothing half.
    """
    left = [address for address in addresses if not was_sifted(archive, address)]
    cores = os.cpu_count() or 1
    if min(len(left), cores) < 2:
        yield from (sift(archive, address, software) for address in left)
        return
    place = archive.path / _FOLDER
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        # Processes of a run that was killed may write on for a while: not into these folders.
        own = Path(tempfile.mkdtemp(dir=place))
        yield from _sift_apart(archive, left, software, own, min(cores, len(left)))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _sift_apart(
    archive: Archive, addresses: Sequence[str], software: Mapping[str, str], place: Path, count: int
) -> Iterator[Sifted]:
    workers = max(1, (os.cpu_count() or 1) // count)
    processes = BoundedProcesses(count, UNBOUNDED, MOST_BYTES)
    with ThreadPoolExecutor(count, thread_name_prefix="sift") as threads:
        try:
            running: dict[Future[Sifted], tuple[str, Path]] = {}
            for number, address in enumerate(addresses):
                folder = place / str(number)
                job = partial(processes.call, sift_apart, address, folder, software, workers)
                running[threads.submit(job)] = address, folder
            for done in as_completed(running):
                yield _take(archive, done, *running.pop(done))
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            processes.stop()


def _take(archive: Archive, done: Future[Sifted], address: str, folder: Path) -> Sifted:
    try:
        told = done.result()
    except LimitError as error:
        told = Sifted(address, unkept=[Unkept(address, str(error))])
    else:
        merge(archive, folder)
    for one in told.unkept:
        logger.warning("not kept: %s", one)
    shutil.rmtree(folder, ignore_errors=True)
    return told
