"""A data package cut by year and province: that readers open what they need, and lose nothing."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from frictionless import Package

from archive.archive import Archive, ArchiveError, open_archive
from archive.export import export
from archive.export.partitions import NONE
from archive.publish.site import Recipe, cookbook
from tests.conftest import Demo

CUT = ("year", "province")
TABLES = (
    *("panel", "cells", "applications", "challenges", "disclosure"),
    *("year_on_year", "repeats"),
)
WHOLE = ("findings", "indicators_yearly", "blanks", "coverage", "reports")
HIVE = pl.Schema({"year": pl.Int64, "province": pl.String})


@pytest.fixture(scope="module")
def archive(demo: Demo) -> Iterator[Archive]:
    with open_archive(demo.archive) as opened:
        yield opened


@pytest.fixture(scope="module")
def package(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "package"
    export(archive, folder, CUT)
    return folder


@pytest.fixture(scope="module")
def views(package: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(read_views(package)) as connection:
        yield connection


@pytest.fixture
def own(demo: Demo, tmp_path: Path) -> Iterator[Archive]:
    """An archive of which a test can alter what is published."""
    path = tmp_path / "archive"
    (path / "published").mkdir(parents=True)
    for name in ("nianbao.db", "published/nianbao.db"):
        shutil.copy(demo.archive / name, path / name)
    with open_archive(path) as opened:
        yield opened


def read_views(package: Path) -> duckdb.DuckDBPyConnection:
    """Open a package as its file for DuckDB has it."""
    connection = duckdb.connect()
    connection.execute(f"SET file_search_path = '{package}'")
    connection.execute((package / "duckdb.sql").read_text(encoding="utf-8"))
    return connection


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_parts_together_are_the_table(
    archive: Archive, views: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    export(archive, tmp_path / "whole")
    for table in TABLES:
        whole = duckdb.read_parquet(f"{tmp_path}/whole/{table}.parquet")
        names = ", ".join(f'"{name}"' for name in whole.columns)
        parts = views.table(table).select(names)
        assert sorted(parts.fetchall(), key=str) == sorted(whole.fetchall(), key=str), table


def test_duckdb_opens_the_parts_that_are_asked_for(views: duckdb.DuckDBPyConnection) -> None:
    for table in TABLES:
        asked = views.table(table).filter("year = 2023 AND province = '34'")
        told = asked.explain("analyze")
        scanned = re.search(r"Scanning Files: (\d+)/(\d+)", told)
        assert scanned, told
        assert int(scanned[1]) == 1
        assert int(scanned[2]) > 4
        assert asked.fetchall()


def test_polars_opens_the_parts_that_are_asked_for(package: Path) -> None:
    for table in TABLES:
        scan = pl.scan_parquet(package / table, hive_partitioning=True, hive_schema=HIVE)
        asked = scan.filter(pl.col("year") == 2023, pl.col("province") == "34")
        opened = re.findall(r"Parquet SCAN \[(.*)\]", asked.explain())
        assert opened == [str(package / table / "year=2023" / "province=34" / "data.parquet")]
        assert asked.collect().height


def test_what_has_few_bytes_is_not_cut(package: Path) -> None:
    for table in WHOLE:
        assert (package / f"{table}.parquet").is_file()
        assert not (package / table).exists()


def test_no_year_and_no_province_are_null_for_both(own: Archive, tmp_path: Path) -> None:
    with closing(sqlite3.connect(own.published / "nianbao.db")) as db, db:
        (agency,) = db.execute("SELECT min(id) FROM agencies").fetchone()
        db.execute("UPDATE agencies SET division = NULL WHERE id = ?", (agency,))
        db.execute("UPDATE panel SET division = NULL WHERE agency = ?", (agency,))
        (report,) = db.execute("SELECT max(report) FROM panel").fetchone()
        db.execute("UPDATE reports SET year = NULL WHERE id = ?", (report,))
        db.execute("UPDATE panel SET year = NULL WHERE report = ?", (report,))
        (without,) = db.execute("SELECT count(*) FROM panel WHERE division IS NULL").fetchone()
    export(own, tmp_path / "package", CUT)
    assert list((tmp_path / "package/panel").rglob(f"province={NONE}/data.parquet"))
    assert list((tmp_path / "package/panel").glob(f"year={NONE}/*/data.parquet"))
    with closing(read_views(tmp_path / "package")) as views:
        for column, wanted in (("province", without), ("year", 1)):
            rows = views.table("panel").filter(f"{column} IS NULL").fetchall()
            scan = pl.scan_parquet(tmp_path / "package/panel", hive_schema=HIVE)
            assert wanted
            assert len(rows) == wanted
            assert scan.filter(pl.col(column).is_null()).collect().height == wanted


def test_what_is_in_no_part_is_no_silent_loss(own: Archive, tmp_path: Path) -> None:
    with closing(sqlite3.connect(own.published / "nianbao.db")) as db, db:
        db.execute("UPDATE panel SET year = 1900 WHERE report = (SELECT min(report) FROM panel)")
    with pytest.raises(ArchiveError, match="panel: 1 of 52 rows are of no part"):
        export(own, tmp_path / "package", CUT)


def test_frictionless_finds_it_valid_and_every_part_is_described(package: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert Package(str(package / "datapackage.json")).validate().valid
    found = digests(package)
    told = {
        part["path"]: part["hash"].removeprefix("sha256:")
        for resource in described["resources"]
        if isinstance(resource["parquet"], list)
        for part in resource["parquet"]
    }
    assert {path.partition("/")[0] for path in told} == set(TABLES)
    assert told == {path: found[path] for path in found if "/" in path}


def test_the_same_copy_gives_the_same_bytes(
    archive: Archive, package: Path, tmp_path: Path
) -> None:
    export(archive, tmp_path / "again", CUT)
    assert digests(tmp_path / "again") == digests(package)


def test_the_order_of_the_folders_is_that_asked_for(archive: Archive, tmp_path: Path) -> None:
    export(archive, tmp_path / "package", ("province", "year"))
    assert (tmp_path / "package/panel/province=34/year=2023/data.parquet").is_file()


def test_an_export_takes_the_place_of_one_that_was_cut(archive: Archive, tmp_path: Path) -> None:
    export(archive, tmp_path / "package", ("year",))
    export(archive, tmp_path / "package")
    assert not (tmp_path / "package/panel").exists()


def test_what_somebody_put_among_the_parts_is_kept(archive: Archive, tmp_path: Path) -> None:
    export(archive, tmp_path / "package", ("year",))
    (tmp_path / "package/panel/year=2023/notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ArchiveError, match=r"holds panel/year=2023/notes\.txt"):
        export(archive, tmp_path / "package")


def test_without_pyarrow_there_are_no_parts(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.export.package.has_parquet", lambda: False)
    with pytest.raises(ArchiveError, match="pip install"):
        export(archive, tmp_path / "package", CUT)


@pytest.mark.parametrize("recipe", cookbook(), ids=lambda recipe: recipe.query.name)
def test_the_cookbook_gives_the_same_in_duckdb(
    archive: Archive, views: duckdb.DuckDBPyConnection, recipe: Recipe
) -> None:
    given = {name: recipe.given.get(name, "") for name in recipe.query.params}
    places = [*recipe.columns]
    with closing(sqlite3.connect(archive.published / "nianbao.db")) as db:
        wanted = _shown(db.execute(recipe.query.sql, given), places)
    asked = re.sub(r":(\w+)", r"$\1", recipe.query.sql)
    assert _shown(views.execute(asked, given), places) == wanted
    assert wanted


def _shown(cursor: Any, columns: list[str]) -> list[list[str]]:
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    return sorted([_tell(row[names.index(name)]) for name in columns] for row in rows)


def _tell(value: object) -> str:
    """Write a value as SQLite keeps it; sums are floats where SQLite has whole numbers."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return f"{float(value):.4f}" if isinstance(value, int | float) else str(value)
