"""A database made anew from the WARC files and the journal; readings are made by `extract`."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.archive import DATABASE, Archive, ArchiveError, Clock, connect, hold, now
from archive.captures import insert
from archive.journal import JOURNAL, Entry, read_journal
from archive.recovery import Exchanged, finish_leftovers, read_exchanges, recover
from archive.schema import migrate
from archive.schema.journaled import journaled
from archive.warc_files import name_file

logger = logging.getLogger(__name__)

_DRAFT = f"{DATABASE}.rebuilt"
# SQLite's own files beside a database: the write-ahead log and its index.
_BESIDE = ("", "-wal", "-shm")
# What the journal says of captures that a WARC record stands behind.
_TOLD = "CREATE TEMP TABLE told (record_id TEXT PRIMARY KEY, id INT, outcome TEXT, detail TEXT)"


@dataclass(frozen=True)
class Rebuilt:
    """What a database was made of; `faults` are sentences, `former` is what it took the place of.

    `untold` counts the exchanges that only the WARC files knew of.
    """

    lines: int
    files: int
    captures: int
    untold: int
    faults: tuple[str, ...]
    former: Path | None


def rebuild(path: Path, *, clock: Clock = now) -> Rebuilt:
    """Make `nianbao.db` anew; the former one is kept beside it.

    Raises `ArchiveError` where there is nothing to make it from, `ArchiveHeldError` when another
    command writes.
    """
    if not (path / JOURNAL).is_file() and not any(path.glob("warc/*/*.warc.gz")):
        raise ArchiveError(f"{path} has neither {JOURNAL} nor WARC files to make a database from")
    with hold(path, "rebuild"):
        _remove(path / _DRAFT)
        with connect(path, clock, _DRAFT) as archive:
            made = _make(archive)
            archive.db.conn.execute("PRAGMA journal_mode = DELETE")
        return Rebuilt(*made, _swap(path, clock))


def _make(archive: Archive) -> tuple[int, int, int, int, tuple[str, ...]]:
    migrate(archive.db)
    execute = archive.db.conn.execute
    execute("PRAGMA foreign_keys = OFF")
    execute(_TOLD)
    with archive.transaction():
        lines, faults = _replay(archive)
        execute("DELETE FROM unjournaled")
        paths, untold = _enter_told(archive)
        execute("DELETE FROM unjournaled")
        faults += _enter_untold(archive, untold)
        faults += _lost(archive)
    execute("PRAGMA foreign_keys = ON")
    recover(archive)
    captures = archive.rows("SELECT count(*) AS many FROM captures")[0]["many"]
    return lines, len(paths), captures, len(untold), tuple(faults)


def _replay(archive: Archive) -> tuple[int, list[str]]:
    """Do again what the journal says; returns its lines, and what could not be done."""
    faults: list[str] = []
    number = 0
    for number, entry, line in read_journal(archive.path):
        wrong = "it cannot be read" if entry is None else _try(archive, entry)
        if wrong:
            told = line[:80].decode("utf-8", "replace").strip()
            faults.append(f"{JOURNAL}, line {number}: {wrong}: {told}")
    return number, faults


def _try(archive: Archive, entry: Entry) -> str | None:
    """Do again what a line says; returns why that is not possible."""
    try:
        _do(archive, entry)
    except sqlite3.Error as error:
        return str(error)
    return None


def _do(archive: Archive, entry: Entry) -> None:
    execute = archive.db.conn.execute
    if entry.row is None:
        where = " AND ".join(f"[{name}] = ?" for name in journaled()[entry.table].key)
        execute(f"DELETE FROM [{entry.table}] WHERE {where}", entry.key)  # noqa: S608
        return
    is_bound = entry.row.keys() == set(journaled()[entry.table].bound or ())
    table = "told" if is_bound else entry.table
    names = ", ".join(f"[{name}]" for name in entry.row)
    marks = ", ".join("?" for _ in entry.row)
    sql = f"INSERT OR REPLACE INTO [{table}] ({names}) VALUES ({marks})"  # noqa: S608
    execute(sql, list(entry.row.values()))


def _enter_told(archive: Archive) -> tuple[list[Path], list[Exchanged]]:
    """Enter the captures that journal and files know of; returns the files, and the others."""
    finish_leftovers(archive)
    paths = list(_files(archive))
    untold: list[Exchanged] = []
    for path in paths:
        for exchanged in read_exchanges(archive, path):
            sql = "SELECT id, outcome, detail FROM told WHERE record_id = ?"
            told = archive.rows(sql, exchanged.record.headers["WARC-Record-ID"])
            if told:
                insert(archive, exchanged.row(archive) | told[0], None)
            else:
                untold.append(exchanged)
    return paths, untold


def _enter_untold(archive: Archive, untold: list[Exchanged]) -> Iterator[str]:
    """Enter the captures that only the files know of; yields what their records name in vain."""
    for exchanged in untold:
        row = exchanged.row(archive)
        for name in ("run", "portal"):
            known = archive.rows(f"SELECT 1 FROM [{name}s] WHERE id = ?", row[name])  # noqa: S608
            if row[name] is not None and not known:
                yield f"{row['url']}, {row['fetched_at']}: {name} {row[name]} is not known"
                row[name] = None
        insert(archive, row, exchanged.entry)


def _files(archive: Archive) -> Iterator[Path]:
    """Yield the WARC files in the order in which they were finished, for revisits refer back."""
    order = {
        row["file"]: place
        for place, row in enumerate(
            archive.rows("SELECT file FROM warc_files ORDER BY finished_at, file")
        )
    }
    paths = {name_file(archive, path): path for path in archive.warc.glob("*/*.warc.gz")}
    for name in sorted(paths, key=lambda name: (order.get(name, len(order)), name)):
        yield paths[name]


def _lost(archive: Archive) -> list[str]:
    """Say which captures the journal tells of whose records are nowhere."""
    rows = archive.rows(
        "SELECT id, record_id FROM told WHERE record_id NOT IN"
        " (SELECT record_id FROM captures WHERE record_id IS NOT NULL) ORDER BY id"
    )
    return [f"capture {row['id']} is lost: there is no record {row['record_id']}" for row in rows]


def _swap(path: Path, clock: Clock) -> Path | None:
    """Put the draft in the database's place; returns where the former one is now."""
    former = path / f"{DATABASE}.before-{clock():%Y%m%dT%H%M%SZ}"
    present = [suffix for suffix in _BESIDE if (path / f"{DATABASE}{suffix}").exists()]
    for suffix in present:
        (path / f"{DATABASE}{suffix}").rename(f"{former}{suffix}")
    (path / _DRAFT).rename(path / DATABASE)
    return former if present else None


def _remove(path: Path) -> None:
    for suffix in _BESIDE:
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)
