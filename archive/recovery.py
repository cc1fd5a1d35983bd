"""After a crash: files cut at the last whole exchange, and rows for what they already hold."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from archive.archive import Archive
from archive.captures import OPTIONAL_FIELDS, describe_payload, find_header, insert, media_type
from archive.members import Member, read_members
from archive.warc import OPEN, Record, finish_file, read_fields, read_record
from archive.warc_files import name_file, note_file

logger = logging.getLogger(__name__)

# Each of these ends an exchange; request and metadata come before it.
LAST = frozenset({"response", "revisit", "resource"})


def recover(archive: Archive) -> int:
    """Finish every file that a crash left open; returns how many exchanges got their row."""
    leftovers = sorted(archive.warc.glob(f"*/*{OPEN}"))
    count = sum(_recover_file(archive, path) for path in leftovers)
    _note_files(archive)
    return count


def _note_files(archive: Archive) -> None:
    """Note the files that were finished and not noted, by a crash or an earlier edition."""
    known = {row["file"] for row in archive.rows("SELECT file FROM warc_files")}
    for path in sorted(archive.warc.glob("*/*.warc.gz")):
        name = name_file(archive, path)
        if name not in known and archive.rows(
            "SELECT 1 FROM captures WHERE warc_file = ? LIMIT 1", name
        ):
            note_file(archive, path)


def _recover_file(archive: Archive, path: Path) -> int:
    """Cut a file after its last whole exchange; what is damaged before it stays as it is."""
    members = [member for member in read_members(path) if member.head is not None]
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


def _insert_missing(archive: Archive, path: Path, members: list[Member]) -> int:
    known = {
        row["record_id"]
        for row in archive.rows(
            "SELECT record_id FROM captures WHERE warc_file = ?", name_file(archive, path)
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
        row |= {"warc_file": name_file(archive, path)}
        row |= {"warc_offset": member.offset, "warc_length": member.length}
        with archive.transaction():
            insert(archive, row, int(fields["entry"]) if "entry" in fields else None)
        count += 1
    return count


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
