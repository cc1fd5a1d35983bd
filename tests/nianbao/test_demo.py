"""The demo's archive: every promise about it, cell by cell and record by record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.captures import get_capture, read_capture, read_payload
from extract.locate import read_at
from extract.report import Locator
from tests.archive.covering import assert_whole_grid
from tests.archive.warcs import check_all
from tests.conftest import Demo, Run
from tests.replay import Replay


@pytest.fixture(scope="module")
def archive(demo: Demo) -> Iterator[Archive]:
    with open_archive(demo.archive) as opened:
        yield opened


def test_demo_ends_well(demo: Demo) -> None:
    assert demo.returncode == 0, demo.stderr


@pytest.mark.parametrize(
    "sentence",
    [
        "planted cases are right",
        "applications.row_sum",
        "cell.blank",
        "blocked: HTTP 521",
        "robots_forbidden",
        "soft_404",
        "website_statement (2)",
        "numbers: disclosure.licensing.decisions: 2214 → 2394",
        "removed: gone at two looks",
        "newly published",
        "nianbao serve --archive",
    ],
)
def test_summary_names(demo: Demo, sentence: str) -> None:
    assert sentence in demo.stdout


def test_every_cell_reads_back_at_its_locator(archive: Archive) -> None:
    versions = archive.rows("SELECT id, capture FROM versions")
    checked = 0
    for version in versions:
        body = read_payload(archive, get_capture(archive, version["capture"])).body
        sql = "SELECT key, value, raw, locator FROM cells WHERE version = ?"
        for cell in archive.rows(sql, version["id"]):
            assert cell["locator"] or cell["value"] is None
            if cell["locator"]:
                parts = json.loads(cell["locator"])
                span = tuple(parts.pop("span")) if "span" in parts else None
                assert read_at(body, Locator(span=span, **parts)) == cell["raw"], cell["key"]
                checked += 1
    assert checked > 9000


def test_the_checkers_find_every_file_whole(archive: Archive) -> None:
    assert len(list(archive.warc.glob("*/*.warc.gz"))) == 3
    check_all(archive)


def test_pywb_shows_every_answer_as_it_came(archive: Archive, tmp_path: Path) -> None:
    rows = archive.rows("SELECT * FROM captures WHERE status IS NOT NULL")
    with Replay(tmp_path, sorted(archive.warc.glob("*/*.warc.gz"))) as replay:
        for row in rows:
            shown = replay.ask(row["fetched_at"], row["url"])
            body = b"" if row["status"] == 304 else read_payload(archive, row).raw
            assert (shown.status, shown.body) == (row["status"], body), row["url"]


def test_no_file_is_left_open(archive: Archive) -> None:
    assert list(archive.warc.glob("*/*.open")) == []


def test_every_payload_resolves_and_agrees_with_its_digest(archive: Archive) -> None:
    rows = archive.rows("SELECT * FROM captures WHERE payload_sha256 IS NOT NULL")
    assert len(rows) > 100
    for row in rows:
        raw = read_payload(archive, row).raw
        assert hashlib.sha256(raw).hexdigest() == row["payload_sha256"]
        assert len(raw) == row["payload_length"]


def test_repeated_payloads_are_revisit_records(archive: Archive) -> None:
    rows = archive.rows("SELECT * FROM captures WHERE revisit_of IS NOT NULL")
    assert {read_capture(archive, row).type for row in rows} == {"revisit"}


def test_second_run_stored_only_what_changed(archive: Archive) -> None:
    sql = (
        "SELECT count(*) AS n FROM captures WHERE role IN ('report', 'attachment')"
        " AND revisit_of IS NULL AND payload_sha256 IS NOT NULL AND outcome = 'ok' AND run = ?"
    )
    runs = [row["id"] for row in archive.rows("SELECT id FROM runs WHERE command = 'crawl'")]
    stored = [archive.rows(sql, run)[0]["n"] for run in runs]
    assert stored[1:] == [8, 0]


def test_panel_has_one_row_an_agency_and_year(archive: Archive) -> None:
    rows = archive.rows("SELECT agency, year, count(*) AS n FROM panel GROUP BY 1, 2")
    assert {row["n"] for row in rows} == {1}


def test_coverage_adds_up_to_the_registry(archive: Archive) -> None:
    assert_whole_grid(archive)
    unproven = archive.rows("SELECT * FROM coverage WHERE capture IS NULL")
    assert unproven == []


def test_extraction_gives_the_same_rows_from_the_same_bytes(
    archive: Archive, tmp_path: Path, nianbao: Run
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    archive.db.conn.execute("VACUUM INTO ?", [str(copy / "nianbao.db")])
    (copy / "warc").symlink_to(archive.warc)
    with open_archive(copy, command="test", create=True) as again:
        before = again.rows("SELECT * FROM cells ORDER BY version, key")
        order = again.rows("SELECT id, source, payload_sha256 FROM versions ORDER BY id")
        with again.transaction():
            for statement in (
                "UPDATE reports SET version = NULL",
                "DELETE FROM revision_cells",
                "DELETE FROM revisions",
                "DELETE FROM findings",
                "DELETE FROM cells",
                "DELETE FROM sections",
                "DELETE FROM versions",
            ):
                again.db.conn.execute(statement)
    assert nianbao("extract", "--archive", copy).returncode == 0
    assert nianbao("compare", "--archive", copy).returncode == 0
    with open_archive(copy) as again:
        fresh = again.rows("SELECT id, source, payload_sha256 FROM versions ORDER BY id")
        number = {(row["source"], row["payload_sha256"]): row["id"] for row in fresh}
        renumbered = {row["id"]: number[row["source"], row["payload_sha256"]] for row in order}
        after = again.rows("SELECT * FROM cells ORDER BY version, key")
    wanted = [{**cell, "version": renumbered[cell["version"]]} for cell in before]
    assert sorted(after, key=lambda cell: (cell["version"], cell["key"])) == sorted(
        wanted, key=lambda cell: (cell["version"], cell["key"])
    )


def test_demo_replaces_only_its_own_directory(tmp_path: Path, nianbao: Run) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    result = nianbao("demo", "--archive", tmp_path)
    assert result.returncode == 2
    assert "name another directory" in result.stderr
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"
