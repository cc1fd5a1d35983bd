"""A database of any former edition is brought up to date on a copy, with a way back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from archive.archive import DATABASE, ArchiveError, OutdatedError, open_archive
from archive.schema import migrate
from archive.schema.changes import migrations

with closing(Database(memory=True)) as _empty:
    EDITIONS = [one.name for one in migrations.pending(_empty)]
_VALUES = {"INTEGER": 1, "TEXT": "2020", "FLOAT": 1.5, "REAL": 1.5, "ANY": 1}
# What a migration takes away, and what it gives another name.
_DROPPED = {"verdicts"}
_RENAMED = {("agency_links", "year"): "to_year"}


def build(path: Path, before: str) -> dict[str, dict[str, Any]]:
    """Make a database as it was before a migration, a row in each table; returns the rows."""
    with closing(Database(path)) as db:
        db.conn.execute("PRAGMA synchronous = OFF")
        db.conn.execute("PRAGMA foreign_keys = OFF")
        migrations.apply(db, stop_before=before)
        tables = [name for name in db.table_names() if not name.startswith("_")]
        rows = {name: row(db, name) for name in tables}
        for name in tables:
            db.table(name).insert(rows[name], replace=True)
        assert not list(db.query("PRAGMA foreign_key_check"))
        return rows


def row(db: Database, table: str) -> dict[str, Any]:
    return {column.name: _VALUES[column.type.upper()] for column in db.table(table).columns}


def place_of(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    return tmp_path / "archive"


def applied(path: Path) -> list[str]:
    with closing(Database(path)) as db:
        return [one.name for one in migrations.applied(db)]


@pytest.mark.parametrize("edition", EDITIONS[1:])
def test_every_former_edition_keeps_its_rows(tmp_path: Path, edition: str) -> None:
    place = place_of(tmp_path)
    rows = build(place / DATABASE, edition)
    with open_archive(place, command="compare") as archive:
        for name, old in rows.items():
            if name in _DROPPED:
                continue
            (new,) = (one for one in archive.db.table(name).rows if is_old(one, name, old))
            assert new
    former = place / f"{DATABASE}.before-{edition[:5]}"
    assert applied(former) == EDITIONS[: EDITIONS.index(edition)]
    assert applied(place / DATABASE) == EDITIONS
    assert sorted(path.name for path in place.glob("nianbao.db*")) == [DATABASE, former.name]


def is_old(new: dict[str, Any], table: str, old: dict[str, Any]) -> bool:
    return all(new[_RENAMED.get((table, name), name)] == value for name, value in old.items())


def test_a_present_database_is_left_alone(tmp_path: Path) -> None:
    for _ in range(2):
        with open_archive(tmp_path, command="compare", create=True):
            pass
    assert not list(tmp_path.glob("*.before-*"))


def test_the_former_database_can_take_its_place_again(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    build(place / DATABASE, EDITIONS[-1])
    before = dump(place / DATABASE)
    with open_archive(place, command="compare"):
        pass
    former = place / f"{DATABASE}.before-{EDITIONS[-1][:5]}"
    former.replace(place / DATABASE)
    assert dump(place / DATABASE) == before


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


class Failing(Migrations):
    """The migrations, and one more that fails after it did something."""

    def __init__(self) -> None:
        super().__init__("fails")

        @self()
        def m9999_fails(db: Database) -> None:
            db.conn.execute("UPDATE runs SET command = NULL WHERE 0")
            db.conn.execute("SELECT 1 FROM nowhere")


def test_a_failing_migration_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(tmp_path)
    build(place / DATABASE, EDITIONS[-1])
    before = dump(place / DATABASE)
    both = [*migrations._migrations, *Failing()._migrations]
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "_migrations", both)
        with (
            pytest.raises(OutdatedError, match=r"no such table: nowhere\); it is as it was"),
            open_archive(place, command="compare"),
        ):
            pass
    assert dump(place / DATABASE) == before
    assert [path.name for path in place.glob("nianbao.db*")] == [DATABASE]
    with open_archive(place, command="compare") as archive:
        assert archive.rows("SELECT count(*) AS n FROM runs") == [{"n": 1}]


@pytest.mark.parametrize("command", [None, "compare"])
def test_a_newer_database_is_refused(tmp_path: Path, command: str | None) -> None:
    with open_archive(tmp_path, command="compare", create=True) as archive:
        later = {"migration_set": migrations.name, "name": "m9999_later", "applied_at": "2030"}
        archive.db.table("_sqlite_migrations").insert(later)
    before = dump(tmp_path / DATABASE)
    with (
        pytest.raises(ArchiveError, match=r"newer edition \(m9999_later\): take a newer nianbao"),
        open_archive(tmp_path, command=command),
    ):
        pass
    assert dump(tmp_path / DATABASE) == before


def test_who_reads_an_older_database_is_told_what_to_do(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    build(place / DATABASE, EDITIONS[-1])
    with (
        pytest.raises(ArchiveError, match=f"before {EDITIONS[-1]}: `nianbao compare`"),
        open_archive(place),
    ):
        pass
    assert applied(place / DATABASE) == EDITIONS[:-1]


def test_what_a_killed_upgrade_left_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of(tmp_path)
    build(place / DATABASE, EDITIONS[-1])
    (place / f"{DATABASE}.migrating").write_bytes(b"half a copy" * 500)
    (place / f"{DATABASE}.migrating-wal").write_bytes(b"half a log")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt), open_archive(place, command="compare"):
            pass
    assert applied(place / DATABASE) == EDITIONS[:-1]
    with open_archive(place, command="compare"):
        pass
    assert applied(place / DATABASE) == EDITIONS


def test_what_is_still_in_the_log_is_brought_along(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    build(place / DATABASE, EDITIONS[-1])
    with closing(sqlite3.connect(place / DATABASE)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("UPDATE runs SET command = 'late'")
        db.commit()
        with open_archive(place, command="compare") as archive:
            assert archive.rows("SELECT command FROM runs") == [{"command": "late"}]
    former = place / f"{DATABASE}.before-{EDITIONS[-1][:5]}"
    with closing(sqlite3.connect(former)) as db:
        assert db.execute("SELECT command FROM runs").fetchall() == [("late",)]


def test_a_database_made_at_once_is_as_one_made_step_by_step(tmp_path: Path) -> None:
    place = place_of(tmp_path)
    with closing(Database(place / DATABASE)) as db:
        migrations.apply(db, stop_before=EDITIONS[-1])
    with open_archive(place, command="compare") as archive, closing(Database(memory=True)) as db:
        migrate(db)
        assert archive.db.schema == db.schema
