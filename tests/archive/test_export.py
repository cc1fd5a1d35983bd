"""A data package: that others open it, what is in it, and how its folder is replaced."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from archive.archive import Archive, ArchiveError, ArchiveHeldError, open_archive
from archive.codebook import column_name, indicators
from archive.export import export
from archive.export.folder import replaced
from archive.export.names import LONGEST, short_name
from archive.export.resources import read_resources
from archive.export.rows import defuse
from tests.conftest import Demo

# help varname: what no variable may be called.
RESERVED = (
    "_all _b byte _coef _cons double float if in int long _n _N _pi _pred _rc _skip str strL"
    " using with"
)
HOSTILE = '=HYPERLINK("http://x.test","云澜市")'


@pytest.fixture(scope="module")
def archive(demo: Demo) -> Iterator[Archive]:
    with open_archive(demo.archive) as opened:
        yield opened


@pytest.fixture(scope="module")
def package(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "package"
    export(archive, folder)
    return folder


@pytest.fixture
def own(demo: Demo, tmp_path: Path) -> Iterator[Archive]:
    """An archive of which a test can alter what is published."""
    path = tmp_path / "archive"
    (path / "published").mkdir(parents=True)
    for name in ("nianbao.db", "published/nianbao.db"):
        shutil.copy(demo.archive / name, path / name)
    with open_archive(path) as opened:
        yield opened


@pytest.fixture
def published(archive: Archive) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(archive.published / "nianbao.db")) as db:
        yield db


def description(package: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    return told


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_frictionless_finds_it_valid(package: Path) -> None:
    report = Package(str(package / "datapackage.json")).validate()
    assert report.flatten(["resourceName", "message"]) == []
    assert report.valid
    assert [task.stats["rows"] for task in report.tasks if task.name == "cells"] == [10368]


def test_the_same_copy_gives_the_same_bytes(
    archive: Archive, package: Path, tmp_path: Path
) -> None:
    export(archive, tmp_path / "again")
    names = sorted(path.name for path in package.iterdir())
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == names
    assert [
        n for n in names if (tmp_path / "again" / n).read_bytes() != (package / n).read_bytes()
    ] == []


def test_every_column_stands_in_the_codebook(package: Path) -> None:
    told = {(row["table"], row["column"]): row for row in read_csv(package / "codebook.csv")}
    page = (package / "codebook.md").read_text(encoding="utf-8")
    columns = [
        (resource["name"], name)
        for resource in description(package)["resources"]
        for name in read_header(package / resource["path"])
    ]
    assert list(told) == columns
    assert all(f"| `{name}` |" in page for _, name in columns)
    for row in told.values():
        assert row["definition_en"]
        assert re.search(r"[一-鿿]", row["definition_zh"])
        assert row["missing_en"]
        assert row["missing_zh"]


def read_header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def test_the_schema_has_the_columns_of_the_file_in_their_order(package: Path) -> None:
    for resource in description(package)["resources"]:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == read_header(package / resource["path"])
        assert resource["schema"]["missingValues"] == [""]


@pytest.mark.parametrize(
    ("column", "forms", "place", "comparable"),
    [
        ("applications_received_total", "2019 2021", "表3 / 本年新收政府信息", "both forms"),
        ("applications_other_all_total", "2019", "表3", "sum of the three rows"),
        ("applications_other_fee_not_paid_total", "2021", "表3", "other.all of the form of 2019"),
        ("disclosure_licensing_decisions", "2019 2021", "表2", "both forms"),
        ("disclosure_rules_in_force", "2021", "表2", "nothing in the other form"),
        ("challenges_review_corrected", "2019 2021", "表4 / 行政复议", "both forms"),
    ],
)  # fmt: skip
def test_indicators_have_their_place_in_the_forms(
    package: Path, column: str, forms: str, place: str, comparable: str
) -> None:
    rows = read_csv(package / "codebook.csv")
    (row,) = [row for row in rows if (row["table"], row["column"]) == ("panel", column)]
    assert row["forms"] == forms
    assert place in row["statutory_cell"]
    assert comparable in row["comparability_en"]
    assert "never zero" in row["missing_en"]
    assert row["unit"]


def test_short_names_are_unique_and_valid_in_stata(package: Path) -> None:
    by_table: dict[str, list[str]] = {}
    for row in read_csv(package / "codebook.csv"):
        by_table.setdefault(row["table"], []).append(row["short_name"])
    for names in by_table.values():
        assert len(set(names)) == len(names)
        assert [name for name in names if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII)] == []
        assert max(map(len, names)) <= LONGEST
        assert not set(names) & set(RESERVED.split())


def test_short_names_stay_as_they_were_handed_on() -> None:
    assert short_name("applications_received_total") == "app_rec_tot"
    assert (
        short_name("applications_not_processed_published_material_social_organisation")
        == "app_not_proc_publ_mat_soc"
    )
    assert short_name("granted_or_in_part_of_processed") == "granted_or_in_part_of_processed"
    names = ",".join(short_name(column_name(key)) for key in indicators())
    assert hashlib.sha256(names.encode()).hexdigest()[:16] == "dbfedc8f72fde76e"


def test_do_files_take_every_column_by_its_place(package: Path) -> None:
    for resource in description(package)["resources"]:
        text = (package / f"{resource['name']}.do").read_text(encoding="utf-8")
        names = [field["short_name"] for field in resource["schema"]["fields"]]
        assert re.findall(r"^rename v\d+ (\w+)$", text, re.MULTILINE) == names
        labels = re.findall(r'^label variable (\w+) `"(.*)"\'$', text, re.MULTILINE)
        assert [name for name, _ in labels] == names
        assert max(len(label) for _, label in labels) <= 80


def test_both_formats_have_what_is_published(package: Path, published: sqlite3.Connection) -> None:
    for resource in read_resources(published):
        (rows,) = [*resource.rows(published)] or [[]]
        names = [field.name for field in resource.fields]
        texts = [
            {n: "" if v is None else defuse(str(v)) for n, v in zip(names, row, strict=True)}
            for row in rows
        ]
        assert read_csv(package / f"{resource.name}.csv") == texts
        with duckdb.connect() as db:
            parquet = db.execute(
                "SELECT * FROM read_parquet(?)", [str(package / f"{resource.name}.parquet")]
            )
            assert [tuple(map(plain, row)) for row in parquet.fetchall()] == [
                tuple(row) for row in rows
            ]


def plain(value: object) -> object:
    """Return a value as SQLite has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else value


def test_duckdb_knows_the_types(package: Path) -> None:
    with duckdb.connect() as db:
        rows = db.execute(
            "DESCRIBE SELECT * FROM read_parquet(?)", [str(package / "cells.parquet")]
        )
        types = {row[0]: row[1] for row in rows.fetchall()}
    assert types["report"] == types["warc_offset"] == "BIGINT"
    assert types["value"] == "DOUBLE"
    assert types["captured_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["raw"] == types["payload_sha256"] == "VARCHAR"


def test_pandas_reads_numbers_and_blanks(package: Path, published: sqlite3.Connection) -> None:
    told = pd.read_csv(package / "panel.csv", dtype={"division": str})
    names = [column_name(key) for key in indicators()]
    assert all(pd.api.types.is_numeric_dtype(told[name]) for name in names)
    for name in names:
        values = [row[0] for row in published.execute(f"SELECT {name} FROM panel")]  # noqa: S608
        known = [value for value in values if value is not None]
        assert told[name].dropna().to_list() == known, name
        assert told[name].isna().to_list() == [value is None for value in values], name
    assert told["division"].dropna().str.fullmatch(r"\d{12}").all()


def test_digests_lead_from_the_citation_to_every_table(package: Path) -> None:
    data = (package / "datapackage.json").read_bytes()
    assert hashlib.sha256(data).hexdigest() in (package / "CITATION.cff").read_text("utf-8")
    for resource in description(package)["resources"]:
        for file in (resource, resource["parquet"]):
            body = (package / file["path"]).read_bytes()
            assert file["bytes"] == len(body)
            assert file["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"


def test_its_only_date_is_that_of_the_newest_capture(
    package: Path, published: sqlite3.Connection
) -> None:
    (newest,) = published.execute("SELECT max(fetched_at) FROM captures").fetchone()
    told = description(package)
    assert told["created"] == told["version"] == newest


def test_a_name_that_is_a_formula_is_defused(own: Archive, tmp_path: Path) -> None:
    with closing(sqlite3.connect(own.published / "nianbao.db")) as db, db:
        db.execute("UPDATE panel SET agency_name = ? WHERE report = 1", (HOSTILE,))
    export(own, tmp_path / "package")
    rows = read_csv(tmp_path / "package" / "panel.csv")
    assert next(row for row in rows if row["report"] == "1")["agency_name"] == f"'{HOSTILE}"
    parquet = pd.read_parquet(tmp_path / "package" / "panel.parquet").set_index("report")
    assert parquet.loc[1, "agency_name"] == HOSTILE


@given(st.text(alphabet="=+-@'\t\r\n＝＋－＠12,.%ab云", max_size=8))
def test_no_text_begins_a_formula_and_each_can_be_had_again(text: str) -> None:
    shown = defuse(text)
    assert text == (shown[1:] if shown.startswith("'") and len(shown) > 1 else shown)
    number = re.fullmatch(r"[+-]?[\d,.]+[%％]?", shown)
    assert len(shown) < 2 or number or not shown.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize("text", ["-", "-5", "+3", "-1,234.5", "12%", "/", "无", "云澜市", ""])
def test_marks_and_numbers_stay(text: str) -> None:
    assert defuse(text) == text


def test_without_pyarrow_there_is_csv(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.export.package.has_parquet", lambda: False)
    assert not export(archive, tmp_path / "package").parquet
    kinds = {path.suffix for path in (tmp_path / "package").iterdir()}
    assert kinds == {".csv", ".do", ".json", ".md", ".cff"}
    assert "parquet" not in description(tmp_path / "package")["resources"][0]


def test_a_former_export_is_replaced_as_a_whole(
    archive: Archive, package: Path, tmp_path: Path
) -> None:
    target = tmp_path / "package"
    shutil.copytree(package, target)
    (target / "panel.csv").write_text("old", encoding="utf-8")
    export(archive, target)
    assert (target / "panel.csv").read_bytes() == (package / "panel.csv").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_what_an_export_that_was_killed_left_is_no_hindrance(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / ".package.part").mkdir()
    (tmp_path / ".package.part" / "left.csv").touch()
    export(archive, tmp_path / "package")
    assert [path.name for path in tmp_path.iterdir()] == ["package"]
    assert not (tmp_path / "package" / "left.csv").exists()


@pytest.mark.parametrize(
    "names", [("mine.txt",), ("datapackage.json",), ("panel.csv", "analysis.R")]
)
def test_a_folder_with_anything_else_in_it_is_left_alone(
    archive: Archive, package: Path, tmp_path: Path, names: tuple[str, ...]
) -> None:
    target = tmp_path / "package"
    if "analysis.R" in names:
        shutil.copytree(package, target)
    target.mkdir(exist_ok=True)
    for name in names:
        (target / name).write_text("{}", encoding="utf-8")
    with pytest.raises(ArchiveError, match=f"holds {names[-1]}, which is not of an export"):
        export(archive, target)
    assert (target / names[-1]).read_text(encoding="utf-8") == "{}"


def _fail_half_way(target: Path) -> None:
    with replaced(target) as folder:
        (folder / "panel.csv").write_text("half", encoding="utf-8")
        raise OSError("full")


def test_a_failure_leaves_the_former_export(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "package"
    shutil.copytree(package, target)
    with pytest.raises(OSError, match="full"):
        _fail_half_way(target)
    assert (target / "panel.csv").read_bytes() == (package / "panel.csv").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_two_exports_do_not_mix(archive: Archive, tmp_path: Path) -> None:
    beside = tmp_path / ".package.part"
    beside.mkdir()
    (beside / "panel.csv").touch()
    held = os.open(beside, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(ArchiveHeldError, match="another export"):
        export(archive, tmp_path / "package")
    os.close(held)
    assert (beside / "panel.csv").exists()


def test_a_folder_that_is_not_there_is_named(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no folder"):
        export(archive, tmp_path / "no" / "package")


def test_a_copy_of_an_earlier_version_is_told(own: Archive, tmp_path: Path) -> None:
    with closing(sqlite3.connect(own.published / "nianbao.db")) as db, db:
        db.execute("ALTER TABLE panel DROP COLUMN title")
    with pytest.raises(ArchiveError, match="run `nianbao publish` first"):
        export(own, tmp_path / "package")
    assert not (tmp_path / "package").exists()


def test_cells_are_not_sorted_before_they_are_read(published: sqlite3.Connection) -> None:
    (cells,) = [one for one in read_resources(published) if one.name == "cells"]
    plan = published.execute(f"EXPLAIN QUERY PLAN {cells.query()}").fetchall()
    assert [step for *_, step in plan if "TEMP B-TREE" in step] == []
