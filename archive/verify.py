"""Whether an archive is what it says: files, records, index and database against each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archive.archive import Archive
from archive.fixity import Examined, examine
from archive.journal import JOURNAL, read_journal
from archive.recovery import LAST
from archive.warc import OPEN
from archive.warc_files import digest, name_file

Progress = Callable[[int, int], None]

# What a row tells of its record, by the record's header.
_HEADERS = {"url": "WARC-Target-URI", "fetched_at": "WARC-Date"}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where; `kind` is a stable name that `docs/archive.md` explains.

    `file` is relative to the archive, `offset` in bytes.
    """

    kind: str
    detail: str
    file: str | None = None
    offset: int | None = None
    record_id: str | None = None
    capture: int | None = None


@dataclass(frozen=True)
class Verified:
    """What was looked at, and every fault that was found."""

    files: int
    records: int
    captures: int
    faults: tuple[Fault, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON has it."""
        return asdict(self) | {"sound": not self.faults}


def verify(archive: Archive, progress: Progress | None = None) -> Verified:
    """Look at every byte that the archive keeps; nothing is changed.

    A file that is still being written, or that a crash left so, is looked at as far as it goes.
    """
    faults = [*_verify_database(archive), *_verify_journal(archive)]
    paths = sorted(path for path in archive.warc.rglob("*") if path.is_file())
    seen: set[tuple[str, str]] = set()
    records = 0
    for done, path in enumerate(paths, start=1):
        for examined in _look_into(archive, path, faults):
            records += examined.record is not None
            if examined.record_id:
                seen.add((name_file(archive, path).removesuffix(OPEN), examined.record_id))
        if progress:
            progress(done, len(paths))
    faults += _missing(archive, seen)
    captures = archive.rows("SELECT count(*) AS many FROM captures")[0]["many"]
    return Verified(len(paths), records, captures, tuple(faults))


def _verify_database(archive: Archive) -> Iterator[Fault]:
    """Yield what SQLite finds wrong with its own file, and rows that name what is not there."""
    try:
        for row in archive.rows("PRAGMA integrity_check"):
            if row["integrity_check"] != "ok":
                yield Fault("database_damaged", row["integrity_check"])
        for row in archive.rows("PRAGMA foreign_key_check"):
            told = f"row {row['rowid']} of {row['table']} names a row of {row['parent']}"
            yield Fault("database_damaged", f"{told} that is not there")
    except sqlite3.DatabaseError as error:
        yield Fault("database_damaged", str(error))


def _verify_journal(archive: Archive) -> Iterator[Fault]:
    for number, entry, _ in read_journal(archive.path):
        if entry is None:
            yield Fault("journal_damaged", f"line {number} cannot be read", JOURNAL)


def _look_into(archive: Archive, path: Path, faults: list[Fault]) -> Iterator[Examined]:
    """Yield a file's records, adding what is wrong with the file and each of them to the faults."""
    name = name_file(archive, path)
    is_open = path.name.endswith(OPEN)
    rows = _index(archive, name.removesuffix(OPEN))
    if not is_open:
        faults += _verify_file(archive, path, known=bool(rows))
    for examined in examine(path):
        ends = examined.member.offset + examined.member.length == path.stat().st_size
        if not (is_open and ends and examined.record is None):
            told = [*_verify_record(examined), *_verify_index(archive, examined, rows, is_open)]
            faults += [_place(fault, name, examined) for fault in told]
        yield examined


def _index(archive: Archive, file: str) -> dict[str, Mapping[str, Any]]:
    rows = archive.rows("SELECT * FROM captures WHERE warc_file = ?", file)
    return {row["record_id"]: row for row in rows}


def _verify_file(archive: Archive, path: Path, *, known: bool) -> Iterator[Fault]:
    """Yield a fault where a finished file is not what it was when it was finished."""
    name = name_file(archive, path)
    rows = archive.rows("SELECT bytes, sha256 FROM warc_files WHERE file = ?", name)
    if not rows and not known:
        yield Fault("file_unknown", "the archive does not know this file", name)
    elif not rows:
        yield Fault("file_unknown", "no digest was noted when this file was finished", name)
    elif path.stat().st_size != rows[0]["bytes"]:
        told = f"it has {path.stat().st_size} bytes and had {rows[0]['bytes']}"
        yield Fault("file_altered", told, name)
    elif digest(path) != rows[0]["sha256"]:
        yield Fault("file_altered", "its SHA-256 is not what it was", name)


def _verify_record(examined: Examined) -> Iterator[Fault]:
    if examined.fault:
        kind = "digest_wrong" if examined.record else "record_damaged"
        yield Fault(kind, examined.fault)


def _verify_index(
    archive: Archive, examined: Examined, rows: Mapping[str, Mapping[str, Any]], is_open: bool
) -> Iterator[Fault]:
    """Yield faults where a record and its row do not say the same."""
    record = examined.record
    if record is None or record.type not in LAST:
        return
    row = rows.get(examined.record_id or "")
    is_copy = row is None
    if row is None:
        # Archives that became one may have had the same record, each in a file of its own.
        found = archive.rows("SELECT * FROM captures WHERE record_id = ?", examined.record_id)
        row = found[0] if found else None
    if row is None:
        # The rows of what is being written are committed a little later.
        if not is_open:
            yield Fault("row_missing", "no capture points at this record")
        return
    told: dict[str, Any] = {name: record.headers.get(header) for name, header in _HEADERS.items()}
    if not is_copy:
        told |= {"warc_offset": examined.member.offset, "warc_length": examined.member.length}
    if record.type == "revisit":
        told |= {} if is_copy else _refers_to(archive, record.headers)
    else:
        told |= {"payload_sha256": examined.payload_sha256, "payload_length": len(record.payload)}
    wrong = [f"{name} {row[name]}, not {value}" for name, value in told.items()
             if row[name] != value]  # fmt: skip
    if wrong:
        yield Fault("row_differs", f"the row says {'; '.join(wrong)}", capture=row["id"])


def _refers_to(archive: Archive, headers: Mapping[str, str]) -> dict[str, Any]:
    """Return the number of the capture that a revisit refers to."""
    sql = "SELECT id FROM captures WHERE record_id = ?"
    found = archive.rows(sql, headers.get("WARC-Refers-To"))
    return {"revisit_of": found[0]["id"] if found else "a record that is not there"}


def _place(fault: Fault, name: str, examined: Examined) -> Fault:
    record_id = examined.record_id or fault.record_id
    return Fault(fault.kind, fault.detail, name, examined.member.offset, record_id, fault.capture)


def _missing(archive: Archive, seen: set[tuple[str, str]]) -> Iterator[Fault]:
    """Yield faults for files that are not there, and for records that are not in theirs."""
    gone = set()
    for row in archive.rows(
        "SELECT file FROM warc_files UNION"
        " SELECT warc_file FROM captures WHERE warc_file IS NOT NULL ORDER BY 1"
    ):
        path = archive.path / row["file"]
        if not path.exists() and not path.with_name(path.name + OPEN).exists():
            gone.add(row["file"])
            yield Fault("file_missing", "this file is not there", row["file"])
    for row in archive.rows("SELECT * FROM captures WHERE record_id IS NOT NULL ORDER BY id"):
        if (row["warc_file"], row["record_id"]) not in seen and row["warc_file"] not in gone:
            yield Fault(
                "record_missing", f"the record of {row['url']} is not there", row["warc_file"],
                row["warc_offset"], row["record_id"], row["id"],
            )  # fmt: skip
