"""Views that take a look at everything, kept as tables so that a part of them is quick to read."""

from __future__ import annotations

from collections.abc import Mapping

from sqlite_utils import Database

from archive.codebook import codebook
from archive.schema.views import read_query

KEPT = ("coverage", "indicators_yearly")


def create_kept(db: Database) -> None:
    """Make the tables' columns those of the codebook; one that had others is filled anew."""
    for name in KEPT:
        wanted = {column.name: column.type for column in codebook()[name].columns.values()}
        present = {column.name: column.type for column in db.table(name).columns}
        if present != wanted:
            with db.atomic():
                _create(db, name, wanted)


def _create(db: Database, name: str, columns: Mapping[str, str]) -> None:
    db.table(name).drop(ignore=True)
    listed = ", ".join(f"[{column}] {kind}" for column, kind in columns.items())
    db.conn.execute(f"CREATE TABLE [{name}] ({listed})")
    db.table(name).create_index(["division"])
    _renew(db, name)


def renew_kept(db: Database) -> None:
    """Fill the tables anew inside one transaction."""
    with db.atomic():
        for name in KEPT:
            db.conn.execute(f"DELETE FROM [{name}]")  # noqa: S608 - our own names
            _renew(db, name)


def _renew(db: Database, name: str) -> None:
    columns = ", ".join(f"[{column}]" for column in codebook()[name].columns)
    db.conn.execute(
        f"INSERT INTO [{name}] ({columns}) SELECT {columns} FROM ({read_query(name).template})"  # noqa: S608
    )
