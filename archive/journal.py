"""`journal.jsonl`: what no WARC file can tell, a row a line; the last line of a row holds."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlite_utils import Database

from archive.schema.journaled import Journaled, journaled

JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Entry:
    """A row of a table as it was left, or (`row` None) the key of one that went."""

    table: str
    key: tuple[Any, ...]
    row: Mapping[str, Any] | None


def write_journal(path: Path, db: Database, at: str) -> None:
    """Append the rows that changed since the last time, with the moment.

    The lines reach the disk before the changes count as written, so a crash may write a line twice
    and never loses one.
    """
    if not db.execute("SELECT EXISTS (SELECT 1 FROM unjournaled)").fetchone()[0]:
        return
    with (path / JOURNAL).open("ab") as file:
        _cut_torn_line(file)
        for entry in _changed(db):
            file.write(_line(entry, at))
        file.flush()
        os.fsync(file.fileno())
    with db.atomic():
        db.conn.execute("DELETE FROM unjournaled")


def _line(entry: Entry, at: str) -> bytes:
    told: dict[str, Any] = {"at": at, "table": entry.table}
    told |= {"gone": entry.key} if entry.row is None else {"row": entry.row}
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def read_journal(path: Path) -> Iterator[tuple[int, Entry | None, bytes]]:
    """Yield number from 1, content (None where it cannot be read) and bytes of each line."""
    if not (path / JOURNAL).exists():
        return
    with (path / JOURNAL).open("rb") as file:
        for number, line in enumerate(file, start=1):
            yield number, _read(line), line


def _read(line: bytes) -> Entry | None:
    try:
        told = json.loads(line)
        one = journaled()[told["table"]]
        if "gone" in told:
            return Entry(one.table, tuple(told["gone"]), None)
        return Entry(one.table, tuple(told["row"][name] for name in one.key), told["row"])
    except (ValueError, LookupError, TypeError):
        return None


def _changed(db: Database) -> Iterator[Entry]:
    """Yield what the journal does not have yet, those first that others refer to."""
    for one in journaled().values():
        sql = "SELECT key FROM unjournaled WHERE name = ? ORDER BY key"
        for (written,) in db.conn.execute(sql, [one.table]):
            key = tuple(json.loads(written))
            yield Entry(one.table, key, _row(db, one, key))


def _row(db: Database, one: Journaled, key: tuple[Any, ...]) -> dict[str, Any] | None:
    where = " AND ".join(f"[{name}] = ?" for name in one.key)
    sql = f"SELECT * FROM [{one.table}] WHERE {where}"  # noqa: S608 - our own names
    row = next(iter(db.query(sql, list(key))), None)
    if row is None:
        return None
    is_bound = one.bound and row["record_id"]
    kept = (one.bound if is_bound else one.columns) or row
    return {name: row[name] for name in kept}


def _cut_torn_line(file: BinaryIO) -> None:
    """Cut what a crash or a full disk left of a line: its row is still noted as not written."""
    end = file.tell()
    with Path(file.name).open("rb") as written:
        written.seek(-min(end, 1), os.SEEK_END)
        if written.read(1) in {b"", b"\n"}:
            return
        written.seek(0)
        whole = sum(len(line) for line in written if line.endswith(b"\n"))
    file.truncate(whole)
