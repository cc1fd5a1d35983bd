"""`verify` and `rebuild`: whether the archive is what it was, and its database made anew."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import click

from archive.archive import open_archive
from archive.rebuild import rebuild
from archive.verify import Fault, Verified, verify
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


COMMANDS = (verify_command, rebuild_command)
