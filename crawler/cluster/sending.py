"""Parts of an archive go out to be worked on, and what comes back is joined, in the same order."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Client

from archive.archive import DATABASE, Archive, ArchiveError, open_archive
from archive.merging.merge import merge
from archive.merging.parts import cut_part, make_blank
from archive.recovery import recover
from crawler.cluster.cluster import Cluster
from crawler.cluster.engine import Done, Progress, connect, do_tasks
from crawler.cluster.storage import Storage
from crawler.cluster.task import Kind, Task
from crawler.stores import store_errors

logger = logging.getLogger(__name__)

WORK = "work"


@dataclass(frozen=True)
class Order:
    """What is asked for: the rows that a part is cut with, and what its task is told.

    Without rows the task makes an archive of its own.
    """

    rows: Mapping[str, Sequence[int | str]] | None
    asked: Mapping[str, Any]


@dataclass(frozen=True)
class Post:
    """An archive and a cluster that works on parts of it, at `parts`; WARC files are at `files`."""

    archive: Archive
    client: Client
    parts: Storage
    files: Storage

    def send(
        self,
        kind: Kind,
        orders: Sequence[Order],
        progress: Progress | None = None,
    ) -> Iterator[Done]:
        """Have orders done, join what comes back, and yield what was told."""
        tasks = list(self._cut(kind, orders))
        for done in do_tasks(self.client, tasks, progress):
            if done.problem is None:
                _join(self.archive, Storage(done.task.place))
            else:
                logger.error("%s: %s", done.task.place, done.problem)
            yield done

    def _cut(self, kind: Kind, orders: Sequence[Order]) -> Iterator[Task]:
        with tempfile.TemporaryDirectory(prefix="nianbao-") as name:
            blank, draft = Path(name) / "blank.db", Path(name) / "part"
            make_blank(blank)
            for number, order in enumerate(orders):
                place = self.parts.below(f"{kind}-{number:05d}")
                if order.rows is not None:
                    cut_part(self.archive, kind, draft, blank, order.rows)
                    place.put(draft / DATABASE, DATABASE)
                yield Task(kind, place.address, self.files.address, order.asked)


@contextmanager
def open_post(archive: Archive, cluster: Cluster) -> Iterator[Post]:
    """Connect to a cluster; what a run that was cut off left out there is joined first.

    Raises `ArchiveError` where the scheduler or the storage cannot be had.
    """
    with _telling(cluster.work or str(archive.path)), connect(cluster.scheduler) as client:
        if cluster.work is None:
            files = Storage(str(archive.path.resolve()))
            parts = files.below(WORK)
        else:
            files = Storage(cluster.work).below(_identifier(archive))
            parts = files.below(WORK)
            _mirror(archive, files)
        _join_left(archive, parts)
        yield Post(archive, client, parts, files)
        if not parts.list():
            parts.remove()


@contextmanager
def _telling(place: str) -> Iterator[None]:
    """Tell which storage fails: its errors do not name it."""
    try:
        yield
    except store_errors() as error:
        raise ArchiveError(f"{place} cannot be used: {error}") from error
    except OSError as error:
        if error.strerror:
            raise
        raise ArchiveError(f"{place} cannot be used: {error}") from error


def _identifier(archive: Archive) -> str:
    return str(archive.rows("SELECT value FROM identity WHERE name = 'archive'")[0]["value"])


def _mirror(archive: Archive, files: Storage) -> None:
    """Copy the WARC files that the storage does not have; none is ever altered."""
    for row in archive.rows("SELECT file, bytes FROM warc_files ORDER BY file"):
        if files.size(row["file"]) != row["bytes"]:
            files.put(archive.path / row["file"], row["file"])


def _join(archive: Archive, place: Storage) -> None:
    with place.near() as folder:
        merge(archive, folder)
    place.remove()


def _join_left(archive: Archive, parts: Storage) -> None:
    """Join what parts hold that nobody waits for any more, finished or not."""
    for name in parts.list():
        place = parts.below(name)
        logger.warning("joining %s, which a run that was cut off left", place.address)
        with place.near() as folder:
            if (folder / DATABASE).exists():
                with open_archive(folder, command="merge") as part:
                    recover(part)
                merge(archive, folder)
        place.remove()
