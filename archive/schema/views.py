"""The views that researchers query, remade at each opening so that they follow the code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template

from sqlite_utils import Database

from archive.codebook import STATUTORY_TABLES, column_name, indicators, lines, measures

PLAIN_VIEWS = (
    *("deadlines", "series", "gaps", "year_on_year", "unplaced", "evidence", "standing"),
    *("provinces", "passages", "blanks", "repeats"),
)


def create_views(db: Database) -> None:
    """Make the database's views those of the code, touching none that is right already."""
    wanted = view_definitions()
    present = {view.name: view.schema for view in db.views}
    if present == wanted:
        return
    with db.atomic():
        drop_views(db)
        for statement in wanted.values():
            db.conn.execute(statement)


def drop_views(db: Database) -> None:
    """Drop every view; `create_views` makes them again."""
    for name in db.view_names():
        db.view(name).drop()


@cache
def view_definitions() -> dict[str, str]:
    """Return the statement that creates each view, by its name."""
    queries = {
        "panel": _panel(),
        **{name: _statutory(name) for name in STATUTORY_TABLES},
        **{name: read_query(name).template for name in PLAIN_VIEWS},
    }
    return {name: f"CREATE VIEW [{name}] AS\n{query.strip()}" for name, query in queries.items()}


def _panel() -> str:
    columns = (f"wide_cells.{column_name(key)}" for key in indicators())
    return read_query("panel").substitute(indicators=",\n  ".join(columns))


def _statutory(table: str) -> str:
    columns = (
        _cell(f"'{table}.' || lines.item || '.{measure}'", measure) for measure in measures(table)
    )
    rows = (
        f"('{line.form}', {line.position}, '{line.item}', '{line.part}', '{line.label}')"
        for line in lines(table)
    )
    return read_query("statutory_table").substitute(
        table=table, lines=",\n  ".join(rows), measures=",\n  ".join(columns)
    )


def _cell(key: str, name: str) -> str:
    return _CELL.substitute(key=key, name=name)


_CELL = Template(
    "(SELECT value FROM cells WHERE cells.version = reports.version AND cells.key = $key) AS $name"
)


def read_query(name: str) -> Template:
    """Return the query of a view as its file has it."""
    file = files("archive.schema") / "views" / f"{name}.sql"
    return Template(file.read_text(encoding="utf-8"))
