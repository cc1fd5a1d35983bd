"""Rows of another archive, attached as `other`, into this one: each table at once, by its join."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from archive.merging.joins import Join, Newest, joins
from archive.merging.keys import Keys, numbers

Names = Callable[[Database], Mapping[str, str]]
"""Gives the names under which rows are to be known here whose own names are taken here."""


@dataclass(frozen=True)
class Taken:
    """How many rows of a table are new here, were here already, and were left."""

    new: int
    known: int
    left: int = 0


def number_rows(db: Database, keys: Keys, names: Mapping[str, Names]) -> None:
    """Find what every row of the other archive is, or is to be, here; nothing is changed yet.

    `names` is for tables whose numbers are names.
    """
    for join in _taken():
        if join.number:
            _number(db, keys, join)
            _name(db, join, names)


def take_rows(db: Database, keys: Keys) -> dict[str, Taken]:
    """Take every row inside the caller's transaction; returns what became of each table."""
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    for join in joins().values():
        if join.left and join.within:
            _forget_lesser(db, keys, join)
    taken = {}
    for join in _taken():
        _join(db, keys, join)
        taken[join.table] = _tell(db, join, _insert(db, keys, join))
    return taken


def _taken() -> Iterator[Join]:
    return (join for join in joins().values() if not join.left)


def forget_numbers(db: Database) -> None:
    """Drop what `number_rows` remembered."""
    for join in joins().values():
        db.conn.execute(f"DROP TABLE IF EXISTS temp.[{numbers(join.table)}]")


def _number(db: Database, keys: Keys, join: Join) -> None:
    """Find for each row of the other archive the one that it is here, if it is here."""
    kind = "INTEGER" if db.table(join.table).columns_dict[join.number or ""] is int else "TEXT"
    table = numbers(join.table)
    db.conn.execute(
        f"CREATE TEMP TABLE [{table}] (old {kind} PRIMARY KEY, new {kind},"
        " is_new INTEGER, is_better INTEGER)"
    )
    needs = [f"{keys.move(join, column, 'o')} IS NOT NULL" for column in join.needs]
    lent = ", ".join(map(str, keys.part.lent.get(join.table, ())))
    where = " AND ".join([join.only.format(row="o"), *needs, f"o.[{join.number}] NOT IN ({lent})"])
    found = (
        f"(SELECT m.[{join.number}] FROM main.[{join.table}] AS m"  # noqa: S608
        f" WHERE {keys.same(join, 'm', 'o')})"
    )
    db.conn.execute(
        f"INSERT INTO temp.[{table}] (old, new)"  # noqa: S608
        f" SELECT o.[{join.number}], {_find(keys, join, found)}"
        f" FROM other.[{join.table}] AS o WHERE {where} ORDER BY 1"
    )
    db.conn.execute(f"UPDATE temp.[{table}] SET is_new = new IS NULL")  # noqa: S608
    if join.worth:
        db.conn.execute(
            f"DELETE FROM temp.[{table}] WHERE is_new AND old IN (SELECT o.[{join.number}]"  # noqa: S608
            f" FROM other.[{join.table}] AS o WHERE NOT {join.worth.format(row='o')})"
        )
    for group in join.newest if join.table in _parents(keys) else ():
        db.conn.execute(
            f"UPDATE temp.[{table}] AS n SET is_better = 1 WHERE NOT is_new AND"  # noqa: S608
            f" (SELECT {_rank(keys, join, group, 'o', 'other')} FROM other.[{join.table}] AS o"
            f" WHERE o.[{join.number}] = n.old) >"
            f" (SELECT {_rank(keys, join, group, 'm', 'main')} FROM main.[{join.table}] AS m"
            f" WHERE m.[{join.number}] = n.new)"
        )


def _find(keys: Keys, join: Join, found: str) -> str:
    own = join.table in keys.part.last
    return keys.keep(join.table, f"o.[{join.number}]", found) if own else found


def _parents(keys: Keys) -> set[str]:
    """Return the tables whose rows others come and go with."""
    return {_parent(keys, join) for join in joins().values() if join.within}


def _parent(keys: Keys, join: Join) -> str:
    return keys.references[join.table, join.within or ""]


def _name(db: Database, join: Join, names: Mapping[str, Names]) -> None:
    """Number the rows that are new here: as they were where nothing stands yet, else after it."""
    table = numbers(join.table)
    if join.table in names:
        told = names[join.table](db).items()
        sql = f"UPDATE temp.[{table}] SET new = ?2 WHERE old = ?1"  # noqa: S608
        db.conn.executemany(sql, told)
        sql = f"UPDATE temp.[{table}] SET new = old WHERE new IS NULL"  # noqa: S608
        db.conn.execute(sql)
        return
    last = db.execute(f"SELECT max([{join.number}]) FROM main.[{join.table}]").fetchone()[0]  # noqa: S608
    place = "old" if last is None else "?1 + row_number() OVER (ORDER BY old)"
    db.conn.execute(
        f"UPDATE temp.[{table}] AS n SET new = found.place FROM (SELECT old, {place} AS place"  # noqa: S608
        f" FROM temp.[{table}] WHERE is_new) AS found WHERE n.old = found.old",
        [] if last is None else [last],
    )


def _join(db: Database, keys: Keys, join: Join) -> None:
    """Let rows that both archives have say what the two say together."""
    values = dict(_hand(db, keys, join) if join.handed and keys.part.last else _values(keys, join))
    if not values:
        return
    sets = ", ".join(f"[{column}] = {value}" for column, value in values.items())
    differs = " OR ".join(f"{keys.move(join, one, 'o')} IS NOT m.[{one}]" for one in values)
    if join.number:
        source = f"JOIN temp.[{numbers(join.table)}] AS n ON n.old = o.[{join.number}]"
        same = f"m.[{join.number}] = n.new AND NOT n.is_new"
    else:
        source, same = "", keys.same(join, "m", "o")
    db.conn.execute(
        f"UPDATE main.[{join.table}] AS m SET {sets} FROM other.[{join.table}] AS o {source}"  # noqa: S608
        f" WHERE {same} AND ({differs})"
    )


def _hand(db: Database, keys: Keys, join: Join) -> Iterator[tuple[str, str]]:
    """Yield every column as a part has it, of rows that were here when it was cut."""
    ordinary = dict(_values(keys, join))
    for column in db.table(join.table).columns_dict:
        if column == join.number or column in join.made:
            continue
        value = keys.move(join, column, "o")
        if join.table in keys.part.last:
            was_here = keys.was_here(join.table, f"o.[{join.number}]")
            since = ordinary.get(column, f"m.[{column}]")
            value = f"CASE WHEN {was_here} THEN {value} ELSE {since} END"
        yield column, value


def _values(keys: Keys, join: Join) -> Iterator[tuple[str, str]]:
    """Yield each column in which rows may differ, and what it is to be."""
    for sign, columns in (("<", join.least), (">", join.greatest)):
        for column in columns:
            mine, other = (keys.tell(join, column, *one) for one in _BOTH)
            better = f"m.[{column}] IS NULL OR {other} {sign} {mine}"
            yield column, _choose(better, keys, join, column)
    for group in join.newest:
        mine, other = (_rank(keys, join, group, *one) for one in _BOTH)
        for column in group.columns:
            yield column, _choose(f"{other} > {mine}", keys, join, column)


_BOTH = (("m", "main"), ("o", "other"))


def _choose(better: str, keys: Keys, join: Join, column: str) -> str:
    return f"CASE WHEN {better} THEN {keys.move(join, column, 'o')} ELSE m.[{column}] END"


def _rank(keys: Keys, join: Join, group: Newest, row: str, at: str) -> str:
    """Return an expression by which rows are in order; no value goes before any."""
    told = (keys.tell(join, part, row, at) for part in (*group.by, *group.columns))
    return f"json_array({', '.join(f'''coalesce({one}, '')''' for one in told)})"


def _insert(db: Database, keys: Keys, join: Join) -> int:
    """Put the rows in that are not here, with those that they come with; returns how many."""
    if join.within:
        _forget_lesser(db, keys, join)
    columns = [name for name in db.table(join.table).columns_dict if name not in join.drawn]
    values = [
        "n.new" if name in {join.number, join.within} else keys.move(join, name, "o")
        for name in columns
    ]
    return db.conn.execute(
        f"INSERT INTO main.[{join.table}] ({', '.join(f'[{name}]' for name in columns)})"  # noqa: S608
        f" SELECT {', '.join(values)} FROM {_fresh(keys, join)}"
    ).rowcount


def _fresh(keys: Keys, join: Join) -> str:
    """Return which rows of the other archive are to be put in, in their own order."""
    if join.within:
        table = numbers(_parent(keys, join))
        order = ", ".join(f"o.[{part}]" for part in join.key if part != join.within)
        return (
            f"temp.[{table}] AS n CROSS JOIN other.[{join.table}] AS o ON o.[{join.within}] = n.old"
            f" WHERE n.is_new OR n.is_better ORDER BY n.old, {order}"
        )
    if join.number:
        return (
            f"temp.[{numbers(join.table)}] AS n CROSS JOIN other.[{join.table}] AS o"
            f" ON o.[{join.number}] = n.old WHERE n.is_new ORDER BY n.old"
        )
    return (
        f"other.[{join.table}] AS o WHERE NOT EXISTS (SELECT 1 FROM main.[{join.table}] AS m"  # noqa: S608
        f" WHERE {keys.same(join, 'm', 'o')}) ORDER BY o.rowid"
    )


def _forget_lesser(db: Database, keys: Keys, join: Join) -> None:
    """Drop the rows that belong to one which the other archive has better, or compare with it."""
    parent = _parent(keys, join)
    lesser = f"SELECT new FROM temp.[{numbers(parent)}] WHERE is_better"  # noqa: S608
    for (table, column), named in keys.references.items():
        if (table, named) == (join.table, parent):
            db.conn.execute(f"DELETE FROM main.[{table}] WHERE [{column}] IN ({lesser})")  # noqa: S608


def _tell(db: Database, join: Join, new: int) -> Taken:
    every = _count(db, join.table, "other")
    if not join.number:
        return Taken(new, every - new)
    asked = _count(db, numbers(join.table), "temp")
    return Taken(new, asked - new, every - asked)


def _count(db: Database, table: str, at: str = "main") -> int:
    return int(db.execute(f"SELECT count(*) FROM {at}.[{table}]").fetchone()[0])  # noqa: S608
