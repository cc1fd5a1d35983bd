"""Parts of an archive: what one task needs of it, in an archive of its own, and goes back into it.

A part has rows of the archive under their own numbers; whatever it says of them in the end is what
they are. Rows that are new in it have greater numbers, and are told apart as those of any archive.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from sqlite_utils import Database

from archive.archive import DATABASE, Archive
from archive.merging.joins import joins
from archive.schema import migrate

_NAME = "part"


@dataclass(frozen=True)
class Part:
    """Of which archive something is a part, and how that was when it was cut.

    `last` has the greatest number of each table of which it has rows, `lent` the numbers of those
    that do not go back: rows of other parts, and one that says nothing and has the greatest number,
    so that new ones go on after it. `had` has the keys of the rows that may go meanwhile.
    """

    of: str
    last: Mapping[str, int] = field(default_factory=dict)
    lent: Mapping[str, Sequence[int]] = field(default_factory=dict)
    had: Mapping[str, Sequence[int | str]] = field(default_factory=dict)


def make_blank(path: Path) -> None:
    """Make the database of an archive that has nothing, for parts to begin with."""
    with closing(Database(path)) as db:
        migrate(db)
        db.conn.execute("PRAGMA journal_mode = DELETE")


def cut_part(
    archive: Archive, kind: str, path: Path, blank: Path, asked: Mapping[str, Sequence[int | str]]
) -> None:
    """Make a folder a part of an archive: rows only, its WARC files stay where they are.

    `kind` is one of `parts.toml`, which says what may be asked for; `blank` is of `make_blank`.
    """
    path.mkdir(parents=True, exist_ok=True)
    (path / DATABASE).write_bytes(blank.read_bytes())
    execute = archive.db.conn.execute
    execute("ATTACH DATABASE ? AS part", (str(path / DATABASE),))
    # Rows may refer to others that the part does not have.
    execute("PRAGMA foreign_keys = OFF")
    try:
        with archive.transaction():
            _fill(archive.db, kind, {name: json.dumps(one) for name, one in asked.items()})
    finally:
        execute("PRAGMA foreign_keys = ON")
        execute("DETACH DATABASE part")


def _fill(db: Database, kind: str, asked: Mapping[str, str]) -> None:
    told = _kinds()[kind]
    for table, where in told["rows"].items():
        _copy(db, table, where, asked)
    had = _find_had(db)
    lent = {table: _copy(db, table, where, asked) for table, where in told["lent"].items()}
    last = {}
    for table in told["rows"]:
        if _has_numbers(db, table):
            last[table] = _find_last(db, table, "main")
            if _find_last(db, table, "part") < last[table]:
                _put_blank(db, table, last[table])
                lent[table] = [*lent.get(table, ()), last[table]]
    part = Part(_identifier(db), last, lent, had)
    db.conn.execute("INSERT INTO part.identity VALUES (?, ?)", (_NAME, json.dumps(asdict(part))))
    db.conn.execute("DELETE FROM part.unjournaled")


def _copy(db: Database, table: str, where: str, asked: Mapping[str, str]) -> list[int]:
    """Copy rows, and return their keys."""
    names = ", ".join(f"[{name}]" for name in db.table(table).columns_dict)
    rows = db.conn.execute(
        f"INSERT INTO part.[{table}] ({names}) SELECT {names} FROM main.[{table}] WHERE {where}"  # noqa: S608
        f" RETURNING [{_key(table)}]",
        asked,
    )
    return [key for (key,) in rows]


def _put_blank(db: Database, table: str, number: int) -> None:
    """Put a row in that says nothing: SQLite numbers go on after the greatest."""
    own = joins()[table].number
    needed = [
        column.name
        for column in db.table(table).columns
        if column.notnull and column.default_value is None and column.name != own
    ]
    names = ", ".join(f"[{name}]" for name in (own, *needed))
    values = ", ".join(("?", *("''" for _ in needed)))
    db.conn.execute(f"INSERT INTO part.[{table}] ({names}) VALUES ({values})", (number,))  # noqa: S608


def read_part(db: Database, schema: str) -> Part | None:
    """Return what an attached archive is a part of, None where it is a whole one."""
    rows = db.execute(f"SELECT value FROM {schema}.identity WHERE name = ?", [_NAME]).fetchall()  # noqa: S608
    return Part(**json.loads(rows[0][0])) if rows else None


def is_of(db: Database, part: Part) -> bool:
    """Tell whether it is of this archive."""
    return part.of == _identifier(db)


def forget_gone(db: Database, part: Part) -> None:
    """Drop the rows that a part had and has no more, inside the caller's transaction."""
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    for table, keys in part.had.items():
        name = _key(table)
        db.conn.execute(
            f"DELETE FROM main.[{table}] WHERE [{name}] IN (SELECT value FROM json_each(?))"  # noqa: S608
            f" AND [{name}] NOT IN (SELECT [{name}] FROM other.[{table}])",
            (json.dumps(keys),),
        )


def _identifier(db: Database) -> str:
    sql = "SELECT value FROM main.identity WHERE name = 'archive'"
    return str(db.execute(sql).fetchone()[0])


def _has_numbers(db: Database, table: str) -> bool:
    number = joins()[table].number
    return number is not None and db.table(table).columns_dict[number] is int


def _find_last(db: Database, table: str, schema: str) -> int:
    sql = f"SELECT coalesce(max([{joins()[table].number}]), 0) FROM {schema}.[{table}]"  # noqa: S608
    return int(db.execute(sql).fetchone()[0])


def _find_had(db: Database) -> dict[str, list[int | str]]:
    had = {}
    for join in joins().values():
        if join.goes:
            name = _key(join.table)
            rows = db.execute(f"SELECT [{name}] FROM part.[{join.table}]").fetchall()  # noqa: S608
            had[join.table] = [key for (key,) in rows]
    return had


def _key(table: str) -> str:
    join = joins()[table]
    return join.number or join.key[0]


@cache
def _kinds() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = files("archive.merging").joinpath("parts.toml").read_text(encoding="utf-8")
    kinds: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(text)
    return kinds
