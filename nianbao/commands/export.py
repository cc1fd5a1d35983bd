"""`nianbao export`: a data package to take home."""

from __future__ import annotations

from pathlib import Path

import click

from archive.archive import open_archive
from archive.export import export as write_package
from archive.export.partitions import PARTS
from nianbao.options import archive_option


def _read_parts(_: click.Context, __: click.Parameter, text: str | None) -> tuple[str, ...]:
    names = tuple(text.replace(" ", "").split(",")) if text is not None else ()
    for name in names:
        if name not in PARTS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(PARTS)}")
    if len(set(names)) < len(names):
        raise click.BadParameter(f"{text!r} names a column twice")
    return names


@click.command()
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder to write; a former export there is replaced as a whole.",
)
@click.option(
    "--partition",
    callback=_read_parts,
    metavar="COLUMNS",
    help=f"Cut the Parquet files by {' and '.join(PARTS)}, one folder a value: year,province.",
)
@archive_option
def export(folder: Path, partition: tuple[str, ...], archive_path: Path) -> None:
    """Write what is published as a Frictionless data package: panel, cells with their sources,
    findings, revisions, coverage and more as CSV and Parquet, with a codebook in English and
    Chinese and do-files for Stata.

    It has what the last `nianbao publish` published; the same copy gives the same bytes.
    """  # noqa: D205
    with open_archive(archive_path) as archive:
        done = write_package(archive, folder, partition)
    told = ", ".join(f"{rows} {name}" for name, rows in done.rows.items())
    click.echo(f"export: {folder} has {told}")
    if done.behind:
        click.echo(
            "nianbao: the archive has been worked on since it was published:"
            " `nianbao publish` and another export have the newest",
            err=True,
        )
    if not done.parquet:
        click.echo(
            "nianbao: only CSV was written: Parquet needs pip install 'nianbao[export]'", err=True
        )


COMMANDS = (export,)
