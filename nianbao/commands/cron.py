"""`nianbao cron`: what to give cron or systemd to run this archive for years."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from archive.archive import open_archive
from nianbao.options import archive_option, crawl_options
from nianbao.portals import check_contact
from nianbao.schedule import UNITS, Every, Schedule, crontab_line, is_writable, unit

_OWN = ("every", "units", "archive_path", "contact")


@click.command()
@click.option(
    "--every",
    type=click.Choice(("day", "week")),
    default="day",
    show_default=True,
    help="How often the portals are visited.",
)
@click.option(
    "--units",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Write the units of systemd into this folder, which may be /etc/systemd/system.",
)
@crawl_options
@archive_option
def cron(
    *, every: Every, units: Path | None, archive_path: Path, contact: str | None, **_: Any
) -> None:
    """Print the line for cron, and the units for systemd, that run this archive for years.

    What is given of the options of `run` stands in them. The units are a service and a timer for
    `run`, and a service for `serve`.
    """
    with open_archive(archive_path) as archive:
        contact = check_contact(archive, None, contact)
    schedule = _schedule(archive_path.absolute(), contact, every)
    if units:
        for name in UNITS:
            (units / name).write_text(unit(name, schedule), encoding="utf-8")
            click.echo(f"written: {units / name}")
        return
    click.echo(f"# In the crontab of {schedule.user} (crontab -e):\n{crontab_line(schedule)}")
    for name in UNITS:
        click.echo(f"\n# /etc/systemd/system/{name}\n{unit(name, schedule)}", nl=False)


def _schedule(archive: Path, contact: str, every: Every) -> Schedule:
    options = ["--contact", contact, *_given()]
    schedule = Schedule(_program(), archive, _owner(archive), options, every)
    for word in schedule.run:
        if not is_writable(word):
            raise click.UsageError(
                f"{word!r} can stand neither in a crontab nor in a unit: it has characters that"
                " cannot be printed"
            )
    return schedule


def _given() -> Iterator[str]:
    """Yield the options of `run` that were given, as they are to be given again."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = str(parameter.name)
        if name in _OWN or context.get_parameter_source(name) is ParameterSource.DEFAULT:
            continue
        value = context.params[name]
        for one in value if parameter.multiple else (value,):
            yield from (parameter.opts[0], str(one))


def _program() -> list[str]:
    """Return what starts this very installation, by its full path."""
    script = Path(sys.executable).with_name("nianbao")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "nianbao"]


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return str(path.stat().st_uid)


COMMANDS = (cron,)
