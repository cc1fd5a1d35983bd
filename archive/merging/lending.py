"""An archive that another one takes from: read, and never written to."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from archive.archive import DATABASE, ArchiveError, hold_still
from archive.schema import migrate
from archive.schema.tables import migrations
from archive.warc import OPEN
from archive.warc_files import digest

# Files that captures stand in, and of which nothing was noted when they were finished.
_UNNOTED = """
SELECT warc_file, max(fetched_at) FROM captures WHERE warc_file IS NOT NULL
AND warc_file NOT IN (SELECT file FROM warc_files) GROUP BY 1
"""


@contextmanager
def lend(path: Path, folder: Path) -> Iterator[str]:
    """Give the address of an archive's database, to be attached, while nobody writes to it.

    Where it is of an earlier edition, or was not closed in order, it is that of a copy in `folder`.

    Raises `ArchiveError` when it is no archive, or one that cannot be taken as it is,
    `ArchiveHeldError` when a command writes to it.
    """
    check_archive(path)
    with hold_still(path):
        _check_files(path)
        try:
            address = _prepare(path, folder)
        except sqlite3.DatabaseError as error:
            raise ArchiveError(f"the database of {path} cannot be read: {error}") from error
        yield address


def check_archive(path: Path) -> None:
    """Raise `ArchiveError` where no archive is."""
    if not (path / DATABASE).is_file():
        raise ArchiveError(f"there is no archive in {path}: it has no {DATABASE}")


def _check_files(path: Path) -> None:
    for left in sorted(path.glob(f"warc/*/*{OPEN}")):
        raise ArchiveError(
            f"a crash left {left} unfinished: `nianbao compare` on {path}, or on a copy of it where"
            " it cannot be written, finishes it"
        )


def _prepare(path: Path, folder: Path) -> str:
    database = path / DATABASE
    log = path / f"{DATABASE}-wal"
    if log.exists() and log.stat().st_size:
        database = _copy(path, folder)
    with closing(Database(_connect(database))) as db:
        _check_edition(path, db)
        is_whole = not migrations.pending(db) and not db.execute(_UNNOTED).fetchone()
    if is_whole:
        return _address(database)
    draft = database if database.parent == folder else _copy(path, folder)
    with closing(Database(draft)) as db:
        migrate(db)
        _note_files(path, db)
        db.conn.execute("PRAGMA journal_mode = DELETE")
    return _address(draft)


def _address(database: Path) -> str:
    """Return how a database is opened that nobody writes, on a disk that may be read-only."""
    return f"{database.resolve().as_uri()}?immutable=1"


def _connect(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(_address(database), uri=True)


def _copy(path: Path, folder: Path) -> Path:
    """Copy a database with its log, and fold the log in."""
    for suffix in ("", "-wal"):
        if (path / f"{DATABASE}{suffix}").exists():
            shutil.copyfile(path / f"{DATABASE}{suffix}", folder / f"{DATABASE}{suffix}")
    with closing(Database(folder / DATABASE)) as db:
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.conn.execute("PRAGMA journal_mode = DELETE")
    return folder / DATABASE


def _check_edition(path: Path, db: Database) -> None:
    known = {each.name for each in migrations.pending(Database(memory=True))}
    applied = {each.name for each in migrations.applied(db)}
    if not applied:
        raise ArchiveError(f"{path / DATABASE} is no database of an archive")
    if applied - known:
        raise ArchiveError(f"{path} was written by a later edition of nianbao than this one")


def _note_files(path: Path, db: Database) -> None:
    """Note in a copy the files that an earlier edition or a crash left without a note."""
    for name, moment in db.execute(_UNNOTED).fetchall():
        file = path / name
        if not file.is_file():
            raise ArchiveError(f"{file} is not there: `nianbao verify` on {path} looks into it")
        db.conn.execute(
            "INSERT INTO warc_files (file, bytes, sha256, finished_at) VALUES (?, ?, ?, ?)",
            (name, file.stat().st_size, digest(file), moment),
        )
    db.conn.commit()
