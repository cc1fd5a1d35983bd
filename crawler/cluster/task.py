"""What a worker does: one part of an archive is crawled or read, where it lies or in a copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from archive.archive import DATABASE, open_archive
from archive.extraction import extract_all, own_parser
from crawler.cluster.child import RESULT, crawl_in_child
from crawler.cluster.storage import Storage
from crawler.sift import sift_apart
from extract import __version__

DONE = "done.json"
Kind = Literal["crawl", "extract", "sift"]


class TaskError(Exception):
    """A task could not be done; the sentence says why."""


@dataclass(frozen=True)
class Task:
    """A part of an archive at `place`, and what is to be done with it.

    `files` is the place of the archive's WARC files, `asked` what a crawl is asked for. A task that
    was done is not done again: what it told stands beside the part.
    """

    kind: Kind
    place: str
    files: str
    asked: Mapping[str, Any]
    version: str = __version__


def work(task: Task) -> dict[str, Any]:
    """Do a task, or go on with it after a worker that died, and return what came of it."""
    if task.version != __version__:
        raise TaskError(
            f"the worker has nianbao {__version__}, this archive is worked on by {task.version}:"
            " install the same one on every machine"
        )
    place = Storage(task.place)
    if place.size(DONE) is None:
        with place.near() as folder:
            told = _WORK[task.kind](folder, task)
            if place.folder is None:
                _hand_back(folder, place)
        place.write(DONE, json.dumps(told).encode())
    done: dict[str, Any] = json.loads(place.read(DONE))
    return done


def _hand_back(folder: Path, place: Storage) -> None:
    for path in (*sorted(folder.glob("warc/*/*.warc.gz")), folder / DATABASE):
        place.put(path, path.relative_to(folder).as_posix())


def _crawl(folder: Path, task: Task) -> dict[str, Any]:
    problem = crawl_in_child(folder, task.files, task.asked)
    if problem:
        raise TaskError(problem)
    told: dict[str, Any] = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    return told


def _extract(folder: Path, task: Task) -> dict[str, Any]:
    with open_archive(folder, command="extract", elsewhere=Storage(task.files).read) as archive:
        return {"statuses": dict(extract_all(archive, parser=own_parser()).statuses)}


def _sift(folder: Path, task: Task) -> dict[str, Any]:
    return asdict(sift_apart(task.asked["address"], folder, task.asked["software"]))


_WORK = {"crawl": _crawl, "extract": _extract, "sift": _sift}
