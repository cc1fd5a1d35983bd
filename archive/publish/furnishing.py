"""Make a copy of the database fit for readers: views as tables, indexes, nothing internal."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from archive.codebook import Column, Table, codebook
from archive.publish.masking import mask_texts
from archive.publish.passages import index_passages
from archive.publish.site import table_settings
from archive.schema import migrate
from archive.schema.journaled import drop_triggers
from archive.schema.kept import KEPT
from archive.schema.wide import WIDE

INTERNAL_TABLES = ("frontier", "unjournaled", "section_bands", WIDE, "_sqlite_migrations")
# As a table it would be as large as all other tables together, and its joins are quick.
LIVE_VIEWS = frozenset({"evidence"})
# Each indicator is a subquery with cursors of its own, and SQLite walks the list of open cursors
# whenever it opens one: 240 at once take seven times as long as six times forty (SQLite 3.40).
COLUMNS_AT_ONCE = 40


def furnish(path: Path) -> None:
    """Turn a plain copy of the archive's database into the one that is published."""
    db = Database(path)
    try:
        db.conn.execute("PRAGMA journal_mode = DELETE")
        db.conn.execute("PRAGMA synchronous = OFF")
        migrate(db)
        drop_triggers(db)
        _shorten_paths(db)
        _materialise(db, [name for name in db.view_names() if name not in LIVE_VIEWS])
        mask_texts(db)
        for table in INTERNAL_TABLES:
            db.table(table).drop(ignore=True)
        _index(db)
        index_passages(db)
        db.conn.execute("ANALYZE")
    finally:
        db.close()


def _shorten_paths(db: Database) -> None:
    """Leave of an imported file's address only its name: the rest tells of its owner's disk."""
    for table in ("sources", "captures"):
        for index in db.table(table).indexes:
            if index.unique and index.columns == ["url"]:
                db.conn.execute(f"DROP INDEX [{index.name}]")
        rows = db.query(f"SELECT id, url FROM [{table}] WHERE url LIKE 'file:%'")  # noqa: S608 - our own names
        names = [(f"file:///{row['url'].rsplit('/', 1)[-1]}", row["id"]) for row in list(rows)]
        db.conn.executemany(f"UPDATE [{table}] SET url = ? WHERE id = ?", names)  # noqa: S608
    db.conn.commit()


def _materialise(db: Database, views: list[str]) -> None:
    names = [*views, *KEPT]
    with db.atomic():
        for name in names:
            _copy_rows(db, name)
        for name in views:
            db.view(name).drop()
        for name in KEPT:
            db.table(name).drop()
        for name in names:
            db.rename_table(_draft(name), name)


def _copy_rows(db: Database, name: str) -> None:
    table = codebook()[name]
    columns = list(table.columns.values())
    db.table(_draft(name)).create(
        {column.name: column.type for column in columns},
        pk=table.primary_key or None,
        foreign_keys=[_foreign_key(db, column) for column in columns if column.references],
    )
    names = [f"[{column.name}]" for column in columns]
    listed = ", ".join(names[:COLUMNS_AT_ONCE])
    db.conn.execute(f"INSERT INTO [{_draft(name)}] ({listed}) SELECT {listed} FROM [{name}]")  # noqa: S608 - names are our own
    for start in range(COLUMNS_AT_ONCE, len(names), COLUMNS_AT_ONCE):
        _fill_columns(db, table, names[start : start + COLUMNS_AT_ONCE])


def _fill_columns(db: Database, table: Table, names: list[str]) -> None:
    """Fill more columns of rows that are there, found again by their key."""
    values = ", ".join(f"{name} = given.{name}" for name in names)
    same = " AND ".join(f"draft.[{key}] = given.[{key}]" for key in table.primary_key)
    db.conn.execute(
        f"UPDATE [{_draft(table.name)}] AS draft SET {values} FROM [{table.name}] AS given"  # noqa: S608 - names are our own
        f" WHERE {same}"
    )


def _draft(name: str) -> str:
    return f"{name}_draft"


def _foreign_key(db: Database, column: Column) -> tuple[str, str, str]:
    table = str(column.references)
    return column.name, table, db.table(table).pks[0]


def _index(db: Database) -> None:
    for name, settings in table_settings().items():
        if name in LIVE_VIEWS:
            continue
        for part in (*settings.get("facets", ()), *settings.get("indexes", ())):
            columns = [part] if isinstance(part, str) else part
            db.table(name).create_index(columns, if_not_exists=True)
