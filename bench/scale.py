"""An archive of many reports: how fast it loads, how large it is, how quick one province is."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.archive import DATABASE, Archive, open_archive
from archive.compare import compare
from archive.extraction import insert_version
from archive.publish.publishing import publish
from bench.synthetic import YEARS, Body, make_bodies, make_reports
from bench.timing import race, tell
from extract.report import Report

SIZES = (10_000, 30_000, 100_000)
VIEWS = ("panel", "year_on_year", "coverage")
# The tables that hold a reading.
_READING = ("versions", "cells", "sections", "findings")
_TOGETHER = 20
_ROUNDS = 5
_SEEN = "2026-11-01T00:00:00Z"
_PROVINCE = "division >= '110000000000' AND division < '120000000000'"


@dataclass(frozen=True)
class Loaded:
    """What loading came to, in seconds, bytes and rows."""

    reports: int
    cells: int
    cells_seconds: float
    bare_seconds: float
    compare_seconds: float
    publish_seconds: float
    bytes: int
    published_bytes: int


def measure() -> Iterator[str]:
    """Yield paragraphs of results for each size."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            loaded = _load(path, size)
            yield _tell(loaded)
            for name in VIEWS:
                yield _race_views(path, name)


def _load(path: Path, size: int) -> Loaded:
    with open_archive(path, command="bench", create=True) as archive:
        with closing(bare_tables(archive, path / "bare.db")) as bare:
            seconds = fill(archive, size, bare)
        reports, cells = (
            archive.rows(f"SELECT count(*) AS many FROM {table}")[0]["many"]  # noqa: S608
            for table in ("versions", "cells")
        )
        comparing = _time(lambda: compare(archive))
        publishing = _time(lambda: publish(archive))
        archive.sync()
        sizes = [(path / name).stat().st_size for name in (DATABASE, f"published/{DATABASE}")]
    return Loaded(reports, cells, *seconds, comparing, publishing, *sizes)


def fill(archive: Archive, size: int, bare: sqlite3.Connection) -> tuple[float, float]:
    """Load that many synthetic reports, and the same rows into bare tables, taking turns.

    Returns the seconds of each.
    """
    reports = make_reports(make_bodies(size // len(YEARS)))
    number, seconds, bare_seconds = 0, 0.0, 0.0
    archive.begin_run("crawl")
    while together := list(itertools.islice(reports, _TOGETHER)):
        numbered = list(enumerate(together, number + 1))
        number += len(together)
        with archive.transaction():
            for place, (body, report) in numbered:
                _insert_source(archive, place, body, report.sha256)
        seconds += _time(lambda: _insert_versions(archive, numbered))  # noqa: B023 - run at once
        rows = {name: _since(archive, name, numbered[0][0]) for name in _READING}
        bare_seconds += _time(lambda: _insert_bare(bare, rows))  # noqa: B023 - run at once
    return seconds, bare_seconds


def _insert_versions(archive: Archive, numbered: Sequence[tuple[int, tuple[Body, Report]]]) -> None:
    with archive.transaction():
        for place, (_, report) in numbered:
            insert_version(archive, place, place, report.sha256, report)


def bare_tables(archive: Archive, path: Path) -> sqlite3.Connection:
    """Return a database with the tables of a reading and nothing around them."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    for name in _READING:
        db.execute(archive.rows("SELECT sql FROM sqlite_master WHERE name = ?", name)[0]["sql"])
    return db


def _since(archive: Archive, table: str, version: int) -> list[tuple[object, ...]]:
    key = "id" if table == "versions" else "version"
    sql = f"SELECT * FROM [{table}] WHERE {key} >= ?"  # noqa: S608 - our own names
    return archive.db.conn.execute(sql, [version]).fetchall()


def _insert_bare(db: sqlite3.Connection, rows: Mapping[str, Sequence[tuple[object, ...]]]) -> None:
    with db:
        for name, given in rows.items():
            if given:
                marks = ", ".join("?" for _ in given[0])
                db.executemany(f"INSERT INTO [{name}] VALUES ({marks})", given)  # noqa: S608


def _insert_source(archive: Archive, number: int, body: Body, sha256: str) -> None:
    execute, division = archive.db.conn.execute, body.division
    url = f"http://{division}.test/{body.number}/{number}.html"
    execute(
        "INSERT OR IGNORE INTO divisions (code, name, full_name) VALUES (?, ?, ?)",
        (division, f"样本{division}", f"样本{division}"),
    )
    execute(
        "INSERT OR IGNORE INTO portals (id, root, added_at, division, outcome, last_ok, last_run,"
        " looks) VALUES (?, ?, ?, ?, 'ok', ?, 1, 3)",
        (division, f"http://{division}.test/", _SEEN, division, _SEEN),
    )
    execute(
        "INSERT INTO captures (id, run, portal, role, url, method, fetched_at, status, outcome,"
        " payload_sha256) VALUES (?, 1, ?, 'report', ?, 'GET', ?, 200, 'ok', ?)",
        (number, division, url, _SEEN, sha256),
    )
    execute(
        "INSERT INTO sources (id, url, role, portal, first_seen, last_seen, state)"
        " VALUES (?, ?, 'page', ?, ?, ?, 'present')",
        (number, url, division, _SEEN, _SEEN),
    )


def _time(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def _tell(loaded: Loaded) -> str:
    rate, bare = loaded.cells / loaded.cells_seconds, loaded.cells / loaded.bare_seconds
    thousands = loaded.reports / 1000
    seconds = (loaded.cells_seconds, loaded.compare_seconds, loaded.publish_seconds)
    load, comparing, publishing = (f"{part / thousands:.2f}" for part in seconds)
    size, published = (
        f"{part / loaded.reports:,.0f}" for part in (loaded.bytes, loaded.published_bytes)
    )
    return (
        f"Archive of {loaded.reports} reports, {loaded.cells} cells\n"
        f"  cells a second {rate:,.0f}, bare executemany {bare:,.0f}: {rate / bare:.2f}\n"
        f"  bytes a report {size}, published {published}\n"
        f"  seconds a thousand reports: load {load}, compare {comparing}, publish {publishing}"
    )


def _race_views(path: Path, name: str) -> str:
    """Ask for one province: the view, the published table, and a flat table with an index."""
    flat = path / f"{name}.db"
    with sqlite3.connect(flat) as db:
        db.execute("ATTACH ? AS archive", [str(path / DATABASE)])
        db.execute(f"CREATE TABLE flat AS SELECT * FROM archive.[{name}]")  # noqa: S608
        db.execute("CREATE INDEX by_division ON flat (division)")
    results = race(
        [
            (f"{name} in the archive", _asking(path / DATABASE, name)),
            ("flat table", _asking(flat, "flat")),
            ("published", _asking(path / "published" / DATABASE, name)),
        ],
        _ROUNDS,
    )
    flat.unlink()
    return tell(f"{name} of one province", results)


def _asking(path: Path, table: str) -> Callable[[], object]:
    db = sqlite3.connect(path)
    sql = f"SELECT * FROM [{table}] WHERE {_PROVINCE}"  # noqa: S608
    return lambda: db.execute(sql).fetchall()
