"""`review`: what people decide about findings."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive.archive import open_archive
from archive.verdicts import (
    DECISIONS,
    VerdictError,
    decide,
    list_standing,
    read_csv,
    write_csv,
)
from nianbao.commands.pipeline import working
from nianbao.console import console, make_table, to_texts
from nianbao.options import archive_option


@click.group()
def review() -> None:
    """Look through findings, and decide about them; no value is ever altered by that."""


@review.command("list")
@click.option("--undecided", is_flag=True, help="Only what nobody decided about.")
@click.option("--csv", "as_csv", is_flag=True, help="As a table to decide in, for `import`.")
@archive_option
def list_command(*, undecided: bool, as_csv: bool, archive_path: Path) -> None:
    """List the findings that stand against reports now, and what was decided about each."""
    with open_archive(archive_path) as archive:
        rows = list_standing(archive, undecided=undecided)
    if as_csv:
        write_csv(rows, sys.stdout)
        return
    table = make_table(*("finding", "report", "severity", "rule", "message", "decision", "reason"))
    for row in rows:
        named = f"{row['agency_name'] or '?'} {row['year'] or '?'}"
        told = (row["severity"], row["rule"], row["message"], row["decision"], row["reason"])
        table.add_row(*to_texts(row["finding"], named, *told))
    console().print(table)


@review.command("decide")
@click.argument("finding", type=int)
@click.argument("decision", type=click.Choice(DECISIONS))
@click.option("--reason", required=True, metavar="TEXT", help="Why.")
@click.option("--by", metavar="NAME", help="Who decides.")
@archive_option
def decide_command(
    *, finding: int, decision: str, reason: str, by: str | None, archive_path: Path
) -> None:
    """Decide about one FINDING: confirmed, dismissed, or misread, which blames the reading.

    It holds through later readings for as long as the cells concerned say the same.
    """
    with working(archive_path, "review") as archive:
        try:
            decide(archive, finding, decision, reason, by)
        except VerdictError as error:
            raise click.UsageError(str(error)) from error
    click.echo(f"finding {finding}: {decision}")


@review.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@archive_option
def import_command(*, file: Path, archive_path: Path) -> None:
    """Take the decisions of a CSV FILE that `nianbao review list --csv` made; all or none."""
    with working(archive_path, "review") as archive:
        try:
            count = read_csv(archive, file)
        except VerdictError as error:
            raise click.UsageError(str(error)) from error
    click.echo(f"{count} verdicts taken")


COMMANDS = (review,)
