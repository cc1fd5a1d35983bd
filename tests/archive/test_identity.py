"""Of which archive and machine a run is stays known wherever its rows and files go."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

from sqlite_utils import Database

from archive.archive import DATABASE, open_archive
from archive.captures import record
from archive.members import read_members
from archive.schema import migrate
from archive.schema.tables import migrations
from archive.warc import read_fields, read_record
from tests.archive.warcs import make_exchange, make_writer


def identity(path: Path) -> str:
    with open_archive(path) as archive:
        (row,) = archive.rows("SELECT * FROM identity")
        return str(row["value"])


def test_an_archive_keeps_its_identifier_and_has_it_alone(tmp_path: Path) -> None:
    for name in "ab":
        with open_archive(tmp_path / name, command="crawl", create=True):
            pass
    first = identity(tmp_path / "a")
    with open_archive(tmp_path / "a", command="crawl"):
        pass
    assert identity(tmp_path / "a") == first != identity(tmp_path / "b")


def test_a_run_says_where_it_ran(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a", command="crawl", create=True) as archive:
        archive.begin_run("crawl")
        archive.begin_run("crawl")
        first, second = archive.rows("SELECT uid, archive, host FROM runs")
    assert first["uid"] != second["uid"]
    assert (first["archive"], first["host"]) == (identity(tmp_path / "a"), platform.node())


def test_a_file_says_whose_it_is(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a", command="crawl", create=True) as archive:
        run = archive.begin_run("crawl")
        with make_writer(archive, run) as writer:
            record(archive, writer, make_exchange(run))
        (row,) = archive.rows("SELECT * FROM runs")
        (path,) = archive.path.glob("warc/*/*")
    first = next(iter(read_members(path)))
    told = read_fields(read_record(path, first.offset, first.length).payload)
    assert told["isPartOf"] == f"urn:uuid:{row['archive']}"
    assert (told["hostname"], told["run"]) == (row["host"], row["uid"])


def test_copies_of_an_archive_of_an_earlier_edition_are_the_same_archive(tmp_path: Path) -> None:
    old = tmp_path / DATABASE
    db = Database(old)
    migrations.apply(db, stop_before="m0024_whose_runs")
    db.table("runs").insert({"command": "crawl", "started_at": "2026-01-01T00:00:00Z"})
    row = {"url": "http://127.0.1.9/", "fetched_at": "2026-01-01T00:00:00Z", "outcome": "ok"}
    uuid = "00000000-0000-4000-8000-000000000001"
    db.table("captures").insert(row | {"record_id": f"<urn:uuid:{uuid}>"})
    db.close()
    told = []
    for name in ("one.db", "two.db"):
        copy = Database(shutil.copyfile(old, tmp_path / name))
        migrate(copy)
        told.append([*copy.query("SELECT uid, archive FROM runs")])
        noted = copy.query("SELECT name FROM unjournaled WHERE name = 'runs'")
        assert len([*noted]) == 1
        copy.close()
    assert told[0] == told[1] == [{"uid": f"{uuid}/1", "archive": uuid}]
