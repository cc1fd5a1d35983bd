"""What the pages ask of the database is found by indexes, however large the archive is."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import Database

from tests.archive.pages.conftest import Get

PAGES = (
    *("/", "/agencies", "/agencies?province=99&kind=township", "/agency/1", "/report/3"),
    *("/revision/1", "/portal/yunlan", "/search?q=年&province=99&section=0"),
)
# Small whatever the archive: a row a province and year, a body. Counting goes over the smallest
# index; the newest revisions are the first of theirs.
HARMLESS = (
    *("SCAN provinces", "SCAN agencies", "SCAN CONSTANT ROW"),
    "SCAN revisions USING INDEX idx_revisions_seen_at",
    # A page's bodies; what has the terms; years, and hits of one page.
    *("SCAN json_each", "SCAN passages_fts VIRTUAL TABLE", "SCAN years", "SCAN (subquery-"),
    *("SCAN hits",),
)


@pytest.fixture
def unmeasured(datasette: Datasette, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The published copy without statistics: SQLite then takes every table to be large."""
    copy = tmp_path / "copy.db"
    shutil.copy(datasette.get_database("nianbao").path, copy)
    with closing(sqlite3.connect(copy)) as db:
        db.execute("DELETE FROM sqlite_stat1")
        db.commit()
    with closing(sqlite3.connect(copy)) as db:
        yield db


@pytest.mark.parametrize("path", PAGES)
def test_pages_look_up_and_never_search(
    get: Get, unmeasured: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    asked: list[tuple[str, Sequence[Any] | Mapping[str, Any]]] = []
    execute = Database.execute

    async def note(self: Database, sql: str, params: Any = None, **options: Any) -> Any:
        asked.append((sql, params or ()))
        return await execute(self, sql, params, **options)

    get(path)  # Datasette looks through every table once
    monkeypatch.setattr(Database, "execute", note)
    assert get(path).status_code == 200
    monkeypatch.undo()
    steps = [step for sql, values in asked for step in _plan(unmeasured, sql, values)]
    assert steps
    assert [step for step in steps if _searches(step)] == []


def _plan(db: sqlite3.Connection, sql: str, values: Any) -> list[str]:
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return []
    return [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]


def _searches(step: str) -> bool:
    return (
        step.startswith("SCAN") and not step.startswith(HARMLESS) and "COVERING INDEX" not in step
    )
