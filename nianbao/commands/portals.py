"""`portals`: the sites that an archive looks at."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from archive.archive import Archive, open_archive
from crawler.expectations import accept, expected_reports
from crawler.registry import (
    SHIPPED,
    PortalSeed,
    RegistryError,
    add_portals,
    list_portals,
    match_known,
    read_registry,
)
from nianbao.commands.pipeline import crawl_archive, tell_failures, working
from nianbao.console import console, make_table, to_texts
from nianbao.options import archive_option, crawl_options
from nianbao.portals import seed_from_url


@click.group()
def portals() -> None:
    """List, add, import and check the portals that an archive looks at."""


@portals.command("list")
@archive_option
def list_command(archive_path: Path) -> None:
    """List the portals, how each fared last, and how many reports it lists and should list."""
    table = make_table(
        "id", "name", "outcome", "since", "reports", "expected", "family", "front page"
    )
    with open_archive(archive_path) as archive:
        for row in archive.rows("SELECT * FROM portals ORDER BY id"):
            table.add_row(
                *to_texts(row["id"], row["name"], row["outcome"] or "never looked"),
                *to_texts(row["outcome_since"], row["reports_found"]),
                *to_texts(expected_reports(archive, row["id"]) or None, row["family"], row["root"]),
            )
    console().print(table)


@portals.command()
@click.argument("url")
@click.option("--id", "name", metavar="ID", help="What to call it; without it, its host.")
@click.option("--title", metavar="NAME", help="The site's name.")
@click.option("--column", metavar="URL", help="Where its list of annual reports is, if known.")
@click.option("--division", metavar="CODE", help="The statistical code of its division, 12 digits.")
@archive_option
def add(
    *,
    url: str,
    name: str | None,
    title: str | None,
    column: str | None,
    division: str | None,
    archive_path: Path,
) -> None:
    """Add the portal whose front page is at URL."""
    seed = seed_from_url(url)
    whole = PortalSeed(name or seed.id, seed.root, title, column, division)
    with working(archive_path, "portals add", create=True) as archive:
        (known,) = match_known(archive, [whole])
        add_portals(archive, [known])
    click.echo(f"{known.id} is looked at from now on: {known.root}")


@portals.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@archive_option
def import_command(*, file: Path | None, archive_path: Path) -> None:
    """Add the portals of a CSV FILE, or, without one, those that come with this program."""
    try:
        seeds = read_registry(file or SHIPPED)
    except RegistryError as error:
        raise click.UsageError(str(error)) from error
    with working(archive_path, "portals import", create=True) as archive:
        before = len(list_portals(archive))
        add_portals(archive, match_known(archive, seeds))
        after = len(list_portals(archive))
    click.echo(
        f"{len(seeds)} portals read, {after - before} of them new; the archive knows {after}"
    )


@portals.command()
@click.argument("ids", nargs=-1, metavar="[ID…]")
@crawl_options
@archive_option
def check(*, ids: tuple[str, ...], archive_path: Path, **asked: Any) -> None:
    """Ask for the front page and the column of each portal, or of those named, and for no report.

    Exit status 3 if something failed that used to work or was never seen before.
    """
    with working(archive_path, "portals check") as archive:
        result = crawl_archive(archive, _named(archive, ids), probe=True, **asked)
    table = make_table("id", "outcome", "family", "listed", "requests", "column", "detail")
    for one in result.portals:
        listed = one.reports or one.attachments
        table.add_row(
            *to_texts(one.id, one.outcome, one.family, listed, one.requests),
            *to_texts(one.column_url, one.detail),
        )
    console().print(table)
    sys.exit(tell_failures(result))


@portals.command()
@click.argument("ids", nargs=-1, metavar="[ID…]")
@archive_option
def columns(*, ids: tuple[str, ...], archive_path: Path) -> None:
    """Say how the columns of each portal, or of those named, were found: by which way and why."""
    with open_archive(archive_path) as archive:
        wanted = {seed.id for seed in _named(archive, ids)}
        rows = archive.rows("SELECT * FROM columns ORDER BY portal, first_seen, rowid")
    table = make_table("portal", "column", "reports", "evidence", "way from the front page")
    for row in rows:
        if row["portal"] in wanted:
            told = json.loads(row["evidence"]).items()
            evidence = ", ".join(f"{kind} {weight}" for kind, weight in told)
            way = "\n".join(json.loads(row["chain"]))
            table.add_row(*to_texts(row["portal"], row["title"], row["reports"], evidence, way))
    console().print(table)


@portals.command("accept")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@archive_option
def accept_command(*, ids: tuple[str, ...], archive_path: Path) -> None:
    """Take what each portal listed last for all that it has, where that was called broken."""
    with working(archive_path, "portals accept") as archive:
        for seed in _named(archive, ids):
            accept(archive, seed.id)
    click.echo(f"accepted: {', '.join(ids)}")


def _named(archive: Archive, ids: Sequence[str]) -> list[PortalSeed]:
    known = {seed.id: seed for seed in list_portals(archive)}
    for name in ids:
        if name not in known:
            raise click.UsageError(
                f"the archive knows no portal {name}: `nianbao portals list` names them"
            )
    return [known[name] for name in ids] if ids else list(known.values())


COMMANDS = (portals,)
