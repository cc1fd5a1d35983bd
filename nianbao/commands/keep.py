"""`verify`, `rebuild`, `compact`: whether an archive is what it was; its database anew, smaller."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import click

from archive.archive import open_archive
from archive.compact import Compacted, compact, foresee_compaction
from archive.rebuild import rebuild
from archive.verify import Fault, Verified, verify
from nianbao.commands.pipeline import working
from nianbao.exits import OK, PARTLY
from nianbao.options import archive_option
from nianbao.progress import counting


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@archive_option
def verify_command(*, as_json: bool, archive_path: Path) -> None:
    """Check every record against its digest, and files, index and database against each other.

    Nothing is changed. Exit status 3, and a line for each fault, if something is wrong.
    """
    found = _verify(archive_path)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        for fault in found.faults:
            click.echo(_line(fault))
        told = f"{len(found.faults)} faults" if found.faults else "all is well"
        click.echo(
            f"verify: {found.files} WARC files, {found.records} records,"
            f" {found.captures} captures: {told}"
        )
    sys.exit(PARTLY if found.faults else OK)


def _verify(path: Path) -> Verified:
    try:
        with open_archive(path) as archive, counting("verify") as progress:
            return verify(archive, progress)
    except sqlite3.DatabaseError as error:
        return Verified(0, 0, 0, (Fault("database_damaged", str(error)),))


def _line(fault: Fault) -> str:
    parts = [fault.kind, fault.file, None if fault.offset is None else f"at {fault.offset}"]
    parts.append(f"capture {fault.capture}" if fault.capture else None)
    return f"{' '.join(part for part in parts if part)}: {fault.detail}"


@click.command("rebuild")
@archive_option
def rebuild_command(archive_path: Path) -> None:
    """Make the database anew from the WARC files and the journal; the former one is kept.

    Readings are not kept anywhere else: `extract` and `compare` make them again. Exit status 3 if
    something could not be had again; each is named.
    """
    found = rebuild(archive_path)
    for fault in found.faults:
        click.echo(f"nianbao: {fault}", err=True)
    click.echo(
        f"rebuild: {found.captures} captures from {found.files} WARC files and {found.lines} lines"
        f" of the journal, {found.untold} of them only in the files"
    )
    if found.former:
        click.echo(f"the former database is {found.former}")
    click.echo("next: `nianbao extract`, `nianbao compare`, `nianbao publish`")
    sys.exit(PARTLY if found.faults else OK)


@click.command("compact")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@archive_option
def compact_command(*, dry_run: bool, archive_path: Path) -> None:
    """Drop readings by earlier versions of the program where a later one read the same.

    A reading stays that a report, a revision, repeated text or a verdict refers to. What was
    captured stays whole. SQLite needs room for the database twice meanwhile.
    """
    if dry_run:
        with open_archive(archive_path) as archive:
            found = foresee_compaction(archive)
    else:
        with working(archive_path, "compact") as archive:
            found = compact(archive)
    click.echo(f"compact: {_tell_going(found)} {'would go' if dry_run else 'went'}")
    for table, many in found.kept.items():
        click.echo(f"{many} old readings stay: {table} refers to them")
    if not dry_run:
        click.echo(f"the database has {found.bytes_after:,} bytes, and had {found.bytes_before:,}")


def _tell_going(found: Compacted) -> str:
    by = ", ".join(f"{many} by {extractor}" for extractor, many in found.versions.items())
    within = ", ".join(f"{many} {table}" for table, many in found.rows.items())
    return f"{sum(found.versions.values())} readings ({by or 'none'}; {within})"


COMMANDS = (verify_command, rebuild_command, compact_command)
