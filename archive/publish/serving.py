"""Serving the published copy with Datasette."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from archive.archive import DATABASE, ArchiveError
from archive.publish.metadata import SETTINGS
from archive.publish.publishing import METADATA


class NotPublishedError(ArchiveError):
    """Nothing has been published from the archive yet."""


class BrowseMissingError(ArchiveError):
    """Datasette is not installed."""


def serve_command(archive: Path, host: str, port: int) -> list[str]:
    """Return the command that serves an archive's published copy to browsers."""
    published = archive / "published"
    if not (published / DATABASE).is_file():
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
