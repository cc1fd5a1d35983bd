"""`nianbao import`: files from a disk into an archive."""

from __future__ import annotations

from pathlib import Path

import click

from archive.archive import open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.ingest import ingest
from crawler.run import describe_software
from nianbao.logs import log_to
from nianbao.options import archive_option
from nianbao.portals import NOBODY
from nianbao.progress import counting


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    metavar="FILE…",
)
@archive_option
def import_command(files: tuple[Path, ...], archive_path: Path) -> None:
    """Keep report files in the archive, read and compare them.

    A file is known by its path: the same path with other content is a revision of it.
    """
    with open_archive(archive_path, command="import", create=True) as archive, log_to(archive_path):
        found = ingest(archive, files, describe_software(NOBODY))
        with counting("extract") as progress:
            read = extract_all(archive, progress)
        placed = compare(archive).placed
    told = ", ".join(f"{count} {status}" for status, count in sorted(read.statuses.items()))
    known = f", {len(found.known)} known already" if found.known else ""
    click.echo(f"import: {found.new} files kept{known}; read: {told or 'none'}")
    if placed.unplaced:
        click.echo(f"{placed.unplaced} reports have no agency or year: see the view `unplaced`")


COMMANDS = (import_command,)
