"""A database made anew from the WARC files and the journal; readings are made by `extract`."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.archive import DATABASE, Archive, ArchiveError, Clock, connect, hold, now
from archive.captures import insert
from archive.journal import JOURNAL, Entry, read_journal
from archive.recovery import (
    Exchanged,
    finish_leftovers,
    is_entered,
    read_exchanges,
    recover,
)
from archive.schema import migrate
from archive.schema.identity import name_runs
from archive.schema.journaled import journaled
from archive.warc_files import name_file

logger = logging.getLogger(__name__)

_DRAFT = f"{DATABASE}.rebuilt"
# SQLite's own files beside a database: the write-ahead log and its index.
_BESIDE = ("", "-wal", "-shm")
# What the journal says of captures that a WARC record stands behind, as JSON.
_TOLD = "CREATE TEMP TABLE told (record_id TEXT PRIMARY KEY, told TEXT)"


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
        name_runs(archive.db)
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
    # Earlier editions told fewer columns of what a record stands behind.
    if entry.row.keys() <= set(journaled()[entry.table].bound or ()):
        told = (entry.row["record_id"], json.dumps(entry.row))
        execute("INSERT OR REPLACE INTO told VALUES (?, ?)", told)
        return
    names = ", ".join(f"[{name}]" for name in entry.row)
    marks = ", ".join("?" for _ in entry.row)
    sql = f"INSERT OR REPLACE INTO [{entry.table}] ({names}) VALUES ({marks})"  # noqa: S608
    execute(sql, list(entry.row.values()))


def _enter_told(archive: Archive) -> tuple[list[Path], list[Exchanged]]:
    """Enter the captures that journal and files know of; returns the files, and the others."""
    finish_leftovers(archive)
    paths = list(_files(archive))
    waiting: list[tuple[Exchanged, Mapping[str, Any]]] = []
    untold: list[Exchanged] = []
    for path in paths:
        for exchanged in read_exchanges(archive, path):
            rows = archive.rows("SELECT told FROM told WHERE record_id = ?", exchanged.record_id)
            told: dict[str, Any] = json.loads(rows[0]["told"]) if rows else {}
            if not told:
                untold.append(exchanged)
            elif _is_due(archive, exchanged, told):
                _insert(archive, exchanged, told)
            else:
                waiting.append((exchanged, told))
    for exchanged, row in waiting:
        if not is_entered(archive, exchanged.record_id):
            _insert(archive, exchanged, row)
    return paths, untold


def _insert(archive: Archive, exchanged: Exchanged, told: Mapping[str, Any]) -> None:
    insert(archive, {**exchanged.row(archive), **told, "warc_file": exchanged.file}, None)


def _is_due(archive: Archive, exchanged: Exchanged, told: Mapping[str, Any]) -> bool:
    """Tell whether a record is in the file that its row named, and what it refers to is entered.

    In an archive that others went into a record may be in two files, and a file that was finished
    by another clock before one that it refers to.
    """
    original = exchanged.record.headers.get("WARC-Refers-To")
    is_in_its_file = told.get("warc_file", exchanged.file) == exchanged.file
    return is_in_its_file and (original is None or is_entered(archive, original))


def _enter_untold(archive: Archive, untold: list[Exchanged]) -> Iterator[str]:
    """Enter the captures that only the files know of; yields what their records name in vain."""
    for exchanged in untold:
        if is_entered(archive, exchanged.record_id):
            continue
        row = exchanged.row(archive)
        told = f"{row['url']}, {row['fetched_at']}"
        if row["run"] is None and "run" in exchanged.fields:
            yield f"{told}: run {exchanged.fields['run']} is not known"
        if not archive.rows("SELECT 1 FROM portals WHERE id IS ?", row["portal"]) and row["portal"]:
            yield f"{told}: portal {row['portal']} is not known"
            row["portal"] = None
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
        "SELECT told ->> 'id' AS id, record_id FROM told WHERE record_id NOT IN"
        " (SELECT record_id FROM captures WHERE record_id IS NOT NULL) ORDER BY 1"
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
