"""Options that several commands share."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from crawler.cluster.cluster import Cluster
from crawler.intervals import CAP_DAYS
from crawler.limits import Limits

Command = Callable[..., Any]


def archive_option(command: Command) -> Command:
    """Add --archive: the directory of the archive, the folder that one stands in without it."""
    return click.option(
        "--archive",
        "archive_path",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="NIANBAO_ARCHIVE",
        default=Path(),
        metavar="DIR",
        help="The archive's directory (or NIANBAO_ARCHIVE); without it, the present folder.",
    )(command)


def language_option(command: Command) -> Command:
    """Add --language: in which of the two languages findings are told."""
    return click.option(
        "--language",
        type=click.Choice(("en", "zh")),
        default=_language,
        help="Tell findings in English or in Chinese; without it, as LC_ALL, LC_MESSAGES or LANG"
        " say, in English where they name another language.",
    )(command)


def _language() -> str:
    """Return the language of the environment; of the variables the first that is set counts."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if locale.startswith("zh") else "en"


def crawl_options(command: Command) -> Command:
    """Add the options of every command that goes to the network."""
    for option in reversed(_CRAWL_OPTIONS):
        command = option(command)
    return command


def asking_options(command: Command) -> Command:
    """Add the options of a command that asks one service on the network."""
    for option in reversed(_ASKING_OPTIONS):
        command = option(command)
    return command


def cluster_options(command: Command) -> Command:
    """Add the options that say on how many machines a command works; it gets one `cluster`."""

    @functools.wraps(command)
    def gather(*given: Any, scheduler: str | None, work: str | None, **named: Any) -> Any:
        if work and not scheduler:
            raise click.UsageError("--work is where a cluster shares files: name its --scheduler")
        cluster = Cluster(scheduler, work) if scheduler else None
        return command(*given, cluster=cluster, **named)

    return _SCHEDULER(_WORK(gather))


_SCHEDULER = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Work on the machines of a Dask cluster, by the address of its scheduler, or in N"
    " processes of this one by local:N. Needs the extra `cluster`.",
)
_WORK = click.option(
    "--work",
    metavar="PLACE",
    help="Where the machines of a cluster share files: a folder that all of them see, or an address"
    " such as s3://bucket/path. Without it, in the archive's own directory.",
)
_CONTACT = click.option(
    "--contact",
    envvar="NIANBAO_CONTACT",
    metavar="WHO",
    help="An address where the crawler's operator can be reached (or NIANBAO_CONTACT); it is"
    " sent with every request. Needed for every host but this machine.",
)
_DELAY = click.option(
    "--delay",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="The least time between two requests to a host; never below 1 but on this machine.",
)
_TIMEOUT = click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long an answer may take.",
)
_ASKING_OPTIONS = (_CONTACT, _DELAY, _TIMEOUT)

_CRAWL_OPTIONS = (
    _CONTACT,
    click.option(
        "--allow",
        multiple=True,
        metavar="HOST",
        help="A host that may be asked although it is private or outside the portal's domain and"
        " gov.cn; may be given several times.",
    ),
    click.option(
        "--old-tls",
        multiple=True,
        metavar="HOST",
        help="A host that may be asked by TLS 1.0 or 1.1 where newer fails; may be given several"
        " times.",
    ),
    _DELAY,
    _TIMEOUT,
    click.option(
        "--depth",
        type=click.IntRange(min=1),
        default=Limits.depth,
        show_default=True,
        metavar="LINKS",
        help="How many links from the front page lists of reports are looked for.",
    ),
    click.option(
        "--pages",
        type=click.IntRange(min=1),
        default=Limits.pages,
        show_default=True,
        metavar="NUMBER",
        help="How many sections and pages of lists are asked of a portal in one run.",
    ),
    click.option(
        "--search-time",
        type=click.FloatRange(min=1),
        default=Limits.seconds,
        show_default=True,
        metavar="SECONDS",
        help="How long lists are looked for on a portal in one run.",
    ),
    click.option(
        "--revisit-days",
        type=click.FloatRange(min=0),
        default=CAP_DAYS,
        show_default=True,
        metavar="DAYS",
        help="The longest that a report may go unvisited while it does not change; 0 asks for"
        " every report in each run.",
    ),
)
