"""Publishing: a copy of the database for readers, swapped in whole."""

from __future__ import annotations

import os
from pathlib import Path

from archive.archive import DATABASE, Archive
from archive.publish.furnishing import furnish
from archive.publish.metadata import metadata_json

METADATA = "metadata.json"


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
    _publish_text(folder / METADATA, metadata_json(archive.stamp()))
    return folder / DATABASE


def _publish_text(target: Path, text: str) -> None:
    draft = target.with_name(f"{target.name}.new")
    draft.write_text(text, encoding="utf-8")
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
