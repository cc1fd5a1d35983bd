"""Merging: rows a second into a new archive, into one that has them, and by a bare copy of them."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from archive.archive import DATABASE, open_archive
from archive.merging.joins import joins
from archive.merging.merge import merge
from bench.scale import bare_tables, fill

SIZES = (1_000, 10_000)


def measure() -> Iterator[str]:
    """Yield a paragraph of results for each number of reports."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with (
                open_archive(folder / "other", command="bench", create=True) as archive,
                closing(bare_tables(archive, folder / "unused.db")) as unused,
            ):
                fill(archive, size, unused)
            yield _tell(size, *_measure(folder))


def _measure(folder: Path) -> tuple[int, Sequence[float], float]:
    """Return how many rows there are, and the seconds of two merges and of a bare copy."""
    seconds, rows = [], 0
    with open_archive(folder / "into", command="bench", create=True) as archive:
        for _ in range(2):
            start = time.perf_counter()
            merged = merge(archive, folder / "other")
            seconds.append(time.perf_counter() - start)
            rows = sum(taken.new + taken.known for taken in merged.rows.values())
    return rows, seconds, _copy(folder / "other" / DATABASE, folder / "bare.db")


def _copy(source: Path, target: Path) -> float:
    """Copy the tables that a merge takes, without a question; returns the seconds that it took."""
    with closing(sqlite3.connect(target)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("ATTACH ? AS other", [str(source)])
        names = [name for name, join in joins().items() if not join.left]
        for name in names:
            sql = "SELECT sql FROM other.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
            wanted = f"{sql} AND type IN ('table', 'index') ORDER BY type DESC"
            for (statement,) in db.execute(wanted, [name]).fetchall():
                db.execute(statement)
        start = time.perf_counter()
        with db:
            for name in names:
                db.execute(f"INSERT INTO main.[{name}] SELECT * FROM other.[{name}]")  # noqa: S608
        return time.perf_counter() - start


def _tell(reports: int, rows: int, seconds: Sequence[float], bare: float) -> str:
    first, again = seconds
    return (
        f"Merging {reports} reports, {rows} rows\n"
        f"  rows a second into a new archive {rows / first:,.0f}, bare copy {rows / bare:,.0f}:"
        f" {bare / first:.2f}\n"
        f"  into one that has them {rows / again:,.0f}"
    )
