"""`nianbao demo`: the whole job on sample portals."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nianbao.demo.run import run_demo


@click.command()
@click.option(
    "--archive",
    "archive_path",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("nianbao-demo"),
    show_default=True,
    metavar="DIR",
    help="The directory to make; one that an earlier demo made is replaced.",
)
def demo(archive_path: Path) -> None:
    """Crawl, archive, read, compare and publish fictional portals that run on this machine."""
    sys.exit(run_demo(archive_path))


COMMANDS = (demo,)
