"""After a crash: files cut at the last whole exchange, and rows for what they already hold."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.archive import Archive
from archive.captures import OPTIONAL_FIELDS, describe_payload, find_header, insert, media_type
from archive.warc import OPEN, Record, finish_file, read_fields, read_record

logger = logging.getLogger(__name__)

CHUNK = 1 << 16
# Each of these ends an exchange; request and metadata come before it.
LAST = frozenset({"response", "revisit", "resource"})


@dataclass(frozen=True)
class Member:
    """A whole gzip member of a WARC file and the type of the record in it."""

    type: str
    offset: int
    length: int


def recover(archive: Archive) -> int:
    """Finish every file that a crash left open; returns how many exchanges got their row."""
    leftovers = sorted(archive.warc.glob(f"*/*{OPEN}")) if archive.warc.exists() else []
    return sum(_recover_file(archive, path) for path in leftovers)


def _recover_file(archive: Archive, path: Path) -> int:
    members = list(read_members(path))
    ends = [member.offset + member.length for member in members if member.type in LAST]
    if not ends:
        path.unlink()
        return 0
    lost = path.stat().st_size - ends[-1]
    if lost:
        logger.warning("%s: cut %d bytes of an unfinished exchange", path.name, lost)
        with path.open("r+b") as file:
            file.truncate(ends[-1])
    final = finish_file(path)
    whole = [member for member in members if member.offset < ends[-1]]
    return _insert_missing(archive, final, whole)


def read_members(path: Path) -> Iterator[Member]:
    """Walk the whole gzip members of a file; stops at the first that is cut or damaged."""
    offset = 0
    with path.open("rb") as file:
        while length_and_head := _read_member(file, offset):
            length, head = length_and_head
            yield Member(_record_type(head), offset, length)
            offset += length


def _read_member(file: Any, offset: int) -> tuple[int, bytes] | None:
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    file.seek(offset)
    head, length = b"", 0
    while not stream.eof:
        chunk = file.read(CHUNK)
        if not chunk:
            return None
        try:
            out = stream.decompress(chunk)
        except zlib.error:
            return None
        head = head or out[:CHUNK]
        length += len(chunk) - len(stream.unused_data)
    return length, head


def _record_type(head: bytes) -> str:
    for line in head.split(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"warc-type":
            return value.strip().decode("ascii", "replace")
    return ""


def _insert_missing(archive: Archive, path: Path, members: list[Member]) -> int:
    known = {
        row["record_id"]
        for row in archive.rows(
            "SELECT record_id FROM captures WHERE warc_file = ?", _name(archive, path)
        )
    }
    fields: dict[str, str] = {}
    count = 0
    for member in members:
        if member.type == "metadata":
            fields = read_fields(read_record(path, member.offset, member.length).payload)
        if member.type not in LAST:
            continue
        found = read_record(path, member.offset, member.length)
        if found.headers["WARC-Record-ID"] in known:
            continue
        row = _row(archive, found, fields)
        row |= {"warc_file": _name(archive, path)}
        row |= {"warc_offset": member.offset, "warc_length": member.length}
        with archive.transaction():
            insert(archive, row, int(fields["entry"]) if "entry" in fields else None)
        count += 1
    return count


def _name(archive: Archive, path: Path) -> str:
    return path.relative_to(archive.path).as_posix()


def _row(archive: Archive, found: Record, fields: dict[str, str]) -> dict[str, Any]:
    original = None
    if found.type == "revisit":
        rows = archive.rows(
            "SELECT id FROM captures WHERE record_id = ?", found.headers["WARC-Refers-To"]
        )
        original = rows[0]["id"] if rows else None
    row: dict[str, Any] = {name: fields.get(name) for name in OPTIONAL_FIELDS}
    row |= {
        "run": int(fields["run"]) if "run" in fields else None,
        "url": found.headers["WARC-Target-URI"],
        "method": fields.get("method", "GET"),
        "fetched_at": found.headers["WARC-Date"],
        "status": found.status,
        "outcome": fields.get("outcome", "ok"),
        "media_type": media_type(found.http or list(found.headers.items())),
        "etag": find_header(found.http, "ETag"),
        "last_modified": find_header(found.http, "Last-Modified"),
        "record_id": found.headers["WARC-Record-ID"],
    }
    return row | describe_payload(archive, found.payload, original)
