"""Records out of the archive's WARC files, copied byte by byte into one file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from archive.archive import Archive, ArchiveError
from archive.captures import end_before
from archive.fixity import check_digests
from archive.members import read_members
from archive.warc import Record, WarcError, find_file, parse_record, read_fields


@dataclass(frozen=True)
class Copied:
    """Where a capture's record stands in the copy, in bytes, and what it says beyond its row."""

    offset: int
    length: int
    ip: str | None


@dataclass(frozen=True)
class Copies:
    """Records by capture, and what each file that they are from says of its writer."""

    records: Mapping[int, Copied]
    writers: Mapping[str, Mapping[str, str]]


def copy_records(archive: Archive, captures: Sequence[Mapping[str, Any]], out: IO[bytes]) -> Copies:
    """Copy the records of captures with those of their requests, metadata and warcinfo.

    Raises `ArchiveError` where a record is not there or is not what its digest says.
    """
    kept = [row for row in captures if row["warc_file"]]
    records, writers = {}, {}
    try:
        for file, rows in groupby(
            sorted(kept, key=lambda row: (row["warc_file"], row["warc_offset"])),
            key=lambda row: str(row["warc_file"]),
        ):
            path = find_file(archive.path / file)
            writers[file] = _copy_writer(path, out)
            for row in rows:
                _copy_beside(archive, path, row, out)
                records[int(row["id"])] = _copy(path, row, out)
    except (OSError, ValueError, WarcError) as error:
        raise ArchiveError(
            f"the evidence cannot be had whole: {error}; `nianbao verify` names what is wrong"
        ) from error
    return Copies(records, writers)


def _copy_writer(path: Path, out: IO[bytes]) -> Mapping[str, str]:
    """Copy a file's first record, which says by whom it was written."""
    first = next(read_members(path))
    data = _read(path, first.offset, first.length)
    out.write(data)
    return read_fields(parse_record(data, str(path)).payload)


def _copy_beside(archive: Archive, path: Path, row: Mapping[str, Any], out: IO[bytes]) -> None:
    """Copy metadata and request of a capture, which stand between its record and the one before."""
    for member in read_members(path, end_before(archive, row), row["warc_offset"]):
        if member.type in {"metadata", "request"}:
            data = _read(path, member.offset, member.length)
            told = parse_record(data, f"{path} at {member.offset}").headers
            if told.get("WARC-Concurrent-To") == row["record_id"]:
                out.write(data)


def _copy(path: Path, row: Mapping[str, Any], out: IO[bytes]) -> Copied:
    data = _read(path, row["warc_offset"], row["warc_length"])
    record = parse_record(data, f"{path} at {row['warc_offset']}")
    for wrong in _wrong(record, data, row):
        raise WarcError(f"capture {row['id']} in {path} at {row['warc_offset']}: {wrong}")
    offset = out.tell()
    out.write(data)
    return Copied(offset, len(data), record.headers.get("WARC-IP-Address"))


def _wrong(record: Record, data: bytes, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what does not agree among a record, its digests and its row."""
    if record.headers["WARC-Record-ID"] != row["record_id"]:
        yield f"the record is {record.headers['WARC-Record-ID']}, not {row['record_id']}"
    if problem := check_digests(data):
        yield problem
    payload = hashlib.sha256(record.payload).hexdigest() if record.payload else None
    if row["revisit_of"] is None and payload != row["payload_sha256"]:
        yield f"the payload's SHA-256 is {payload}, not {row['payload_sha256']}"


def _read(path: Path, offset: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(length)
