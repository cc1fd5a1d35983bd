"""One directory that keeps everything: open it, lock it, close it."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import platform
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.journal import JOURNAL, write_journal
from archive.schema import migrate
from archive.schema.upgrade import (
    NewerSchemaError,
    OlderSchemaError,
    UpgradeError,
    check_schema,
    upgrade,
)

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Reader = Callable[[str, int, int], bytes]
"""Gives the bytes of a file of `warc/`: its name, offset and length."""

DATABASE = "nianbao.db"
# Clocks are set right by seconds all the time; more would mix up what came first.
_SET_BACK = timedelta(minutes=10)
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


class ArchiveError(Exception):
    """The directory is not an archive that can be used; the sentence says what to do."""


class ArchiveHeldError(ArchiveError):
    """Another run holds the archive."""


class OutdatedError(ArchiveError):
    """The database could not be brought up to date, and is as it was."""


class ClockError(ArchiveError):
    """The clock is behind what the archive has seen already."""


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write a moment as the database keeps it: UTC, ISO 8601, whole seconds, final Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str) -> datetime | None:
    """Read a date or a moment of ISO 8601, in UTC where it names no zone; None where it is none.

    A date of WARC/1.1 may end with the year or the month.
    """
    day = _DAY.fullmatch(text)
    if day:
        text = f"{day[1]}-{day[2] or '01'}-{day[3] or '01'}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


@dataclass(frozen=True)
class Archive:
    """An open archive directory; times come from `clock`.

    `elsewhere` reads WARC files that are not in the directory, of an archive that it is a part of.
    """

    path: Path
    db: Database
    clock: Clock = now
    elsewhere: Reader | None = None

    @property
    def warc(self) -> Path:
        return self.path / "warc"

    @property
    def published(self) -> Path:
        return self.path / "published"

    def stamp(self) -> str:
        """Return the present moment as the database keeps it."""
        return stamp(self.clock())

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all that happens inside, or nothing of it."""
        with self.db.atomic():
            yield

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """Return the rows of a query, each a dictionary by column name."""
        return list(self.db.query(sql, list(values)))

    def begin(self) -> None:
        """Hold back what the transactions that follow commit, until `commit`."""
        self.db.conn.execute("BEGIN")

    def commit(self) -> None:
        """Commit what was held back, if anything was."""
        self.db.conn.commit()

    def sync(self) -> None:
        """Let everything that was written outlast a power failure."""
        self.commit()
        self.db.conn.execute("PRAGMA wal_checkpoint(FULL)").fetchall()

    def begin_run(self, command: str) -> int:
        """Note that a command started; returns the run's number."""
        with self.transaction():
            cursor = self.db.conn.execute(
                "INSERT INTO runs (command, started_at, uid, host, archive) VALUES (?, ?, ?, ?,"
                " (SELECT value FROM identity WHERE name = 'archive'))",
                (command, self.stamp(), str(uuid.uuid4()), platform.node()),
            )
        return int(cursor.lastrowid or 0)

    def end_run(self, run: int, outcome: str, counts: dict[str, Any]) -> None:
        """Note how a command ended."""
        with self.transaction():
            self.db.conn.execute(
                "UPDATE runs SET ended_at = ?, outcome = ?, counts = ? WHERE id = ?",
                (self.stamp(), outcome, json.dumps(counts, ensure_ascii=False), run),
            )


@contextmanager
def open_archive(
    path: Path,
    *,
    command: str | None = None,
    create: bool = False,
    clock: Clock = now,
    elsewhere: Reader | None = None,
) -> Iterator[Archive]:
    """Open an archive and bring it up to date; `command` names the writer, None only reads.

    Only with `create` does a directory that holds no archive become one.

    Raises `ArchiveHeldError` when another writer is at work, `ClockError` when it would write dates
    before those of the last run, `ArchiveError` when there is nothing to read or the directory
    cannot be written.
    """
    if command is None:
        with connect(_existing(path), clock) as archive:
            _check(archive)
            yield archive
        return
    if create:
        _make(path)
    else:
        _existing(path)
    with hold(path, command):
        _upgrade(path)
        with connect(path, clock, elsewhere=elsewhere) as archive:
            migrate(archive.db)
            _check_clock(archive)
            try:
                yield archive
            finally:
                write_journal(path, archive.db, archive.stamp())


def _check(archive: Archive) -> None:
    """Readers take a database of the present edition only: its tables are what they ask."""
    try:
        check_schema(archive.db)
    except OlderSchemaError as error:
        raise ArchiveError(
            f"{archive.path}: {error}: `nianbao compare` brings it up to date, and keeps the former"
            " one beside it"
        ) from error
    except NewerSchemaError as error:
        raise ArchiveError(f"{archive.path}: {error}: take a newer nianbao") from error


def _upgrade(path: Path) -> None:
    if not (path / DATABASE).exists():
        return
    try:
        former = upgrade(path / DATABASE)
    except NewerSchemaError as error:
        raise ArchiveError(f"{path}: {error}: take a newer nianbao") from error
    except UpgradeError as error:
        raise OutdatedError(f"{path}: {error}") from error
    if former:
        logger.warning("brought the database up to date; the former one is %s", former)


def _check_clock(archive: Archive) -> None:
    """Captures are put in order by their dates: none may be dated before those of former runs.

    Runs that came by a merge were dated by other clocks.
    """
    last = archive.rows(
        "SELECT max(coalesce(ended_at, started_at)) AS at FROM runs"
        " WHERE archive = (SELECT value FROM identity WHERE name = 'archive')"
    )[0]["at"]
    if last and stamp(archive.clock() + _SET_BACK) < last:
        raise ClockError(
            f"the clock says {archive.stamp()}, but the last run in {archive.path} was at {last}:"
            " set the clock right and run the command again"
        )


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be an archive: {error.strerror}") from error


def _existing(path: Path) -> Path:
    if not (path / DATABASE).is_file():
        if (path / JOURNAL).is_file():
            raise ArchiveError(
                f"the database of {path} is not there: `nianbao rebuild` makes it anew"
            )
        raise ArchiveError(
            f"there is no archive in {path}: name one with --archive DIR, or begin one with"
            " `nianbao crawl` or `nianbao import`"
        )
    return path


@contextmanager
def connect(
    path: Path, clock: Clock, database: str = DATABASE, *, elsewhere: Reader | None = None
) -> Iterator[Archive]:
    """Open the database of an archive as it is; who writes holds the lock."""
    # By its address, so that others can be attached by theirs, which say how.
    db = Database(sqlite3.connect((path / database).resolve().as_uri(), uri=True))
    try:
        db.conn.execute("PRAGMA journal_mode = WAL")
        # A commit may be lost with the power, never half of one; WARC files are synced before the
        # rows that point into them, and the rows before a file counts as finished.
        db.conn.execute("PRAGMA synchronous = NORMAL")
        db.conn.execute("PRAGMA foreign_keys = ON")
        db.conn.execute("PRAGMA busy_timeout = 10000")
        yield Archive(path, db, clock, elsewhere)
    finally:
        db.close()


@contextmanager
def hold_still(path: Path) -> Iterator[None]:
    """Let nobody write an archive that is only read; without a lock file nobody ever did here."""
    lock = path / "lock"
    if not lock.exists():
        yield
        return
    with lock.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = file.read().strip() or "some other program"
            raise ArchiveHeldError(f"another run holds {path}: {holder}") from error
        yield


@contextmanager
def hold(path: Path, command: str) -> Iterator[None]:
    """Hold the lock file; the kernel lets go of it however the process ends."""
    with (path / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            holder = file.read().strip() or "some other program"
            raise ArchiveHeldError(f"another run holds {path}: {holder}") from error
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}: nianbao {command}\n")
        file.flush()
        yield
        file.seek(0)
        file.truncate()
