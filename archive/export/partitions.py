"""Tables cut by year and province, in Hive's layout: readers open the files that they need."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from archive.archive import ArchiveError
from archive.export.resources import Resource
from archive.export.rows import parquet_writer

FILE = "data.parquet"
# The folder of what has no value: Hive's word for it, which DuckDB and polars read as NULL.
NONE = "__HIVE_DEFAULT_PARTITION__"
_IN_PROVINCE = (
    "(division BETWEEN :province AND :province || '~' OR (:province IS NULL AND division IS NULL))"
)
_OF_AGENCY = (
    f"(agency IN (SELECT id FROM agencies WHERE {_IN_PROVINCE})"  # noqa: S608 - our own words
    " OR (:province IS NULL AND agency IS NULL))"
)
# What a table may be cut by: all values, and the condition by the column that a table has.
_VALUES = {
    "year": "SELECT year FROM reports UNION SELECT year FROM coverage ORDER BY year",
    "province": "SELECT substr(code, 1, 2) FROM divisions UNION SELECT NULL ORDER BY 1",
}
_CONDITIONS = {
    # The plus keeps SQLite from the index of years, in which each has a seventh of everything.
    "year": {"year": "+year IS :year"},
    "province": {"division": _IN_PROVINCE, "agency": _OF_AGENCY},
}
PARTS = tuple(_VALUES)


@dataclass(frozen=True)
class Part:
    """The rows of a table that have the same values in the columns that it is cut by."""

    values: Mapping[str, int | str | None]

    @property
    def folder(self) -> Path:
        named = ((name, NONE if value is None else value) for name, value in self.values.items())
        return Path(*(f"{name}={value}" for name, value in named))


def can_cut(resource: Resource, names: Sequence[str]) -> bool:
    """Tell whether a table is worth it, and its rows have what it is to be cut by."""
    return bool(names) and not resource.whole and all(_condition(resource, name) for name in names)


def write_parts(
    db: sqlite3.Connection, folder: Path, resource: Resource, names: Sequence[str]
) -> int:
    """Write a table's parts that have rows; returns how many rows they have together.

    What the folders say is left out of the files. Raises `ArchiveError` where a row is in no part.
    """
    whole = [field for field in resource.fields if field.name not in names]
    cut = replace(resource, fields=tuple(whole))
    where = " AND ".join(str(_condition(resource, name)) for name in names)
    count = sum(_write(db, folder, cut, where, part) for part in _parts(db, names))
    (wanted,) = db.execute(f"SELECT count(*) FROM [{resource.table.name}]").fetchone()  # noqa: S608
    if count != wanted:
        raise ArchiveError(f"{resource.name}: {wanted - count} of {wanted} rows are of no part")
    return count


def _parts(db: sqlite3.Connection, names: Sequence[str]) -> Iterator[Part]:
    found = [[value for (value,) in db.execute(_VALUES[name])] for name in names]
    for values in product(*found):
        yield Part(dict(zip(names, values, strict=True)))


def _write(db: sqlite3.Connection, folder: Path, resource: Resource, where: str, part: Part) -> int:
    count = 0
    with ExitStack() as stack:
        writer: Any = None
        for rows in resource.rows(db, where, part.values):
            if writer is None:
                path = folder / resource.name / part.folder / FILE
                path.parent.mkdir(parents=True)
                writer = stack.enter_context(parquet_writer(path, resource))
            writer.write(rows)
            count += len(rows)
    return count


def _condition(resource: Resource, name: str) -> str | None:
    columns = {field.name for field in resource.fields}
    conditions = _CONDITIONS[name].items()
    return next((sql for column, sql in conditions if column in columns), None)
