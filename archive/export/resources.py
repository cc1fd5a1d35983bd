"""What a data package holds: its tables, and of every column what it is."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from archive.archive import ArchiveError
from archive.codebook import Column, Table, codebook

Type = Literal["string", "integer", "number", "date", "datetime"]

_TYPES: Mapping[str, Type] = {"INTEGER": "integer", "REAL": "number", "ANY": "number"}
# Enough rows for Parquet to pack well, few enough to be held at once: a panel has 250 columns.
_VALUES = 1_000_000
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Field:
    """A column of the package: the codebook's words, its type, and whether it is never empty."""

    column: Column
    type: Type
    required: bool

    @property
    def name(self) -> str:
        return self.column.name


@dataclass(frozen=True)
class Resource:
    """A table of the package; `foreign` names for a column the resource whose row it names.

    `whole`: its Parquet stays one file when others are cut.
    """

    name: str
    table: Table
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    order: str
    foreign: Mapping[str, str]
    whole: bool

    def query(self, where: str = "1") -> str:
        """Return the statement that gives the rows that fulfil a condition, in their order."""
        columns = ", ".join(f"[{field.name}]" for field in self.fields)
        return f"SELECT {columns} FROM [{self.table.name}] WHERE {where} ORDER BY {self.order}"  # noqa: S608

    def rows(
        self, db: sqlite3.Connection, where: str = "1", values: Mapping[str, Any] = _NOTHING
    ) -> Iterator[Sequence[tuple[Any, ...]]]:
        """Yield the rows that fulfil a condition in their order, some thousand at a time."""
        cursor = db.execute(self.query(where), values)
        while batch := cursor.fetchmany(_VALUES // len(self.fields)):
            yield batch


def read_resources(db: sqlite3.Connection) -> tuple[Resource, ...]:
    """Return the resources of a published database, each with its columns as they are there.

    Raises `ArchiveError` where the database lacks a column that the codebook has.
    """
    path = files(__package__) / "resources.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    formats: dict[str, Type] = dict.fromkeys(data["formats"]["datetime"], "datetime")
    formats |= dict.fromkeys(data["formats"]["date"], "date")
    return tuple(_read(db, name, entry, formats) for name, entry in data["resources"].items())


def _read(
    db: sqlite3.Connection, name: str, entry: Mapping[str, Any], formats: Mapping[str, Type]
) -> Resource:
    table = codebook()[entry.get("table", name)]
    key = tuple(entry.get("key", ()))
    # What a view computes has no declared type: the codebook has it.
    declared = {row[1]: row[2] for row in db.execute(f"PRAGMA table_info([{table.name}])")}
    if not table.columns.keys() <= declared.keys():
        raise ArchiveError(
            "the published copy was made by an earlier version: run `nianbao publish` first"
        )
    fields = (
        Field(
            column,
            formats.get(column.name) or _TYPES.get(declared[column.name] or column.type, "string"),
            column.name in key,
        )
        for column in table.columns.values()
        if column.name not in entry.get("drop", ())
    )
    foreign, whole = entry.get("foreign", {}), entry.get("whole", False)
    return Resource(name, table, tuple(fields), key, entry["order"], foreign, whole)
