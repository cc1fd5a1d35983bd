"""Whether an archive that cron keeps is well: its last run, its portals, its disk, its age."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from archive.archive import DATABASE, read_moment, stamp
from archive.journal import JOURNAL

Rows = Callable[[str], list[dict[str, Any]]]

# A run a week, and a day for it to end.
MAX_AGE_HOURS = 8 * 24
# What makes data newer; `run` notes each of its steps under the step's own name.
FRESHENING = "('crawl', 'import')"
# Publishing writes a second copy of the database and works on it; the rest is for captures.
_COPIES = 2
_PARTS = ("warc", "published", DATABASE, f"{DATABASE}-wal", JOURNAL)
_SPARE = 10**9

_LAST = (
    "SELECT command, started_at, ended_at, outcome, counts FROM runs"
    " WHERE command IN {commands} AND {condition} ORDER BY started_at DESC, id DESC LIMIT 1"
)
_OUTCOMES = "SELECT outcome, count(*) AS n FROM portals GROUP BY outcome ORDER BY n DESC, outcome"
_BROKEN = (
    "SELECT id, name, outcome, outcome_since AS since, detail FROM portals"
    " WHERE last_ok IS NOT NULL AND outcome <> 'ok' ORDER BY outcome_since DESC, id"
)
_WORKED = "SELECT count(*) AS n FROM portals WHERE last_ok IS NOT NULL"


@dataclass(frozen=True)
class Problem:
    """Something that a person has to look at, in English and in Chinese."""

    name: str
    message: str
    message_zh: str


@dataclass(frozen=True)
class Disk:
    """Bytes: of all that an archive is made of, of its database, and free where it lies."""

    archive_bytes: int
    database_bytes: int
    free_bytes: int


@dataclass(frozen=True)
class Health:
    """The state of an archive at a moment; moments are UTC as the database keeps them.

    `last_run` is the last crawl or import; the data are as of the start of the last that ended in
    order. `broken` are portals that used to work.
    """

    checked_at: str
    problems: Sequence[Problem]
    last_run: Mapping[str, Any] | None
    as_of: str | None
    age_hours: float | None
    portals: Mapping[str, int]
    broken: Sequence[Mapping[str, Any]]
    disk: Disk

    @property
    def healthy(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        """Return what `status --json` and `/health.json` tell of it."""
        return {"healthy": self.healthy, **asdict(self)}


def examine(
    rows: Rows, folder: Path, moment: datetime, hours: float, *, published: bool = False
) -> Health:
    """Return how an archive is; `rows` asks its database, or the `published` copy of it.

    A crawl or an import, and in the archive itself a publication, must have ended in order in the
    last `hours`.
    """
    good = _last(rows, FRESHENING, "outcome = 'ok'")
    outcomes = {row["outcome"] or "never_looked": row["n"] for row in rows(_OUTCOMES)}
    broken = rows(_BROKEN)
    disk = measure_disk(folder)
    problems = [
        *_judge_age("crawl", good, moment, hours),
        *([] if published else _judge_publication(rows, moment, hours)),
        *_judge_portals(len(broken), rows(_WORKED)[0]["n"]),
        *_judge_disk(disk),
    ]
    return Health(
        checked_at=stamp(moment),
        problems=problems,
        last_run=_last(rows, FRESHENING, "TRUE"),
        as_of=good["started_at"] if good else None,
        age_hours=round(_hours_since(good["started_at"], moment), 1) if good else None,
        portals=outcomes,
        broken=broken,
        disk=disk,
    )


def measure_disk(folder: Path) -> Disk:
    """Return what an archive takes of the disk that it lies on."""
    database = folder / DATABASE
    return Disk(
        archive_bytes=sum(_size(folder / part) for part in _PARTS),
        database_bytes=database.stat().st_size if database.exists() else 0,
        free_bytes=shutil.disk_usage(folder).free,
    )


def _size(path: Path) -> int:
    """Return the bytes of a file, or of all below a folder; what has just vanished has none."""
    with suppress(FileNotFoundError):
        if path.is_dir() and not path.is_symlink():
            return sum(map(_size, path.iterdir()))
        return path.lstat().st_size
    return 0


def _last(rows: Rows, commands: str, condition: str) -> dict[str, Any] | None:
    for row in rows(_LAST.format(commands=commands, condition=condition)):
        return {**row, "counts": json.loads(row["counts"] or "{}")}
    return None


def _hours_since(past: str, moment: datetime) -> float:
    return (moment - (read_moment(past) or moment)) / timedelta(hours=1)


def _judge_publication(rows: Rows, moment: datetime, hours: float) -> list[Problem]:
    return _judge_age("publish", _last(rows, "('publish')", "outcome = 'ok'"), moment, hours)


def _judge_age(
    command: str, good: Mapping[str, Any] | None, moment: datetime, hours: float
) -> list[Problem]:
    if good is None:
        return [_problem("never", command=command)]
    age = _hours_since(good["ended_at"], moment)
    if age <= hours:
        return []
    return [_problem("stale", command=command, hours=int(age), last=good["ended_at"])]


def _judge_portals(broken: int, worked: int) -> list[Problem]:
    """More than half at once are not the portals' doing."""
    return [_problem("portals", broken=broken, worked=worked)] if broken * 2 > worked else []


def _judge_disk(disk: Disk) -> list[Problem]:
    needed = _COPIES * disk.database_bytes + _SPARE
    if disk.free_bytes >= needed:
        return []
    return [_problem("disk", free=tell_bytes(disk.free_bytes), needed=tell_bytes(needed))]


def tell_bytes(number: float) -> str:
    """Write a number of bytes for people, in decimal units."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def _problem(name: str, **values: object) -> Problem:
    words = _words()[name]
    return Problem(name, words["en"].format(**values), words["zh"].format(**values))


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(files("archive").joinpath("health.toml").read_text(encoding="utf-8"))
