"""`nianbao evidence`: a file that proves what pages said."""

from __future__ import annotations

from pathlib import Path

import click

from archive.archive import Archive, open_archive
from archive.evidence import (
    Scope,
    scope_of_query,
    scope_of_report,
    scope_of_revision,
    write_evidence,
)
from nianbao.options import archive_option


@click.command()
@click.option(
    "--report",
    type=(str, int),
    metavar="AGENCY YEAR",
    help="The report of a body (its name or part of it) for a year, with every look at it.",
)
@click.option(
    "--revision", type=int, metavar="NUMBER", help="One change, with the captures around it."
)
@click.option(
    "--query",
    metavar="SQL",
    help="Whatever the rows of a query name in a column report, version, capture or revision.",
)
@click.option(
    "--to",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="The file to write; a WACZ file's name ends in .wacz.",
)
@click.option("--replace", is_flag=True, help="Write over a file that is there already.")
@archive_option
def evidence(
    *,
    report: tuple[str, int] | None,
    revision: int | None,
    query: str | None,
    path: Path,
    replace: bool,
    archive_path: Path,
) -> None:
    """Write a WACZ file that proves what pages said: the servers' answers byte by byte, the rows
    that were read from them, and how to check both by hand.

    The archive is only read, and may be in use. Nothing is masked.
    """  # noqa: D205
    if [report, revision, query].count(None) != 2:
        raise click.UsageError("name one of --report AGENCY YEAR, --revision NUMBER, --query SQL")
    with open_archive(archive_path) as archive:
        scope = _scope(archive, report, revision, query)
        found = write_evidence(archive, scope, path, replace=replace)
    click.echo(
        f"evidence: {path} has {found.captures} captures and {found.cells} cells;"
        f" its SHA-256 is {found.sha256}"
    )


def _scope(
    archive: Archive, report: tuple[str, int] | None, revision: int | None, query: str | None
) -> Scope:
    if report is not None:
        return scope_of_report(archive, *report)
    if revision is not None:
        return scope_of_revision(archive, revision)
    return scope_of_query(archive, query or "")


COMMANDS = (evidence,)
