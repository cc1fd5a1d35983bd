"""`nianbao import`: files, folders, other tools' captures, and those of Memento services."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from archive.archive import Archive, now, open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.folders import Passed, gather
from archive.foreign.documents import note_documents
from archive.foreign.keep import Taken, keep_foreign
from archive.ingest import Given, ingest
from archive.lists import read_list
from archive.sources import settle_sources, web_addresses
from crawler.imported import judge_answer, note_pages
from crawler.mementos import fetch_mementos
from crawler.run import CrawlError, describe_software
from crawler.timemaps import Period, Service, read_period
from nianbao.commands.unkept import tell_unkept
from nianbao.exits import OK, PARTLY
from nianbao.logs import log_to
from nianbao.options import archive_option, asking_options
from nianbao.portals import NOBODY, check_web_address, require_contact
from nianbao.progress import counting, watching

# Wayback's first captures are of this year.
_FIRST = "1996"


@dataclass(frozen=True)
class _Outcome:
    """What is told of an import; `partly` where not all could be kept that was named."""

    told: Sequence[str]
    passed: Sequence[Passed]
    taken: Taken
    partly: bool


@click.command("import")
@click.argument("named", nargs=-1, metavar="[PATH…]")
@click.option(
    "--list",
    "listed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    metavar="CSV",
    help="A list of files with the columns file, url, fetched_at and agency, all but the first"
    " of which may be missing or empty: where and when each was had.",
)
@click.option(
    "--memento",
    "service",
    metavar="URL",
    help="Ask a service for past captures; its address is what stands before the dates, such as"
    " https://web.archive.org/web/. Web addresses take the place of paths; without any, those of"
    " all known sources.",
)
@click.option("--from", "first", metavar="DATE", help="The first year, month or day to ask for.")
@click.option("--to", "last", metavar="DATE", help="The last year, month or day to ask for.")
@asking_options
@archive_option
def import_command(
    *,
    named: tuple[str, ...],
    listed: Path | None,
    service: str | None,
    first: str | None,
    last: str | None,
    archive_path: Path,
    **asked: Any,
) -> None:
    """Keep files, folders, and WARC and WACZ files of other tools; read and compare them.

    A file is known by its path, or by the address that a list gives it: the same with other content
    is a revision. Records of other tools keep their own addresses and dates, as do the captures of
    a service. Exit status 3 if something that was named could not be kept; each is named.
    """
    if service is not None and listed is not None:
        raise click.UsageError("--list and --memento are two ways: take one after the other")
    if service is not None:
        period = _read_period(first, last)
        outcome = _import_mementos(service, named, period, archive_path, **asked)
    elif first or last:
        raise click.UsageError("--from and --to belong to --memento")
    else:
        outcome = _import_files([Path(name) for name in named], listed, archive_path)
    for line in _complaints(outcome):
        click.echo(f"nianbao: {line}", err=True)
    click.echo(f"import: {'; '.join(outcome.told)}")
    sys.exit(PARTLY if outcome.partly else OK)


def _import_files(paths: Sequence[Path], listed: Path | None, archive_path: Path) -> _Outcome:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise click.UsageError(f"there is no file or folder {missing[0]}")
    if not paths and listed is None:
        raise click.UsageError("name files or folders to import, or a list of files with --list")
    given = read_list(listed, now()) if listed else []
    found = gather(paths)
    files = [*given, *map(Given, found.documents)]
    software = describe_software(NOBODY)
    told, taken = [], Taken()
    with open_archive(archive_path, command="import", create=True) as archive, log_to(archive_path):
        if files:
            ingested = ingest(archive, files, software)
            told.append(f"{ingested.new} files kept{_known(ingested.known)}")
        if found.foreign:
            taken = keep_foreign(archive, found.foreign, software, judge_answer)
            told.append(_note(archive, taken))
        told.append(_read(archive))
    partly = bool(taken.unkept) or any(one.path in paths for one in found.passed)
    return _Outcome(told, found.passed, taken, partly)


def _read_period(first: str | None, last: str | None) -> Period:
    try:
        return read_period(first or _FIRST, last or str(now().year))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _import_mementos(
    url: str,
    addresses: Sequence[str],
    period: Period,
    archive_path: Path,
    *,
    contact: str | None,
    **asked: Any,
) -> _Outcome:
    for address in (url, *addresses):
        check_web_address(address)
    contact = require_contact([url], contact)
    service = Service(f"{url.rstrip('/')}/")
    create = bool(addresses)
    with (
        open_archive(archive_path, command="import", create=create) as archive,
        log_to(archive_path),
    ):
        urls = addresses or web_addresses(archive)
        try:
            with watching("import") as progress:
                taken = fetch_mementos(
                    archive, service, urls, period, contact=contact, progress=progress, **asked
                )
        except CrawlError as error:
            raise click.ClickException(f"the import failed: {error}") from error
        told = [_note(archive, taken), _read(archive)]
    return _Outcome(told, (), taken, bool(taken.unkept))


def _note(archive: Archive, taken: Taken) -> str:
    """Find the reports among what others captured; returns what is told of it."""
    captures = [*taken.new, *taken.known]
    sources = note_pages(archive, captures) + note_documents(archive, captures)
    settle_sources(archive, captures)
    told = f"{len(taken.new)} captures kept{_known(taken.known)}"
    return f"{told}, {sources} of them sources of reports"


def _known(known: Sequence[object]) -> str:
    return f", {len(known)} known already" if known else ""


def _read(archive: Archive) -> str:
    with counting("extract") as progress:
        read = extract_all(archive, progress)
    unplaced = compare(archive).placed.unplaced
    told = ", ".join(f"{count} {status}" for status, count in sorted(read.statuses.items()))
    where = f"; {unplaced} reports have no agency or year: see the view `unplaced`"
    return f"read: {told or 'none'}{where if unplaced else ''}"


def _complaints(outcome: _Outcome) -> list[str]:
    """Return a line for each thing that was not kept, as many as can be read."""
    passed = [f"passed over: {one.path} {one.reason}" for one in outcome.passed]
    return [*passed, *tell_unkept(outcome.taken.unkept)]


COMMANDS = (import_command,)
