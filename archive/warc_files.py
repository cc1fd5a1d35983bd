"""Finished WARC files: size and SHA-256, noted when they are finished and right ever since."""

from __future__ import annotations

import hashlib
from pathlib import Path

from archive.archive import Archive


def note_file(archive: Archive, path: Path) -> None:
    """Note what a finished file is, unless it is known."""
    with archive.transaction():
        archive.db.conn.execute(
            "INSERT INTO warc_files (file, bytes, sha256, finished_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (file) DO NOTHING",
            (name_file(archive, path), path.stat().st_size, digest(path), archive.stamp()),
        )


def name_file(archive: Archive, path: Path) -> str:
    """Return a file's name as rows have it: its path in the archive."""
    return path.relative_to(archive.path).as_posix()


def is_taken(archive: Archive, path: Path) -> bool:
    """Tell whether a file's name is taken: of what an archive is a part of there are rows only."""
    known = archive.rows("SELECT 1 FROM warc_files WHERE file = ?", name_file(archive, path))
    return bool(known) or path.exists()


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
