"""SQL that tells rows apart by what they say, and not by the numbers that one archive gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from archive.merging.joins import Join, joins
from archive.merging.parts import Part


@dataclass(frozen=True)
class Keys:
    """Keys of every table; `references` names the numbered table that a column refers to.

    `part` tells, where the other archive is a part of this one, how that was when it was cut: up to
    its last numbers rows have the same numbers in both.

    In what follows `row` is an alias of a row of a table of the schema `at`, main or other.
    """

    references: Mapping[tuple[str, str], str]
    part: Part

    def key(self, table: str, row: str, at: str) -> str:
        """Return an expression for a row's key: a JSON array, the same in every archive."""
        return f"json_array({', '.join(self.parts(joins()[table], row, at))})"

    def parts(self, join: Join, row: str, at: str) -> list[str]:
        """Return an expression for each part of a row's key."""
        parts = [self.tell(join, part, row, at) for part in join.key]
        return [*parts, self.place(join, row, at)] if join.alike else parts

    def tell(self, join: Join, part: str, row: str, at: str) -> str:
        """Return an expression for a column, the same in every archive: of a reference the key."""
        table = self.references.get((join.table, part))
        if table is None:
            return _plain(part, row, at)
        one, number = f"{row}_{part}", joins()[table].number
        return (
            f"(SELECT {self.key(table, one, at)} FROM {at}.[{table}] AS {one}"  # noqa: S608
            f" WHERE {one}.[{number}] = {row}.[{part}])"
        )

    def place(self, join: Join, row: str, at: str) -> str:
        """Return an expression for how many rows of the same key come before a row."""
        one = f"{row}_before"
        same = [f"{_plain(part, one, at)} IS {_plain(part, row, at)}" for part in join.key]
        where = " AND ".join([*same, f"{one}.[{join.number}] < {row}.[{join.number}]"])
        return f"(SELECT count(*) FROM {at}.[{join.table}] AS {one} WHERE {where})"  # noqa: S608

    def move(self, join: Join, part: str, row: str) -> str:
        """Return an expression for a column of the other archive as it is to be in this one."""
        table = self.references.get((join.table, part))
        if table is None:
            return f"{row}.[{part}]"
        new = f"(SELECT new FROM temp.[{numbers(table)}] WHERE old = {row}.[{part}])"  # noqa: S608
        return self.keep(table, f"{row}.[{part}]", new)

    def keep(self, table: str, number: str, new: str) -> str:
        """Return an expression for a row's number here: its own, if it was here at the cut."""
        if not self.part.last:
            return new
        if table not in self.part.last:
            return f"coalesce({new}, {number})"
        return f"CASE WHEN {self.was_here(table, number)} THEN {number} ELSE {new} END"

    def was_here(self, table: str, number: str) -> str:
        """Return a condition: a row of a part was here when that was cut."""
        return f"{number} <= {self.part.last[table]}"

    def same(self, join: Join, mine: str, other: str) -> str:
        """Return a condition: a row of this archive is the same as one of the other archive."""
        told = [
            f"{_plain(part, mine, 'main')} IS {self._moved(join, part, other)}" for part in join.key
        ]
        if join.alike:
            places = (self.place(join, mine, "main"), self.place(join, other, "other"))
            told.append(" = ".join(places))
        return " AND ".join(told)

    def _moved(self, join: Join, part: str, row: str) -> str:
        return _plain(part, row, "other") if "{row}" in part else self.move(join, part, row)


def find_keys(db: Database, part: Part | None = None) -> Keys:
    """Return the keys of a database's tables, with what its foreign keys refer to."""
    references = {}
    for join in joins().values():
        named = {key.column or "": key.other_table for key in db.table(join.table).foreign_keys}
        for column, table in (named | dict(join.refers or {})).items():
            if joins()[table].number:
                references[join.table, column] = table
    return Keys(references, part or Part(""))


def numbers(table: str) -> str:
    """Return the name of the temporary table that has the new number of each old one."""
    return f"numbers_of_{table}"


def _plain(part: str, row: str, at: str) -> str:
    return f"({part.format(row=row, at=at)})" if "{row}" in part else f"{row}.[{part}]"
