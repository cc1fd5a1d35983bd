"""What is kept for quick reading says what its definition says, and follows the code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.codebook import codebook, column_name, indicators
from archive.schema import migrate
from archive.schema.kept import KEPT, renew_kept
from archive.schema.views import read_query
from archive.schema.wide import WIDE, spread_cells
from tests.archive.filling import CITY, fill


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
        yield archive


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_table_has_the_rows_of_its_definition(archive: Archive, name: str) -> None:
    defined = archive.rows(read_query(name).template)
    assert defined
    assert sorted(map(repr, archive.db.table(name).rows)) == sorted(map(repr, defined))


@pytest.mark.parametrize("name", KEPT)
def test_a_table_of_other_columns_is_made_anew(archive: Archive, name: str) -> None:
    before = list(archive.db.table(name).rows)
    archive.db.table(name).add_column("former", str)
    migrate(archive.db)
    assert list(archive.db.table(name).rows) == before


def test_what_changed_shows_when_it_is_renewed(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute("UPDATE portals SET outcome = 'blocked', looks = 0")
    sql = "SELECT DISTINCT state FROM coverage WHERE portal = 'empty' AND year = 2024"
    assert archive.rows(sql) == [{"state": "not_found"}]
    renew_kept(archive.db)
    assert archive.rows(sql) == [{"state": "blocked"}]


def test_each_reading_with_cells_has_its_numbers_in_a_row(archive: Archive) -> None:
    wide = {row["version"]: row for row in archive.db.table(WIDE).rows}
    cells = archive.rows("SELECT version, key, value FROM cells")
    assert wide.keys() == {cell["version"] for cell in cells}
    for cell in cells:
        assert wide[cell["version"]][column_name(cell["key"])] == cell["value"]


def test_cells_of_one_reading_are_spread_once(archive: Archive) -> None:
    before = list(archive.db.table(WIDE).rows)
    spread_cells(archive.db)
    assert list(archive.db.table(WIDE).rows) == before


def test_a_new_indicator_is_blank_in_former_readings(archive: Archive) -> None:
    name = column_name(next(iter(indicators())))
    archive.db.conn.execute("DROP VIEW panel")
    archive.db.conn.execute(f"ALTER TABLE [{WIDE}] DROP COLUMN [{name}]")
    migrate(archive.db)
    (row,) = archive.rows("SELECT * FROM panel WHERE agency = ? AND year = 2022", CITY)
    assert row[name] is None
    assert list(row) == list(codebook()["panel"].columns)
