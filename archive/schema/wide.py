"""`wide_cells`: each reading's numbers in one row, from which `panel` is quick to read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from archive.codebook import codebook, column_name, indicators

WIDE = "wide_cells"
_UNSPREAD = f"""
SELECT version, key, value FROM cells
WHERE version IN (
  SELECT id FROM versions WHERE NOT EXISTS (SELECT 1 FROM {WIDE} WHERE version = versions.id)
)
ORDER BY version
"""  # noqa: S608


def create_wide_cells(db: Database) -> None:
    """Make the table's columns those of the forms, and the table where it is not there."""
    if not db.table(WIDE).exists():
        db.conn.execute(
            f"CREATE TABLE [{WIDE}] (version INTEGER PRIMARY KEY"
            " REFERENCES versions (id) ON DELETE CASCADE)"
        )
        _add_columns(db)
        spread_cells(db)
    else:
        _add_columns(db)


def _add_columns(db: Database) -> None:
    present = db.table(WIDE).columns_dict
    panel = codebook()["panel"].columns
    for name in map(column_name, indicators()):
        if name not in present:
            db.conn.execute(f"ALTER TABLE [{WIDE}] ADD COLUMN [{name}] {panel[name].type}")


def spread_cells(db: Database) -> None:
    """Give each reading that has cells and no row yet its row."""
    columns = ["version", *map(column_name, indicators())]
    names, marks = ", ".join(f"[{name}]" for name in columns), ", ".join("?" for _ in columns)
    with db.atomic():
        db.conn.executemany(
            f"INSERT INTO [{WIDE}] ({names}) VALUES ({marks})",  # noqa: S608 - our own names
            _spread(db),
        )


def _spread(db: Database) -> Iterator[list[Any]]:
    keys = list(indicators())
    cells = db.conn.execute(_UNSPREAD)
    for version, group in itertools.groupby(cells, key=itemgetter(0)):
        values = {key: value for _, key, value in group}
        yield [version, *map(values.get, keys)]
