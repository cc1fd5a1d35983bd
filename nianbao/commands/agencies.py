"""`agencies`: the bodies that publish, and which of them goes on as which."""

from __future__ import annotations

from pathlib import Path

import click

from archive.archive import open_archive
from archive.links import (
    KINDS,
    Link,
    add_links,
    list_agencies,
    list_links,
    read_links,
    remove_link,
)
from nianbao.commands.pipeline import working
from nianbao.console import console, make_table, to_texts
from nianbao.options import archive_option

_LATER = "`nianbao compare` follows them"


@click.group()
def agencies() -> None:
    """List the bodies that publish reports, and say which of them goes on as which."""


@agencies.command("list")
@click.argument("part", default="", metavar="[PART]")
@archive_option
def list_command(part: str, archive_path: Path) -> None:
    """List the bodies that have PART in their name, or all, with the years of their reports."""
    with open_archive(archive_path) as archive:
        rows = list_agencies(archive, part)
    table = make_table("number", "name", "kind", "division", "years", "reports")
    for row in rows:
        years = f"{row['first_year']}-{row['last_year']}" if row["first_year"] else ""
        told = (row["id"], row["name"], row["kind"], row["division"], years, row["reports"])
        table.add_row(*to_texts(*told))
    console().print(table)


@agencies.command()
@archive_option
def links(archive_path: Path) -> None:
    """List which body goes on as which other, the latest change first."""
    with open_archive(archive_path) as archive:
        rows = list_links(archive)
    table = make_table("link", "former", "until", "kind", "successor", "since", "note")
    for row in rows:
        told = (row["id"], row["former"], row["from_year"], row["kind"], row["later"])
        table.add_row(*to_texts(*told, row["to_year"], row["note"]))
    console().print(table)


@agencies.command()
@click.argument("former")
@click.argument("successor")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What became of the former.")
@click.option(
    "--to", "to_year", type=int, required=True, metavar="YEAR",
    help="The first year that the successor reports on.",
)  # fmt: skip
@click.option(
    "--from", "from_year", type=int, metavar="YEAR",
    help="The last year that the former body reports on; without it, the year before.",
)  # fmt: skip
@click.option("--note", metavar="TEXT", help="What this rests on.")
@archive_option
def link(
    *,
    former: str,
    successor: str,
    kind: str,
    to_year: int,
    from_year: int | None,
    note: str | None,
    archive_path: Path,
) -> None:
    """Say that the body FORMER goes on as SUCCESSOR, each by its name or number.

    A merger has one link for each body that went into it.
    """
    last = to_year - 1 if from_year is None else from_year
    with working(archive_path, "agencies link") as archive:
        fresh = add_links(archive, [Link(former, successor, kind, last, to_year, note)])
    told = "goes on as" if fresh else "went on already as"
    click.echo(f"{former} {told} {successor} from {to_year}; {_LATER}")


@agencies.command()
@click.argument("number", type=int)
@archive_option
def unlink(number: int, archive_path: Path) -> None:
    """Take back the link of that NUMBER in `nianbao agencies links`."""
    with working(archive_path, "agencies unlink") as archive:
        remove_link(archive, number)
    click.echo(f"link {number} is gone; `nianbao compare` goes on without it")


@agencies.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@archive_option
def import_command(file: Path, archive_path: Path) -> None:
    """Take the links of a CSV FILE: all of them, or none where a line is wrong.

    Its columns are former, successor, kind and to_year; from_year and note may be there too.
    """
    with working(archive_path, "agencies import") as archive:
        fresh = add_links(archive, read_links(file))
    click.echo(f"{fresh} new links; {_LATER}")


COMMANDS = (agencies,)
