"""`nianbao serve`: the published copy in a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from archive.publish import serve_command
from nianbao.options import archive_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8001, show_default=True, help="The port to listen on.")
@archive_option
def serve(host: str, port: int, archive_path: Path) -> None:
    """Show the published copy with Datasette until stopped."""
    sys.exit(subprocess.call(serve_command(archive_path, host, port)))  # noqa: S603 - our own argv


COMMANDS = (serve,)
