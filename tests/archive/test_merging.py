"""What a merge does with files, numbers and names, and what it leaves when it cannot go on."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from archive.archive import DATABASE, ArchiveError, ArchiveHeldError, hold, open_archive
from archive.captures import read_payload, record
from archive.merging import merge as merging
from archive.merging.joins import joins
from archive.merging.merge import Merged, merge
from archive.rebuild import rebuild
from archive.recovery import recover
from archive.schema.tables import migrations
from archive.verify import verify
from archive.warc import OPEN
from tests.archive import test_rebuild
from tests.archive.stock import copy, dump
from tests.archive.warcs import MOMENT, make_exchange, make_writer
from tests.conftest import Demo

ROOT = "http://127.0.1.9/"


def make(path: Path, *bodies: bytes, portal: str = ROOT) -> Path:
    """Make an archive with a portal, a page for each body, and a failure."""
    with open_archive(path, command="crawl", create=True, clock=lambda: MOMENT) as archive:
        run = archive.begin_run("crawl")
        with archive.transaction():
            archive.db.conn.execute(
                "INSERT INTO portals (id, root, added_at) VALUES ('one', ?, '2026') ON CONFLICT"
                " DO NOTHING",
                (portal,),
            )
        with make_writer(archive, run) as writer:
            for number, body in enumerate(bodies):
                url = f"{portal}{number}"
                record(archive, writer, make_exchange(run, url, body=body, portal="one"))
            record(archive, writer, make_exchange(run, status=None, outcome="timeout"))
    return path


def take(into: Path, *paths: Path) -> list[Merged]:
    with open_archive(into, command="merge", create=True) as archive:
        return [merge(archive, path) for path in paths]


def tree(path: Path) -> Mapping[str, str]:
    """Return every file of an archive with a digest of it."""
    return {
        file.relative_to(path).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def rows(path: Path, sql: str) -> list[dict[str, Any]]:
    with open_archive(path) as archive:
        return archive.rows(sql)


def is_sound(path: Path) -> bool:
    with open_archive(path) as archive:
        return verify(archive).faults == ()


@pytest.fixture
def a(tmp_path: Path) -> Path:
    return make(tmp_path / "a", b"<p>a</p>", b"<p>b</p>", b"<p>a</p>")


@pytest.fixture
def c(tmp_path: Path) -> Path:
    return make(tmp_path / "c", b"<p>c</p>")


def test_a_new_archive_has_the_very_rows_of_the_other(demo: Demo, tmp_path: Path) -> None:
    """Numbers by which things are cited included; findings, which nobody cites, have others."""
    take(tmp_path / "c", demo.archive)
    left = {name for name, join in joins().items() if join.left}
    told = test_rebuild.dump(demo.archive, *left, "findings")
    found = test_rebuild.dump(tmp_path / "c", *left, "findings")
    found["runs"] = [row for row in found["runs"] if "'merge'" not in row]
    assert found == told
    assert is_sound(tmp_path / "c")


def test_the_other_archive_is_not_touched(a: Path, c: Path) -> None:
    before = tree(a)
    take(c, a)
    assert tree(a) == before


def test_files_of_the_same_name_stand_beside_each_other(a: Path, c: Path) -> None:
    (name,) = (path.name for path in a.glob("warc/*/*"))
    assert [path.name for path in c.glob("warc/*/*")] == [name]
    before = tree(c)
    take(c, a)
    first, second = rows(c, "SELECT * FROM warc_files ORDER BY length(file)")
    assert Path(first["file"]).name == name
    assert Path(second["file"]).name == f"{name[:-8]}-{second['sha256'][:8]}.warc.gz"
    assert tree(c)[first["file"]] == before[first["file"]]
    assert is_sound(c)
    with open_archive(c) as archive:
        captures = archive.rows("SELECT * FROM captures WHERE record_id IS NOT NULL ORDER BY id")
        bodies = [read_payload(archive, row).body for row in captures]
    assert bodies == [b"<p>c</p>", b"<p>a</p>", b"<p>b</p>", b"<p>a</p>"]


def test_a_portal_of_the_same_name_gets_another(a: Path, tmp_path: Path) -> None:
    c = make(tmp_path / "c", b"<p>c</p>", portal="http://127.0.1.10/")
    take(c, a)
    first, second = rows(c, "SELECT id, root FROM portals ORDER BY length(id)")
    assert (first["id"], first["root"]) == ("one", "http://127.0.1.10/")
    assert second["root"] == ROOT
    portals = {row["url"]: row["portal"] for row in rows(c, "SELECT url, portal FROM captures")}
    assert portals[f"{ROOT}0"] == second["id"]
    assert portals["http://127.0.1.10/0"] == "one"


def test_a_merged_archive_is_made_anew_as_it_was(a: Path, c: Path) -> None:
    take(c, a)
    before = test_rebuild.dump(c)
    for left in c.glob(f"{DATABASE}*"):
        left.unlink()
    assert rebuild(c).faults == ()
    assert test_rebuild.dump(c) == before


def test_each_capture_leads_to_the_archive_that_made_it(a: Path, c: Path) -> None:
    told = {path: rows(path, "SELECT value FROM identity")[0]["value"] for path in (a, c)}
    take(c, a)
    found = rows(
        c, "SELECT DISTINCT url, archive FROM captures JOIN runs ON runs.id = run WHERE url LIKE"
        " '%/2' OR payload_sha256 IS NOT NULL AND url LIKE '%/0' ORDER BY captures.id"
    )  # fmt: skip
    assert [row["archive"] for row in found] == [told[c], told[a], told[a]]


def test_a_record_in_two_files_stands_once(a: Path, tmp_path: Path) -> None:
    """A copy that a crash cut at another place is another file with records of the same one."""
    with open_archive(a, command="crawl", clock=lambda: MOMENT) as archive:
        run = archive.begin_run("crawl")
        with make_writer(archive, run) as writer:
            record(archive, writer, make_exchange(run, f"{ROOT}x", body=b"<p>x</p>"))
            b = copy(a, tmp_path / "b")
            record(archive, writer, make_exchange(run, f"{ROOT}y", body=b"<p>y</p>"))
    with open_archive(b, command="crawl", clock=lambda: MOMENT) as archive:
        assert recover(archive) <= 1
    take(tmp_path / "ab", a, b)
    take(tmp_path / "ba", b, a)
    assert dump(tmp_path / "ab") == dump(tmp_path / "ba")
    counted = rows(tmp_path / "ab", "SELECT url FROM captures WHERE url GLOB '*[xy]' ORDER BY url")
    assert [row["url"] for row in counted] == [f"{ROOT}x", f"{ROOT}y"]
    assert is_sound(tmp_path / "ab")
    assert is_sound(tmp_path / "ba")


def test_a_record_of_another_tool_that_both_imported_stands_once(tmp_path: Path) -> None:
    for name, bodies in (("a", (b"<p>x</p>",)), ("b", ())):
        with open_archive(make(tmp_path / name, *bodies), command="import") as archive:
            run = archive.begin_run("import")
            with make_writer(archive, run) as writer:
                told = {"record_id": "<urn:uuid:1>", "origin": f"wget, by {name}"}
                exchange = make_exchange(run, f"{ROOT}old", body=b"<p>x</p>", **told)
                record(archive, writer, exchange)
    a, b = tmp_path / "a", tmp_path / "b"
    for name, paths in (("ab", (a, b)), ("ba", (b, a))):
        take(tmp_path / name, *paths)
        (row,) = rows(tmp_path / name, "SELECT * FROM captures WHERE record_id = '<urn:uuid:1>'")
        assert (row["origin"], row["revisit_of"]) == ("wget, by b", None)
        assert is_sound(tmp_path / name)
        before = test_rebuild.dump(tmp_path / name)
        assert rebuild(tmp_path / name).faults == ()
        assert test_rebuild.dump(tmp_path / name) == before
    assert dump(tmp_path / "ab") == dump(tmp_path / "ba")


def fail(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("where", ["copy_files", "take_rows", "place_files"])
def test_a_merge_that_is_cut_leaves_all_as_it_was(
    a: Path, c: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = dump(c), [*c.rglob("*")]
    with monkeypatch.context() as context:
        context.setattr(merging, where, fail)
        with pytest.raises(OSError, match="No space"):
            take(c, a)
    assert dump(c) == before
    assert [path for path in c.rglob("*") if "nianbao.db-" not in path.name] == files
    assert is_sound(c)
    (merged,) = take(c, a)
    assert merged.rows["captures"].new == 4
    assert is_sound(c)


def test_a_file_that_a_killed_merge_put_in_place_is_taken_as_it_is(a: Path, c: Path) -> None:
    for path in a.glob("warc/*/*"):
        shutil.copy(path, c / path.relative_to(a).with_name("nianbao-left.warc.gz"))
    with open_archive(a, command="crawl") as archive, archive.transaction():
        archive.db.conn.execute("UPDATE warc_files SET file = 'warc/2026/nianbao-left.warc.gz'")
        archive.db.conn.execute("UPDATE captures SET warc_file = 'warc/2026/nianbao-left.warc.gz'"
                                " WHERE warc_file IS NOT NULL")  # fmt: skip
    for path in a.glob("warc/*/*"):
        path.rename(path.with_name("nianbao-left.warc.gz"))
    take(c, a)
    assert len([*c.glob("warc/*/*")]) == 2
    assert is_sound(c)


def test_a_damaged_file_stops_all(a: Path, c: Path) -> None:
    (path,) = a.glob("warc/*/*")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    before = dump(c)
    with pytest.raises(ArchiveError, match=r"is not what it was when it was finished; `nianbao v"):
        take(c, a)
    path.unlink()
    with pytest.raises(ArchiveError, match=r"cannot be read: No such file or directory; `nianbao"):
        take(c, a)
    assert dump(c) == before


def test_a_file_that_a_crash_left_open_stops_all(a: Path, c: Path) -> None:
    (path,) = a.glob("warc/*/*")
    path.rename(path.with_name(path.name + OPEN))
    with pytest.raises(ArchiveError, match=r"a crash left .*open unfinished: `nianbao compare` on"):
        take(c, a)


def test_files_that_the_other_archive_does_not_know_are_named(a: Path, c: Path) -> None:
    (a / "warc" / "2026" / "foreign.warc.gz").write_bytes(b"")
    (merged,) = take(c, a)
    assert merged.strangers == ("warc/2026/foreign.warc.gz",)


def test_an_archive_that_is_written_to_is_not_taken(a: Path, c: Path) -> None:
    with hold(a, "crawl"), pytest.raises(ArchiveHeldError, match="nianbao crawl"):
        take(c, a)


def test_nobody_writes_an_archive_that_is_being_taken(
    a: Path, c: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(*_: object) -> dict[Path, Path]:
        with pytest.raises(ArchiveHeldError), open_archive(a, command="crawl"):
            pass
        return {}

    monkeypatch.setattr(merging, "copy_files", look)
    take(c, a)


def test_an_archive_is_not_merged_into_itself(a: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot be merged into itself"):
        take(a, a / ".." / "a")


@pytest.mark.parametrize(
    ("database", "sentence"),
    [
        (b"no database" * 99, "the database of .* cannot be read: file is not a database"),
        (b"", r"is no database of an archive"),
        (None, r"there is no archive in .*: it has no nianbao\.db"),
    ],
)
def test_what_is_no_archive_is_not_taken(
    tmp_path: Path, c: Path, database: bytes | None, sentence: str
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    if database is not None:
        (other / DATABASE).write_bytes(database)
    with pytest.raises(ArchiveError, match=sentence):
        take(c, other)


def test_an_archive_of_a_later_edition_is_not_taken(a: Path, c: Path) -> None:
    with closing(sqlite3.connect(a / DATABASE)) as db, db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('nianbao', 'm9')")
    with pytest.raises(ArchiveError, match="written by a later edition"):
        take(c, a)


def test_an_archive_of_an_earlier_edition_is_taken_by_a_copy(tmp_path: Path, c: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    with closing(Database(old / DATABASE)) as db:
        migrations.apply(db, stop_before="m0013_warc_files")
        db.table("runs").insert({"command": "crawl", "started_at": "2026-01-01T00:00:00Z"})
        row = {"url": ROOT, "fetched_at": "2026-01-01T00:00:00Z", "outcome": "timeout", "run": 1}
        db.table("captures").insert(row)
    before = tree(old)
    (merged,) = take(c, old)
    assert tree(old) == before
    assert merged.rows["captures"].new == 1


def test_what_stands_only_in_the_log_of_the_database_is_taken(a: Path, tmp_path: Path) -> None:
    """A copy of an archive whose command was killed has its last rows there."""
    with open_archive(a, command="crawl", clock=lambda: MOMENT) as archive:
        archive.begin_run("crawl")
        b = copy(a, tmp_path / "b")
    (b / "lock").unlink()
    assert (b / f"{DATABASE}-wal").stat().st_size
    before = tree(b)
    (merged,) = take(tmp_path / "c", b)
    assert merged.rows["runs"].new == 2
    assert tree(b) == before
