"""Triggers that note which rows `journal.jsonl` does not have yet, in the table `unjournaled`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sqlite_utils import Database


@dataclass(frozen=True)
class Journaled:
    """A table whose rows the journal keeps; see `journaled.toml`."""

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...] | None = None
    bound: tuple[str, ...] | None = None


@cache
def journaled() -> Mapping[str, Journaled]:
    """Return the tables that the journal keeps, those that others refer to first."""
    text = files(__package__).joinpath("journaled.toml").read_text(encoding="utf-8")
    return {
        name: Journaled(name, **{part: tuple(value) for part, value in entry.items()})
        for name, entry in tomllib.loads(text).items()
    }


def create_triggers(db: Database) -> None:
    """Make the triggers those of the code, touching none that is right already."""
    wanted = {name: sql for one in journaled().values() for name, sql in _triggers(db, one)}
    rows = db.query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    present = {row["name"]: row["sql"] for row in rows}
    with db.atomic():
        for name, sql in wanted.items():
            if present.get(name) != sql:
                db.conn.execute(f"DROP TRIGGER IF EXISTS [{name}]")
                db.conn.execute(sql)


def drop_triggers(db: Database) -> None:
    """Let a copy of the database note nothing."""
    for row in list(db.query("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
        db.conn.execute(f"DROP TRIGGER [{row['name']}]")


def note_all(db: Database, *tables: str) -> None:
    """Note every row that is there, of the tables named or of all, for a journal that begins."""
    present = set(tables or db.table_names())
    for one in (one for one in journaled().values() if one.table in present):
        key = ", ".join(f"[{name}]" for name in one.key)
        db.conn.execute(
            f"INSERT OR IGNORE INTO unjournaled SELECT '{one.table}', json_array({key})"  # noqa: S608
            f" FROM [{one.table}]"
        )


# An INSERT OR IGNORE would not do: a trigger takes the conflict policy of the statement that fires
# it (sqlite.org/lang_createtrigger.html), and that of an upsert is to abort.
def _triggers(db: Database, one: Journaled) -> Iterator[tuple[str, str]]:
    columns = one.columns or tuple(db.table(one.table).columns_dict)
    differs = " OR ".join(f"OLD.[{name}] IS NOT NEW.[{name}]" for name in columns)
    for event, row, when in (
        ("INSERT", "NEW", ""),
        ("UPDATE", "NEW", f" WHEN {differs}"),
        ("DELETE", "OLD", ""),
    ):
        key = ", ".join(f"{row}.[{name}]" for name in one.key)
        name = f"journal_{one.table}_{event.lower()}"
        sql = (
            f"CREATE TRIGGER [{name}] AFTER {event} ON [{one.table}]{when} BEGIN"  # noqa: S608
            f" INSERT INTO unjournaled SELECT '{one.table}', json_array({key})"
            f" WHERE NOT EXISTS (SELECT 1 FROM unjournaled"
            f" WHERE name = '{one.table}' AND key = json_array({key})); END"
        )
        yield name, sql
