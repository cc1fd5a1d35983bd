"""How rows of two archives become one: what `merged.toml` says of each table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Newest:
    """Columns that are taken together, from the row that is greater by `by`."""

    by: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Join:
    """What `merged.toml` says of one table; it explains each word."""

    table: str
    key: tuple[str, ...] = ()
    number: str | None = None
    alike: bool = False
    only: str = "1"
    worth: str | None = None
    fixed: tuple[str, ...] = ()
    least: tuple[str, ...] = ()
    greatest: tuple[str, ...] = ()
    newest: tuple[Newest, ...] = ()
    made: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    refers: Mapping[str, str] | None = None
    needs: tuple[str, ...] = ()
    within: str | None = None
    left: str | None = None
    handed: bool = False
    goes: bool = False

    @property
    def joined(self) -> Iterator[str]:
        """Yield the columns in which two rows of one key may differ."""
        yield from (*self.least, *self.greatest)
        for group in self.newest:
            yield from group.columns

    @property
    def columns(self) -> set[str]:
        """Return every column that is told of."""
        keys = {part for part in self.key if "{row}" not in part}
        return {*keys, *self.fixed, *self.joined, *self.made, *self.drawn, self.number or ""} - {""}


@cache
def joins() -> Mapping[str, Join]:
    """Return the joins of all tables by name, in the order in which they are made."""
    text = files("archive.schema").joinpath("merged.toml").read_text(encoding="utf-8")
    return {table: _read(table, told) for table, told in tomllib.loads(text).items()}


def _read(table: str, told: Mapping[str, Any]) -> Join:
    unknown = told.keys() - {field.name for field in fields(Join)}
    if unknown:
        raise ValueError(f"merged.toml, {table}: {', '.join(sorted(unknown))}")
    parts: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in told.items()
    }
    groups = told.get("newest", ())
    parts["newest"] = tuple(Newest(tuple(one["by"]), tuple(one["columns"])) for one in groups)
    return Join(table, **parts)
