"""The recipes of docs/cookbook.md: each with its query and what it gives on a demo archive."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from archive.publish.site import Recipe, cookbook
from tests.docs_markdown import cell_of, table_of

_SHOWN = 5
# What tests/test_docs.py knows these queries by: they are proved by their results.
NOTE = "recipe"


def make_demo(folder: Path) -> Path:
    """Run the demo inside a folder; returns its archive."""
    archive = folder / "demo-archive"
    command = [sys.executable, "-m", "nianbao", "demo", "--archive", str(archive)]
    subprocess.run(command, capture_output=True, check=True)
    return archive


def cookbook_text(demo: Path) -> str:
    """Return all recipes, with the results that a demo archive gives."""
    with closing(sqlite3.connect(demo / "published" / "nianbao.db")) as published:
        published.row_factory = sqlite3.Row
        chapters = [_chapter(n, recipe, published) for n, recipe in enumerate(cookbook(), 1)]
    return "\n\n".join(["", *chapters, ""])


def _chapter(number: int, recipe: Recipe, published: sqlite3.Connection) -> str:
    query = recipe.query
    given = {name: recipe.given.get(name, "") for name in query.params}
    rows = published.execute(query.sql, given).fetchall()
    shown = [
        [_tell(row[name]) for name in recipe.columns]  # a column that is not there is an error
        for row in rows[:_SHOWN]
    ]
    return "\n\n".join(
        (
            f"## {number}. {query.title_en} · {query.title_zh}",
            f"{recipe.ask} `{query.name}`{_tell_given(recipe)}:",
            f"<!-- {NOTE} -->\n```sql\n{query.sql}\n```",
            table_of([f"`{name}`" for name in recipe.columns], shown),
            _tell_rest(len(rows)),
        )
    )


def _tell_given(recipe: Recipe) -> str:
    given = [
        f"`{name} = {recipe.given[name]}`" for name in recipe.query.params if name in recipe.given
    ]
    return f" with {', '.join(given)}" if given else ""


def _tell(value: object) -> str:
    return "" if value is None else cell_of(str(value))


def _tell_rest(many: int) -> str:
    return f"{many} rows." if many <= _SHOWN else f"The first {_SHOWN} of {many} rows."
