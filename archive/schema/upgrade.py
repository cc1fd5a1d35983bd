"""An older database brought to the present schema: on a copy, which then takes its place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archive.schema import migrate
from archive.schema.changes import migrations


class NewerSchemaError(Exception):
    """The database was written by a newer edition of the program."""


class OlderSchemaError(Exception):
    """The database is of an older edition, and is only to be read."""


class UpgradeError(Exception):
    """The database could not be brought up to date, and is as it was."""


def check_schema(db: Database) -> None:
    """Raise where a database is not of the present edition."""
    check_not_newer(db)
    if pending := [migration.name for migration in migrations.pending(db)]:
        raise OlderSchemaError(f"its database is of an earlier edition, before {pending[0]}")


def check_not_newer(db: Database) -> None:
    """Raise where a database was changed by migrations that this edition does not know."""
    with closing(Database(memory=True)) as empty:
        known = {migration.name for migration in migrations.pending(empty)}
    newer = [one.name for one in migrations.applied(db) if one.name not in known]
    if newer:
        raise NewerSchemaError(f"its database is of a newer edition ({', '.join(newer)})")


def upgrade(path: Path) -> Path | None:
    """Bring a database to the present schema, if it is not; returns where the former one is.

    The caller holds the archive. There is a whole database at `path` at every moment. Raises
    `NewerSchemaError`, and `UpgradeError` where it fails; nothing is changed then.
    """
    with closing(Database(path)) as db:
        check_not_newer(db)
        pending = migrations.pending(db)
        if not migrations.applied(db) or not pending:
            return None
        former = path.with_name(f"{path.name}.before-{pending[0].name[:5]}")
        draft = path.with_name(f"{path.name}.migrating")
        try:
            _draft(db, draft)
            _settle(db)
        except (sqlite3.Error, OSError) as error:
            _remove(draft)
            raise UpgradeError(
                f"its database could not be brought up to date ({error}); it is as it was"
            ) from error
    _swap(path, draft, former)
    return former


def _draft(db: Database, draft: Path) -> None:
    """Make a migrated copy, whole on the disk."""
    _remove(draft)
    with closing(Database(draft)) as copy:
        db.conn.backup(copy.conn)
        copy.conn.execute("PRAGMA foreign_keys = ON")
        migrate(copy)
        if len(_broken(copy)) > len(_broken(db)):
            raise sqlite3.IntegrityError("rows would name others that are not there")
        copy.conn.execute("PRAGMA journal_mode = DELETE")
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _broken(db: Database) -> list[object]:
    """Return the rows that name others that are not there."""
    return list(db.query("PRAGMA foreign_key_check"))


def _settle(db: Database) -> None:
    """Bring all that is committed into the file itself, so that the write-ahead log can go."""
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("another program reads it: stop it and try again")


def _swap(path: Path, draft: Path, former: Path) -> None:
    """Put the draft in the database's place, which gets another name.

    A log that stayed beside it would be taken for the draft's (sqlite.org/howtocorrupt.html, 1.4).
    """
    former.unlink(missing_ok=True)
    former.hardlink_to(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    draft.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
