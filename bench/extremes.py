"""What an archive of many reports holds few of: a large portal, a long series, what was revised."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from archive.archive import Archive
from archive.extraction import extract_all, insert_version
from archive.ingest import Given, ingest
from bench.extraction import page, sheet
from bench.synthetic import YEARS, make_bodies, make_reports

# The portal of a large city lists those of its offices and districts.
_BODIES_A_PORTAL = 300
# The regulation is of 2008.
_LONGEST = range(2008, YEARS.start)
# One document in twenty is altered afterwards, the first body's each year, and often.
_ONE_IN = 20
_REVISED = """
INSERT INTO revisions (source, report, kind, seen_at, old_capture, new_capture, old_version,
  new_version, cells_changed, summary)
SELECT sources.id, sources.report, iif(turn.value, 'prose', 'numbers'), sources.last_seen,
  sources.id, sources.id, reports.version, reports.version, 1,
  'received: 10 → ' || sources.id
FROM sources
JOIN reports ON reports.id = sources.report
JOIN json_each('[0,1,1,1,1,1,1,1,1,1]') AS turn ON turn.key = 0 OR reports.agency = 1
WHERE sources.id % ? = 0 OR reports.agency = 1
"""
_CELLS = """
INSERT INTO revision_cells (revision, key, old_value, new_value, old_raw, new_raw)
SELECT id, 'applications.received.total', 10, source, '10', source FROM revisions
"""
_WORDS = """
INSERT INTO revision_sections (revision, number, heading, difference)
SELECT id, 1, '一、总体情况', '全年新收[-10-]{+12+}件。' FROM revisions WHERE kind = 'prose'
"""
# One report in three leaves table 2 blank, every other of these with strokes.
_BLANK = """
UPDATE cells SET value = NULL, raw = iif(version % 2, '', '/')
WHERE version % 3 = 0 AND key BETWEEN 'disclosure.' AND 'disclosure.~'
"""


def lengthen(archive: Archive, size: int) -> None:
    """Give the first body earlier years, and one portal the sources of many bodies."""
    execute = archive.db.conn.execute
    ((body, report),) = list(make_reports(make_bodies(1)))[:1]
    with archive.transaction():
        portal = execute("SELECT min(portal) FROM sources").fetchone()[0]
        last = _BODIES_A_PORTAL * len(YEARS)
        for table in ("sources", "captures"):
            execute(f"UPDATE {table} SET portal = ? WHERE id <= ?", [portal, last])  # noqa: S608
        for number, year in enumerate(_LONGEST, size + 1):
            _insert_again(archive, number, portal)
            title = f"{body.name}{year}年政府信息公开工作年度报告"
            earlier = replace(report, year=year, title=title, published=f"{year + 1}-03-01")
            insert_version(archive, number, number, f"{number:064}", earlier)


def leave_blank(archive: Archive) -> None:
    """Take the numbers out of some tables."""
    with archive.transaction():
        archive.db.conn.execute(_BLANK)


def keep_documents(archive: Archive) -> None:
    """Import and read a page of 50 KB and a PDF, the only ones whose bytes the archive has."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("page.html", "sheet.pdf")]
        for file, body in zip(files, (page(1, "html_word"), sheet(2)), strict=True):
            file.write_bytes(body)
        ingest(archive, [Given(file) for file in files], {"software": "bench"})
    extract_all(archive)


def revise(archive: Archive) -> None:
    """Say of one document in twenty that it was altered, in its numbers and in its words."""
    with archive.transaction():
        archive.db.conn.execute(_REVISED, [_ONE_IN])
        for sql in (_CELLS, _WORDS):
            archive.db.conn.execute(sql)


def _insert_again(archive: Archive, number: int, portal: str) -> None:
    """Insert a capture and a source like the first ones, at another address."""
    given = {"id": number, "url": f"http://{portal}.test/{number}.html", "portal": portal}
    payload = {"payload_sha256": f"{number:064}"}
    for table, own in (("captures", payload), ("sources", {})):
        (first,) = archive.rows(f"SELECT * FROM {table} WHERE id = 1")  # noqa: S608
        archive.db.table(table).insert({**first, **given, **own})
