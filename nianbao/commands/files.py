"""`nianbao import`: files, folders and other tools' captures into an archive."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from archive.archive import Archive, now, open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.folders import Gathered, gather
from archive.foreign.documents import note_documents
from archive.foreign.keep import Taken, keep_foreign
from archive.ingest import Given, ingest
from archive.lists import read_list
from archive.sources import settle_states
from crawler.imported import judge_answer, note_pages
from crawler.run import describe_software
from nianbao.exits import OK, PARTLY
from nianbao.logs import log_to
from nianbao.options import archive_option
from nianbao.portals import NOBODY
from nianbao.progress import counting

# What more was not kept is in the log.
_MOST_LINES = 20


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    type=click.Path(path_type=Path, exists=True, readable=True),
    metavar="[PATH…]",
)
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    metavar="CSV",
    help="A list of files with the columns file, url, fetched_at and agency, all but the first"
    " of which may be missing or empty: where and when each was had.",
)
@archive_option
def import_command(files: tuple[Path, ...], listed: Path | None, archive_path: Path) -> None:
    """Keep files, folders, and WARC and WACZ files of other tools; read and compare them.

    A file is known by its path, or by the address that a list gives it: the same with other content
    is a revision. Records of other tools keep their own addresses and dates. Exit status 3 if
    something that was named could not be kept; each is named.
    """
    if not files and listed is None:
        raise click.UsageError("name files or folders to import, or a list of files with --list")
    given = read_list(listed, now()) if listed else []
    found = gather(files)
    with open_archive(archive_path, command="import", create=True) as archive, log_to(archive_path):
        told, taken = _take(archive, [*given, *map(Given, found.documents)], found)
        told.append(_read(archive))
    for line in _complaints(found, taken):
        click.echo(f"nianbao: {line}", err=True)
    click.echo(f"import: {'; '.join(told)}")
    named = [one for one in found.passed if one.path in files]
    sys.exit(PARTLY if named or taken.unkept else OK)


def _take(archive: Archive, files: Sequence[Given], found: Gathered) -> tuple[list[str], Taken]:
    """Take everything in; returns what is told of it, and what came of foreign files."""
    told = []
    if files:
        ingested = ingest(archive, files, describe_software(NOBODY))
        known = f", {len(ingested.known)} known already" if ingested.known else ""
        told.append(f"{ingested.new} files kept{known}")
    taken = Taken()
    if found.foreign:
        taken = keep_foreign(archive, found.foreign, describe_software(NOBODY), judge_answer)
        told.append(_note(archive, taken))
    return told or ["nothing to keep"], taken


def _note(archive: Archive, taken: Taken) -> str:
    """Find the reports among what other tools captured; returns what is told of it."""
    captures = [*taken.new, *taken.known]
    sources = note_pages(archive, captures) + note_documents(archive, captures)
    settle_states(archive, captures)
    known = f", {len(taken.known)} known already" if taken.known else ""
    return f"{len(taken.new)} captures kept{known}, {sources} of them sources of reports"


def _read(archive: Archive) -> str:
    with counting("extract") as progress:
        read = extract_all(archive, progress)
    placed = compare(archive).placed
    told = ", ".join(f"{count} {status}" for status, count in sorted(read.statuses.items()))
    unplaced = (
        f"; {placed.unplaced} reports have no agency or year: see the view `unplaced`"
        if placed.unplaced
        else ""
    )
    return f"read: {told or 'none'}{unplaced}"


def _complaints(found: Gathered, taken: Taken) -> list[str]:
    """Return a line for each thing that was not kept, as many as can be read."""
    lines = [f"passed over: {one.path} {one.reason}" for one in found.passed]
    unkept = [f"not kept: {one}" for one in taken.unkept]
    if len(unkept) > _MOST_LINES:
        more = f"not kept: {len(unkept) - _MOST_LINES} records more, each in the log"
        unkept = [*unkept[:_MOST_LINES], more]
    return [*lines, *unkept]


COMMANDS = (import_command,)
