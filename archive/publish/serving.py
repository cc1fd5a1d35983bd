"""Serving the published copy with Datasette."""

from __future__ import annotations

import sqlite3
import sys
from importlib.util import find_spec
from pathlib import Path

from archive.archive import DATABASE, ArchiveError
from archive.publish.metadata import SETTINGS
from archive.publish.outdated import OUTDATED, find_lacks
from archive.publish.publishing import METADATA


class NotPublishedError(ArchiveError):
    """Nothing has been published from the archive yet."""


class BrowseMissingError(ArchiveError):
    """Datasette is not installed."""


def tell_outdated(archive: Path) -> str | None:
    """Return what to do where an archive's published copy is of an older program, else None."""
    path = archive / "published" / DATABASE
    try:
        lacks = find_lacks(path)
    except sqlite3.DatabaseError as error:
        raise NotPublishedError(f"{path}: {error}: run `nianbao publish`") from error
    return f"{OUTDATED} (it has no {lacks[0]})" if lacks else None


def serve_command(archive: Path, host: str, port: int) -> list[str]:
    """Return the command that serves an archive's published copy to browsers."""
    published = archive / "published"
    if not all((published / name).is_file() for name in (DATABASE, METADATA)):
        raise NotPublishedError(
            f"nothing is published in {archive} yet: run `nianbao publish` first"
        )
    if find_spec("datasette") is None:
        raise BrowseMissingError(
            "browsing needs Datasette, which is not installed: pip install 'nianbao[browse]'"
        )
    command = [sys.executable, "-m", "datasette", "serve"]
    command += ["--immutable", str(published / DATABASE)]
    command += ["--metadata", str(published / METADATA)]
    command += ["--host", host, "--port", str(port)]
    for name, value in SETTINGS.items():
        command += ["--setting", name, str(int(value))]
    return command
