"""Publishing: a copy of the database for readers, swapped in whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from archive.archive import DATABASE, Archive
from archive.publish.feed import FEED, Scope, write_feed
from archive.publish.furnishing import furnish
from archive.publish.metadata import configuration_json, metadata_json

METADATA = "metadata.json"
CONFIGURATION = "datasette.yaml"


def publish(archive: Archive) -> Path:
    """Publish the archive as it is now and return the published database.

    Whoever has the previous copy open keeps reading that one.
    """
    folder = archive.published
    folder.mkdir(exist_ok=True)
    draft = folder / f"{DATABASE}.new"
    for left in (draft, draft.with_name(f"{draft.name}-journal")):
        left.unlink(missing_ok=True)
    archive.db.conn.execute("VACUUM INTO ?", [str(draft)])
    furnish(draft)
    _swap(draft, folder / DATABASE)
    _publish_bytes(folder / METADATA, metadata_json(archive.stamp()).encode())
    _publish_bytes(folder / FEED, _whole_feed(folder / DATABASE))
    _publish_bytes(folder / CONFIGURATION, configuration_json().encode())
    return folder / DATABASE


def _whole_feed(database: Path) -> bytes:
    with closing(sqlite3.connect(database)) as connection:
        return write_feed(connection, Scope())


def _publish_bytes(target: Path, content: bytes) -> None:
    draft = target.with_name(f"{target.name}.new")
    draft.write_bytes(content)
    _swap(draft, target)


def _swap(draft: Path, target: Path) -> None:
    """Put a finished file in the place of the one that readers see, safe against a power cut."""
    _sync(draft)
    draft.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
