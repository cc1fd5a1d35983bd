"""The bytes of a source, out of the WARC files beside the published copy."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.archive import Archive
from archive.captures import get_capture, read_payload
from archive.coding import CodingError
from archive.warc import WarcError, find_file, locate_file


class SourceLostError(Exception):
    """A source cannot be read; `name` is that of the words that say why, `detail` adds to them."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name}: {detail}")
        self.name = name
        self.detail = detail


def read_source(database: Path, source: Mapping[str, Any]) -> bytes:
    """Return the document that a capture brought; raises `SourceLostError`.

    `database` is the published copy, which lies in a folder of the archive's directory.
    """
    with _open(database) as archive:
        try:
            if not find_file(locate_file(archive, str(source["warc_file"]))).is_file():
                raise SourceLostError("source_absent", str(source["warc_file"]))
            payload = read_payload(archive, get_capture(archive, source["capture"]))
        except (WarcError, CodingError, OSError, ValueError, LookupError, zlib.error) as error:
            raise SourceLostError("source_damaged", str(error)) from error
    if hashlib.sha256(payload.raw).hexdigest() != source["payload_sha256"]:
        raise SourceLostError("source_altered", str(source["payload_sha256"]))
    return payload.body


@contextmanager
def _open(database: Path) -> Iterator[Archive]:
    """Open the published copy as the archive that it is a copy of; nothing can be written."""
    path = database.resolve()
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    db = Database(connection)
    try:
        yield Archive(path.parent.parent, db)
    finally:
        db.close()
