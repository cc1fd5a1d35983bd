"""`nianbao merge`: archives of several machines or teams become one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from archive.compare import compare
from archive.extraction import extract_all
from archive.merging.lending import check_archive
from archive.merging.merge import Merged, merge
from archive.merging.rows import Taken
from nianbao.commands.pipeline import working
from nianbao.exits import OK, PARTLY
from nianbao.progress import counting

_COUNTED = {
    "captures": "captures",
    "warc_files": "WARC files",
    "reports": "reports",
    "verdicts": "verdicts",
}


@click.command("merge")
@click.argument(
    "archives",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="ARCHIVE…",
)
@click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The archive that is to have all; it is begun where there is none.",
)
def merge_command(archives: tuple[Path, ...], into: Path) -> None:
    """Take all that each ARCHIVE has into one, which keeps its own numbers; they are only read.

    What is there already is not taken again. Exit status 3 if something of an archive was left;
    each is named.
    """
    for path in archives:
        check_archive(path)
    is_whole = True
    with working(into, "merge", create=True) as archive:
        for path in archives:
            merged = merge(archive, path)
            click.echo(f"{path}: {_tell(merged.rows)}")
            for told in _tell_differences(merged):
                click.echo(f"nianbao: {path}: {told}", err=True)
            for told in _tell_left(merged):
                is_whole = False
                click.echo(f"nianbao: {path}: {told}", err=True)
        with counting("extract") as progress:
            read = extract_all(archive, progress).read
        found = compare(archive)
    click.echo(
        f"merge: {found.placed.reports} reports, {found.revisions} new revisions; {read} documents"
        " were read anew"
    )
    sys.exit(OK if is_whole else PARTLY)


def _tell(rows: Mapping[str, Taken]) -> str:
    told = [(words, rows[table]) for table, words in _COUNTED.items()]
    new = ", ".join(f"{taken.new} {words}" for words, taken in told)
    known = ", ".join(f"{taken.known} {words}" for words, taken in told)
    return f"taken {new}; there already {known}"


def _tell_differences(merged: Merged) -> Iterator[str]:
    for row in merged.disputed:
        there = _tell_verdict(row["decision"], row["by"], row["at"])
        here = _tell_verdict(row["here"], row["here_by"], row["here_at"])
        yield (
            f"{row['rule']} of report {row['report']} ({row['agency']}, {row['year']}) was"
            f" {there}, and here {here}; the later decision holds"
        )
    if left := merged.rows["versions"].left:
        yield (f"{left} readings are left, of which this archive has later ones: it was compacted")
    if merged.better:
        yield (
            f"{merged.better} documents were read otherwise there by the same version of the"
            " program and other engines; the readings of the newer engines hold"
        )


def _tell_verdict(decision: str, by: str | None, at: str) -> str:
    return f"{decision} by {by or 'somebody'} at {at}"


def _tell_left(merged: Merged) -> Iterator[str]:
    if left := merged.rows["verdicts"].left:
        yield f"{left} verdicts are left: the reports that they judge are not there any more"
    for name in merged.strangers:
        yield f"{name} is left: the archive does not know this file"


COMMANDS = (merge_command,)
