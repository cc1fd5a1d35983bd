"""`nianbao serve`: the published copy in a browser."""

from __future__ import annotations

import os
from pathlib import Path

import click

from archive.publish import serve_command, tell_outdated
from nianbao.options import archive_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8001, show_default=True, help="The port to listen on.")
@archive_option
def serve(host: str, port: int, archive_path: Path) -> None:
    """Show the published copy with Datasette until stopped."""
    command = serve_command(archive_path, host, port)
    if said := tell_outdated(archive_path):
        click.echo(f"nianbao: {said}", err=True)
    os.execv(command[0], command)  # noqa: S606 - our own argv; signals then reach the server itself


COMMANDS = (serve,)
