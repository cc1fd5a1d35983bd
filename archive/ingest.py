"""Files that no server sent: reports from a disk into the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.archive import Archive
from archive.batch import Batch
from archive.captures import insert
from archive.recovery import recover
from archive.warc import WarcWriter
from extract.readers import sniff


@dataclass(frozen=True)
class Ingested:
    """How many files are new, and which were in the archive already, bytes and path."""

    new: int
    known: Sequence[Path]


def ingest(archive: Archive, paths: Sequence[Path], software: Mapping[str, str]) -> Ingested:
    """Keep files as WARC resource records and as sources, each by its path.

    The same path with other bytes is a later capture of the same source, and so a revision.
    """
    recover(archive)
    run = archive.begin_run("import")
    known = []
    with WarcWriter(archive, run, software) as writer, Batch(archive, writer) as batch:
        for path in paths:
            if not _ingest(archive, writer, run, path):
                known.append(path)
            batch.tick()
    archive.end_run(run, "ok", {"files": len(paths), "new": len(paths) - len(known)})
    return Ingested(len(paths) - len(known), known)


def _ingest(archive: Archive, writer: WarcWriter, run: int, path: Path) -> bool:
    """Keep one file; returns whether its newest capture did not have the same bytes."""
    body = path.read_bytes()
    uri = path.resolve().as_uri()
    digest = hashlib.sha256(body).hexdigest()
    newest = archive.rows(
        "SELECT payload_sha256 FROM captures WHERE url = ?"
        " ORDER BY fetched_at DESC, id DESC LIMIT 1",
        uri,
    )
    if newest and newest[0]["payload_sha256"] == digest:
        with archive.transaction():
            _note_source(archive, uri, path.name)
        return False
    media_type = sniff(body)
    fields = {"run": str(run), "role": "report", "outcome": "ok", "method": "IMPORT"}
    date = archive.stamp()
    position = writer.write_resource(uri, date, media_type, body, fields)
    row = {
        "run": run,
        "role": "report",
        "url": uri,
        "method": "IMPORT",
        "fetched_at": date,
        "outcome": "ok",
        "media_type": media_type,
        "payload_sha256": digest,
        "payload_length": len(body),
        "record_id": position.record_id,
        "warc_file": position.file,
        "warc_offset": position.offset,
        "warc_length": position.length,
    }
    with archive.transaction():
        insert(archive, row, None)
        _note_source(archive, uri, path.name)
    return True


def _note_source(archive: Archive, uri: str, name: str) -> None:
    stamp = archive.stamp()
    archive.db.conn.execute(
        "INSERT INTO sources (url, role, file_name, first_seen, last_seen, state)"
        " VALUES (?, 'page', ?, ?, ?, 'present')"
        " ON CONFLICT (url) DO UPDATE SET last_seen = excluded.last_seen, state = 'present'",
        (uri, name, stamp, stamp),
    )
