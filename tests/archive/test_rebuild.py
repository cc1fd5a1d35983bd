"""A database made anew from WARC files and journal says what the former one said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from archive.archive import DATABASE, ArchiveError, ArchiveHeldError, open_archive
from archive.captures import read_payload, record
from archive.compare import compare
from archive.extraction import extract_all
from archive.journal import JOURNAL
from archive.rebuild import rebuild
from archive.verify import verify
from archive.warc import OPEN
from tests.archive.warcs import MOMENT, make_exchange, make_writer
from tests.conftest import Demo


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return an archive with two pages, a revisit and a failure."""
    path = tmp_path / "archive"
    with open_archive(path, command="crawl", create=True, clock=lambda: MOMENT) as archive:
        run = archive.begin_run("crawl")
        with make_writer(archive, run) as writer:
            for name, body in (("a", b"<p>a</p>"), ("b", b"<p>b</p>"), ("c", b"<p>a</p>")):
                record(archive, writer, make_exchange(run, f"http://127.0.1.9/{name}", body=body))
            record(archive, writer, make_exchange(run, status=None, outcome="timeout"))
        with archive.transaction():
            archive.db.conn.execute("UPDATE captures SET outcome = 'soft_404' WHERE id = 2")
    return path


def dump(path: Path, *leave_out: str) -> dict[str, list[str]]:
    """Return the rows of every table, in order."""
    with open_archive(path) as archive:
        names = [name for name in archive.db.table_names() if not name.startswith(("sqlite", "_"))]
        return {
            name: sorted(map(repr, archive.rows(f"SELECT * FROM [{name}]")))  # noqa: S608
            for name in names
            if name not in leave_out
        }


def forget(path: Path) -> None:
    for left in path.glob(f"{DATABASE}*"):
        left.unlink()


def test_all_tables_are_as_they_were(demo: Demo, tmp_path: Path) -> None:
    """Numbers by which things are cited are the same too; of findings only their own number."""
    place = Path(shutil.copytree(demo.archive, tmp_path / "archive"))
    before = dump(place, "findings")
    forget(place)
    assert rebuild(place).faults == ()
    with open_archive(place, command="extract") as archive:
        extract_all(archive)
        compare(archive)
        findings = archive.rows("SELECT version, rule, keys FROM findings ORDER BY 1, 2, 3")
    after = dump(place, "findings")
    for name, rows in before.items():
        assert after[name] == rows, name
    with open_archive(demo.archive) as archive:
        told = archive.rows("SELECT version, rule, keys FROM findings ORDER BY 1, 2, 3")
    assert findings == told


def test_what_was_noted_after_an_exchange_holds(place: Path) -> None:
    before = dump(place)
    rebuild(place)
    assert dump(place) == before
    with open_archive(place) as archive:
        assert verify(archive).faults == ()


def test_the_former_database_is_kept(place: Path) -> None:
    former = rebuild(place, clock=lambda: MOMENT).former
    assert former == place / "nianbao.db.before-20260301T040506Z"
    assert former.exists()


def test_without_a_journal_the_files_give_the_captures(place: Path) -> None:
    (place / JOURNAL).unlink()
    forget(place)
    found = rebuild(place)
    assert (found.captures, found.untold) == (3, 3)
    assert found.faults == tuple(
        f"http://127.0.1.9/{name}, 2026-03-01T04:05:06Z: run 1 is not known" for name in "abc"
    )
    with open_archive(place) as archive:
        rows = archive.rows("SELECT * FROM captures ORDER BY id")
        assert [read_payload(archive, row).body for row in rows] == [
            b"<p>a</p>",
            b"<p>b</p>",
            b"<p>a</p>",
        ]
        assert rows[2]["revisit_of"] == 1


def test_a_file_that_a_crash_left_open_is_entered(place: Path) -> None:
    (path,) = place.glob("warc/*/*")
    path.rename(path.with_name(path.name + OPEN))
    before = dump(place, "warc_files")
    assert rebuild(place).faults == ()
    assert dump(place, "warc_files") == before


def test_what_cannot_be_had_again_is_named(place: Path) -> None:
    (path,) = place.glob("warc/*/*")
    path.unlink()
    with (place / JOURNAL).open("a", encoding="utf-8") as file:
        file.write('no line\n{"table": "portals", "row": {"id": "x", "shape": 1}}\n')
    first, second, *lost = rebuild(place).faults
    assert first == f"{JOURNAL}, line 8: it cannot be read: no line"
    assert second.startswith(f"{JOURNAL}, line 9: table portals has no column named shape: ")
    assert [fault.split(":")[0] for fault in lost] == [f"capture {n} is lost" for n in (1, 2, 3)]


def test_a_run_is_found_again_by_its_identifier(place: Path) -> None:
    """What a record tells as the number of its run is, in another archive, that of another run."""
    with open_archive(place, command="crawl") as archive, archive.transaction():
        archive.db.conn.execute("UPDATE captures SET run = NULL")
        archive.db.conn.execute("UPDATE runs SET id = 7")
        archive.db.conn.execute("INSERT INTO runs (id, command, started_at) VALUES (1, 'x', '')")
    kept = [line for line in lines(place) if line["table"] != "captures"]
    (place / JOURNAL).write_text("".join(f"{json.dumps(line)}\n" for line in kept))
    rebuild(place)
    with open_archive(place) as archive:
        assert [row["run"] for row in archive.rows("SELECT run FROM captures")] == [7, 7, 7]


def test_a_file_may_be_finished_by_another_clock_before_what_it_refers_to(place: Path) -> None:
    with open_archive(place, command="crawl", clock=lambda: MOMENT) as archive:
        run = archive.begin_run("crawl")
        with make_writer(archive, run) as writer:
            record(archive, writer, make_exchange(run, "http://127.0.1.9/d", body=b"<p>a</p>"))
        with archive.transaction():
            archive.db.conn.execute(
                "UPDATE warc_files SET finished_at = '2020' WHERE file LIKE '%-000002-%'"
            )
    before = dump(place)
    assert rebuild(place).faults == ()
    assert dump(place) == before


def lines(place: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (place / JOURNAL).read_bytes().splitlines()]


def test_lines_of_an_earlier_edition_tell_less_of_a_capture(place: Path) -> None:
    before = dump(place)
    told = lines(place)
    for line in told:
        if line["table"] == "captures" and "url" not in line["row"]:
            del line["row"]["run"], line["row"]["portal"], line["row"]["warc_file"]
    (place / JOURNAL).write_text("".join(f"{json.dumps(line)}\n" for line in told))
    rebuild(place)
    assert dump(place) == before


def test_where_there_is_nothing_to_make_it_from_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"neither journal\.jsonl nor WARC files"):
        rebuild(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_database_is_made_under_a_running_command(place: Path) -> None:
    with open_archive(place, command="crawl"), pytest.raises(ArchiveHeldError):
        rebuild(place)
