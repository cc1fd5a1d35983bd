"""An archive of many reports: how fast it loads, how large it is, how quick one province is."""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.archive import DATABASE, Archive, open_archive
from archive.compare import compare
from archive.extraction import insert_version
from archive.publish.publishing import publish
from bench.synthetic import YEARS, Body, make_bodies, make_reports
from bench.timing import race, tell

SIZES = (10_000, 30_000, 100_000)
VIEWS = ("panel", "year_on_year", "coverage")
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
        reports, seconds = fill(archive, size)
        cells = archive.rows("SELECT count(*) AS many FROM cells")[0]["many"]
        comparing = _time(lambda: compare(archive))
        publishing = _time(lambda: publish(archive))
        archive.sync()
        bare = _load_bare(archive, path / "bare.db")
        sizes = [(path / name).stat().st_size for name in (DATABASE, f"published/{DATABASE}")]
    return Loaded(reports, cells, seconds, bare, comparing, publishing, *sizes)


def fill(archive: Archive, size: int) -> tuple[int, float]:
    """Load that many synthetic reports; returns how many and the seconds their readings took."""
    reports = make_reports(make_bodies(size // len(YEARS)))
    number, seconds = 0, 0.0
    archive.begin_run("crawl")
    while together := list(itertools.islice(reports, _TOGETHER)):
        numbered = list(enumerate(together, number + 1))
        number += len(together)
        with archive.transaction():
            for place, (body, report) in numbered:
                _insert_source(archive, place, body, report.sha256)
        start = time.perf_counter()
        with archive.transaction():
            for place, (_, report) in numbered:
                insert_version(archive, place, place, report.sha256, report)
        seconds += time.perf_counter() - start
    return number, seconds


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


def _load_bare(archive: Archive, path: Path) -> float:
    """Load the same cells into the same table with nothing around; returns the seconds."""
    db = sqlite3.connect(path)
    table = archive.rows("SELECT sql FROM sqlite_master WHERE name = 'cells'")[0]["sql"]
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(table)
    seconds, step = 0.0, _TOGETHER * 200
    cursor = archive.db.conn.execute("SELECT * FROM cells ORDER BY version, key")
    while rows := cursor.fetchmany(step):
        start = time.perf_counter()
        with db:
            db.executemany("INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        seconds += time.perf_counter() - start
    db.close()
    return seconds


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
