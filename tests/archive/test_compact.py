"""Old readings go where a later one is, and nothing that anybody refers to goes with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.compact import compact, foresee_compaction, rank_releases
from archive.compare import compare
from archive.extraction import extract_all
from archive.ingest import Given, ingest
from archive.merging.merge import merge
from archive.rebuild import rebuild
from archive.verdicts import decide, list_standing
from archive.verify import verify
from extract import __version__
from tests.archive import stock
from tests.archive.stock import dump
from tests.archive.warcs import SOFTWARE
from tests.farm.papers import EDUCATION, paper

OLD = "0.0.9"
VERSIONS = "SELECT extractor, count(*) AS n FROM versions GROUP BY 1 ORDER BY 1"
KEY = "applications.received.total"


@pytest.fixture(autouse=True)
def parse_here(monkeypatch: pytest.MonkeyPatch) -> None:
    stock.parse_here(monkeypatch)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of two reports, read by a former version of the program and by this one."""
    folder = tmp_path / "archive"
    with open_archive(folder, command="extract", create=True) as archive:
        for year in (2023, 2024):
            page = paper(EDUCATION, year).html()
            if year == 2024:
                page = page.replace("<p>", "<p >", 1)
            file = tmp_path / f"{year}.html"
            file.write_text(page, encoding="utf-8")
            ingest(archive, [Given(file)], SOFTWARE)
        extract_all(archive)
        with archive.transaction():
            archive.db.conn.execute("UPDATE versions SET extractor = ?", (OLD,))
        extract_all(archive)
        compare(archive)
    return folder


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with open_archive(path, command="compact") as opened:
        yield opened


def counted(archive: Archive) -> dict[str, int]:
    return {row["extractor"]: row["n"] for row in archive.rows(VERSIONS)}


def shown(archive: Archive) -> list[list[dict[str, object]]]:
    """Return what people see of readings."""
    views = ("panel", "evidence", "standing", "revisions", "section_reuse", "passages")
    return [archive.rows(f"SELECT * FROM [{view}] ORDER BY 1, 2, 3") for view in views]  # noqa: S608


def test_readings_that_were_made_again_go(archive: Archive) -> None:
    before = shown(archive)
    found = compact(archive)
    assert (found.versions, found.kept) == ({OLD: 2}, {})
    assert counted(archive) == {__version__: 2}
    assert shown(archive) == before
    for table in ("cells", "sections", "findings", "wide_cells"):
        assert archive.rows(f"SELECT 1 FROM [{table}] WHERE version < 3") == []  # noqa: S608
    assert found.rows["cells"] == len(archive.rows("SELECT 1 FROM cells"))
    assert found.bytes_after < found.bytes_before
    assert verify(archive).faults == ()


def test_a_dry_run_says_the_same_and_changes_nothing(path: Path) -> None:
    before = dump(path)
    with open_archive(path) as archive:
        foreseen = foresee_compaction(archive)
    assert dump(path) == before
    with open_archive(path, command="compact") as archive:
        found = compact(archive)
    assert (foreseen.versions, foreseen.rows) == (found.versions, found.rows)


def test_a_second_time_nothing_goes(archive: Archive) -> None:
    compact(archive)
    assert compact(archive).versions == {}


def test_a_reading_that_no_later_one_made_again_stays(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute("UPDATE versions SET payload_sha256 = 'other' WHERE id = 1")
    compact(archive)
    assert counted(archive) == {OLD: 1, __version__: 2}


def test_what_a_report_or_a_revision_refers_to_stays(archive: Archive) -> None:
    """As it is before `compare` has gone on to the later reading."""
    with archive.transaction():
        archive.db.conn.execute("UPDATE reports SET version = 1 WHERE id = 1")
        archive.db.conn.execute(
            "INSERT INTO revisions (source, kind, seen_at, old_version, new_version)"
            " VALUES (2, 'prose', '', 2, 4)"
        )
    found = compact(archive)
    assert (found.versions, found.kept) == ({}, {"reports": 1, "revisions": 1})
    assert counted(archive) == {OLD: 2, __version__: 2}
    compare(archive)
    assert compact(archive).versions == {OLD: 2}


def test_what_repeated_text_rests_on_stays(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute("UPDATE section_reuse SET other_version = 1")
    assert compact(archive).kept == {"section_reuse": 1}


def test_what_a_verdict_was_about_stays_where_no_later_reading_has_it(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO findings (version, rule, severity, origin, message, keys)"
            " SELECT id, 'challenges.sum', 'error', 'publisher', 'wrong', ? FROM versions"
            " WHERE source = 1",
            (f'["{KEY}"]',),
        )
    for finding in list_standing(archive):
        if finding["rule"] == "challenges.sum":
            decide(archive, finding["finding"], "confirmed", "so printed", None)
    assert foresee_compaction(archive).versions == {OLD: 2}
    with archive.transaction():
        archive.db.conn.execute("DELETE FROM findings WHERE version > 2")
    found = compact(archive)
    assert (found.versions, found.kept) == ({OLD: 1}, {"verdicts": 1})
    assert archive.rows("SELECT rule FROM findings WHERE version = 1 AND severity = 'error'")


def test_a_merge_brings_nothing_back(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(path, other)
    with open_archive(path, command="compact") as archive:
        compact(archive)
    before = dump(path)
    with open_archive(path, command="merge") as archive:
        merged = merge(archive, other)
        assert merged.rows["versions"].left == 2
        assert counted(archive) == {__version__: 2}
        compare(archive)
        assert verify(archive).faults == ()
    assert dump(path) == before


def test_an_archive_that_was_not_compacted_takes_all(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(path, other)
    with open_archive(other, command="compact") as archive:
        compact(archive)
    with open_archive(tmp_path / "new", command="merge", create=True) as archive:
        merge(archive, other)
        merge(archive, path)
        assert counted(archive) == {OLD: 2, __version__: 2}


def test_a_later_reading_of_another_archive_is_taken(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(path, other)
    with open_archive(other, command="extract") as archive, archive.transaction():
        archive.db.conn.execute(
            "UPDATE versions SET extractor = '0.10.0' WHERE extractor = ?", (__version__,)
        )
    with open_archive(path, command="merge") as archive:
        compact(archive)
        merge(archive, other)
        assert counted(archive) == {__version__: 2, "0.10.0": 2}


def test_rebuilt_it_remembers_that_it_was_compacted(path: Path) -> None:
    with open_archive(path, command="compact") as archive:
        compact(archive)
    assert rebuild(path).faults == ()
    with open_archive(path) as archive:
        assert archive.rows("SELECT 1 FROM identity WHERE name = 'compacted'")


def test_releases_are_in_the_order_of_their_numbers(archive: Archive) -> None:
    with archive.transaction():
        archive.db.conn.execute("UPDATE versions SET extractor = '0.' || (id + 7) || '.0'")
    rank_releases(archive.db, "main")
    rows = archive.rows("SELECT extractor FROM temp.releases ORDER BY place")
    assert [row["extractor"] for row in rows] == ["0.8.0", "0.9.0", "0.10.0", "0.11.0"]
