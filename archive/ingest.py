"""Files that no server sent: reports from a disk into the archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.archive import Archive, stamp
from archive.batch import Batch
from archive.captures import File, record_file
from archive.recovery import recover
from archive.sources import keep_source
from archive.warc import WarcWriter
from extract.readers import sniff


@dataclass(frozen=True)
class Given:
    """A file, and what a person says of it: its address, when it was had from there, whose it is.

    `stated_in` names the list that says so.
    """

    path: Path
    url: str | None = None
    fetched_at: datetime | None = None
    agency: str | None = None
    stated_in: str | None = None


@dataclass(frozen=True)
class Ingested:
    """How many files are new, and which were in the archive already, bytes and path."""

    new: int
    known: Sequence[Path]


@dataclass(frozen=True)
class Intake:
    """What an import writes with: its run, the WARC file, the batch of its rows."""

    run: int
    writer: WarcWriter
    batch: Batch


@contextmanager
def take_in(
    archive: Archive, software: Mapping[str, str], command: str = "import"
) -> Iterator[Intake]:
    """Open a run that brings what this program did not capture itself."""
    recover(archive)
    run = archive.begin_run(command)
    with WarcWriter(archive, run, software) as writer, Batch(archive, writer) as batch:
        yield Intake(run, writer, batch)


def ingest(archive: Archive, files: Sequence[Given], software: Mapping[str, str]) -> Ingested:
    """Keep files as WARC resource records and as sources, each by its address or path.

    The same address with other bytes is another capture of the same source, and so a revision.
    """
    known = []
    with take_in(archive, software) as intake:
        for file in files:
            if not _ingest(archive, intake, file):
                known.append(file.path)
            intake.batch.tick()
    new = len(files) - len(known)
    archive.end_run(intake.run, "ok", {"files": len(files), "new": new})
    return Ingested(new, known)


def _ingest(archive: Archive, intake: Intake, given: Given) -> bool:
    """Keep one file; returns whether the archive did not have it."""
    body = given.path.read_bytes()
    uri = given.url or given.path.resolve().as_uri()
    is_new = not _is_known(archive, uri, given.fetched_at, hashlib.sha256(body).hexdigest())
    moment = given.fetched_at or archive.clock()
    if is_new:
        origin = f"address or date as stated in {given.stated_in}" if given.stated_in else None
        file = File(uri, moment, sniff(body), body, intake.run, role="report", origin=origin)
        record_file(archive, intake.writer, file)
    seen = stamp(moment), stamp(moment)
    told = {"agency_hint": given.agency}
    with archive.transaction():
        keep_source(archive, uri, "page", seen, file_name=given.path.name, **told)
    return is_new


def _is_known(archive: Archive, uri: str, moment: datetime | None, digest: str) -> bool:
    """Tell whether an address had these bytes at a moment, or has them where none is given."""
    rows = archive.rows(
        "SELECT payload_sha256 FROM captures WHERE url = ?1 AND (?2 IS NULL OR fetched_at = ?2)"
        " ORDER BY fetched_at DESC, id DESC",
        *(uri, stamp(moment) if moment else None),
    )
    digests = [row["payload_sha256"] for row in rows]
    return digest in (digests if moment else digests[:1])
