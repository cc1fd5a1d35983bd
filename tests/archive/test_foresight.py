"""What a new version would change is said, and not done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, open_archive
from archive.extraction import extract_all
from archive.foresight import foresee
from archive.ingest import Given, ingest
from tests.archive.warcs import SOFTWARE
from tests.farm.papers import EDUCATION, paper

PAPER = paper(EDUCATION, 2024)
KEY = "applications.received.total"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Return an archive whose one report was read by a former version, one number wrongly."""
    file = tmp_path / "report.html"
    file.write_text(PAPER.html(), encoding="utf-8")
    with open_archive(tmp_path / "archive", command="extract", create=True) as opened:
        ingest(opened, [Given(file)], SOFTWARE)
        extract_all(opened)
        with opened.transaction():
            opened.db.conn.execute("UPDATE versions SET extractor = '0.0.1', year = 2023")
            opened.db.conn.execute("UPDATE cells SET value = 77 WHERE key = ?", (KEY,))
        yield opened


def test_numbers_that_would_change_are_told_and_none_is_kept(archive: Archive) -> None:
    found = foresee(archive)
    (one,) = found.differences
    assert (found.read, found.fresh, one.extractor) == (1, 0, "0.0.1")
    assert one.told == {"year": (2023, 2024)}
    cells = [(cell.key, cell.old_value, cell.new_value) for cell in one.cells]
    assert cells == [(KEY, 77, PAPER.values[KEY])]
    assert len(archive.rows("SELECT * FROM versions")) == 1


def test_after_the_reading_nothing_is_left_to_foresee(archive: Archive) -> None:
    extract_all(archive)
    assert foresee(archive).read == 0
    assert len(archive.rows("SELECT * FROM versions")) == 2


def test_what_was_never_read_is_counted_apart(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "other.html"
    file.write_text(paper(EDUCATION, 2023).html(), encoding="utf-8")
    ingest(archive, [Given(file)], SOFTWARE)
    found = foresee(archive)
    assert (found.read, found.fresh, len(found.differences)) == (2, 1, 1)
