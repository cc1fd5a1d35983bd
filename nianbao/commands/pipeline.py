"""`crawl`, `extract`, `compare`, `publish`, and `run`, which is all of them."""

from __future__ import annotations

import importlib
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from archive.archive import Archive, ArchiveError, open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.foresight import Foreseen, foresee
from archive.publish import publish
from archive.recovery import recover
from crawler.cluster.cluster import Cluster, ClusterError
from crawler.limits import Limits
from crawler.registry import PortalSeed, RegistryError, read_registry
from crawler.result import CrawlResult
from crawler.run import CrawlError, describe_software
from crawler.run import crawl as crawl_portals
from crawler.sift import Sifted
from crawler.sift_list import read_addresses, sift_all
from nianbao.commands.unkept import tell_unkept
from nianbao.exits import FAILED, OK, PARTLY
from nianbao.logs import log_to
from nianbao.options import archive_option, cluster_options, crawl_options
from nianbao.portals import NOBODY, check_contact, seed_from_url
from nianbao.progress import counting, watching

HEARTBEAT = "heartbeat"

logger = logging.getLogger(__name__)


@click.command()
@click.argument("portals", nargs=-1, metavar="[URL…]")
@click.option(
    "--portals",
    "registry",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A CSV file of portals: id, name, root, division and its names.",
)
@crawl_options
@cluster_options
@archive_option
def crawl(
    *,
    portals: tuple[str, ...],
    registry: Path | None,
    archive_path: Path,
    **asked: Any,
) -> None:
    """Crawl the portals at each URL (their front pages), or all that the archive knows.

    A private or loopback address counts as named when it is a portal's front page given here.
    """
    seeds = _seeds(portals, registry)
    with working(archive_path, "crawl", create=True) as archive:
        result = crawl_archive(archive, seeds, **asked)
    click.echo(_tell_crawl(result))
    sys.exit(tell_failures(result))


@click.command()
@click.option(
    "--compare", "only_compare", is_flag=True, help="Only print what would change; keep nothing."
)
@click.option(
    "--warc",
    "listed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    metavar="LIST",
    help="First keep the reports that WARC and WACZ files of other tools hold: a list of them, one"
    " a line, each by its path from the list or an address such as s3://bucket/file.",
)
@cluster_options
@archive_option
def extract(
    *, only_compare: bool, listed: Path | None, cluster: Cluster | None, archive_path: Path
) -> None:
    """Read every captured report that this version has not read yet.

    With --compare, print each number that this version reads otherwise than the one before it. With
    --warc, exit status 3 if something of a file could not be read or kept; each is named.
    """
    if only_compare and cluster:
        raise click.UsageError("--compare reads on this machine: leave --scheduler out")
    if only_compare and listed:
        raise click.UsageError("--compare keeps nothing: take --warc before it")
    if listed:
        sys.exit(_sift(listed, archive_path, cluster))
    if only_compare:
        with open_archive(archive_path) as archive, counting("extract") as progress:
            _tell_foreseen(foresee(archive, progress))
        return
    with working(archive_path, "extract") as archive:
        click.echo(_extract(archive, cluster))


@click.command("compare")
@archive_option
def compare_command(archive_path: Path) -> None:
    """Place readings by agency and year; compare captures with each other, and years."""
    with working(archive_path, "compare") as archive:
        click.echo(_compare(archive))


@click.command("publish")
@archive_option
def publish_command(archive_path: Path) -> None:
    """Make the read-only copy that `nianbao serve` shows, and swap it in."""
    with working(archive_path, "publish") as archive:
        click.echo(f"published {_publish(archive)}")


@click.command()
@crawl_options
@cluster_options
@archive_option
def run(*, archive_path: Path, cluster: Cluster | None, **asked: Any) -> None:
    """Crawl all known portals, extract, compare and publish: the command for cron.

    A run that came to its end writes the moment into the file `heartbeat`. Exit status 3 if
    something failed that used to work or was never seen before.
    """
    with working(archive_path, "run") as archive:
        result = crawl_archive(archive, None, cluster=cluster, **asked)
        told = [_tell_crawl(result), _extract(archive, cluster), _compare(archive)]
        _publish(archive)
        if not result.interrupted:
            (archive_path / HEARTBEAT).write_text(f"{archive.stamp()}\n", encoding="ascii")
    click.echo("; ".join([*told, "published"]))
    sys.exit(tell_failures(result))


@contextmanager
def working(path: Path, command: str, *, create: bool = False) -> Iterator[Archive]:
    """Open an archive to write, logging into it, after mending what a crash left."""
    with open_archive(path, command=command, create=create) as archive, log_to(path):
        recover(archive)
        yield archive


@contextmanager
def _step(archive: Archive, name: str) -> Iterator[dict[str, Any]]:
    """Note a step as a run of its own, with the counts that it leaves, and in the log."""
    run = archive.begin_run(name)
    counts: dict[str, Any] = {}
    yield counts
    archive.end_run(run, "ok", counts)
    logger.info("%s: %s", name, counts)


def _seeds(urls: Sequence[str], registry: Path | None) -> list[PortalSeed] | None:
    try:
        listed = read_registry(registry) if registry else []
        seeds = [*listed, *(seed_from_url(url) for url in urls)]
    except RegistryError as error:
        raise click.UsageError(str(error)) from error
    return seeds or None


def crawl_archive(
    archive: Archive,
    seeds: list[PortalSeed] | None,
    *,
    contact: str | None,
    depth: int,
    pages: int,
    search_time: float,
    cluster: Cluster | None = None,
    **asked: Any,
) -> CrawlResult:
    """Crawl; what follows `seeds` are the options of `crawl_options`, `cluster` and `probe`."""
    asked["contact"] = check_contact(archive, seeds, contact)
    asked["limits"] = Limits(depth, pages, search_time)
    try:
        if cluster:
            with counting("crawl: groups of portals") as count:
                crawl_on = on_cluster("crawling").crawl_on
                result: CrawlResult = crawl_on(archive, cluster, seeds, progress=count, **asked)
                return result
        with watching("crawl") as watch:
            return crawl_portals(archive, seeds, progress=watch, **asked)
    except CrawlError as error:
        raise click.ClickException(f"the crawl failed: {error}") from error


def on_cluster(name: str) -> ModuleType:
    """Load a module of the cluster's room, which needs Dask."""
    try:
        return importlib.import_module(f"crawler.cluster.{name}")
    except ModuleNotFoundError as error:
        raise click.UsageError(
            f"--scheduler needs the Python package {error.name}: install nianbao with the extra"
            " `cluster`"
        ) from error


def _tell_crawl(result: CrawlResult) -> str:
    counts = result.counts
    logger.info("crawl: %s", counts)
    state = "interrupted, to be gone on with" if result.interrupted else "done"
    return (
        f"crawl {state}: {counts['portals']} portals, {counts['reports']} reports and"
        f" {counts['attachments']} attachments listed, {counts['rejected']} rows rejected,"
        f" {counts['failed']} portals failed ({len(result.new_failures)} newly),"
        f" {counts['requests']} requests"
    )


def tell_failures(result: CrawlResult) -> int:
    """Name what could not be had on standard error; returns the exit status."""
    for kind, portals in (("failed", result.new_failures), ("known", result.known_failures)):
        for portal in portals:
            told = " ".join(part for part in (portal.outcome, portal.detail) if part)
            click.echo(f"nianbao: {kind}: {portal.id} {portal.name or ''}: {told}", err=True)
    for portal in result.portals:
        for failure in portal.failures:
            click.echo(f"nianbao: not had: {failure}", err=True)
    if result.interrupted:
        return FAILED
    return PARTLY if result.new_failures else OK


def _sift(listed: Path, archive_path: Path, cluster: Cluster | None) -> int:
    """Keep and read the reports in the files of a list; returns the exit status."""
    try:
        addresses = read_addresses(listed)
    except ArchiveError as error:
        raise click.UsageError(str(error)) from error
    with working(archive_path, "extract", create=True) as archive:
        sifted = []
        with counting("sift") as progress:
            software = describe_software(NOBODY)
            if cluster:
                found = on_cluster("sifting").sift_on(archive, cluster, addresses, software)
            else:
                found = sift_all(archive, addresses, software)
            for one in found:
                sifted.append(one)
                progress(len(sifted), len(addresses))
        read = _extract(archive, cluster)
    unkept = [told for one in sifted for told in one.unkept]
    for line in tell_unkept(unkept):
        click.echo(f"nianbao: {line}", err=True)
    click.echo(f"{_tell_sifted(sifted, len(addresses))}; {read}")
    return PARTLY if unkept else OK


def _tell_sifted(sifted: Sequence[Sifted], named: int) -> str:
    before = named - len(sifted)
    known = sum(one.known for one in sifted)
    return (
        f"sift: {len(sifted)} files{f', {before} sifted before' if before else ''},"
        f" {sum(one.records for one in sifted)} records,"
        f" {sum(one.pages for one in sifted)} pages looked at,"
        f" {sum(one.kept for one in sifted)} captures kept"
        f"{f', {known} known already' if known else ''},"
        f" {sum(one.sources for one in sifted)} sources of reports"
    )


def _extract(archive: Archive, cluster: Cluster | None) -> str:
    with counting("extract") as progress, _step(archive, "extract") as counts:
        if cluster:
            try:
                found = on_cluster("extracting").extract_on(archive, cluster, progress)
            except ClusterError as error:
                raise click.ClickException(f"not all was read: {error}") from error
        else:
            found = extract_all(archive, progress)
        counts.update(read=found.read, **found.statuses)
    told = ", ".join(f"{count} {status}" for status, count in sorted(found.statuses.items()))
    return f"extract: {found.read} documents read" + (f" ({told})" if told else "")


def _tell_foreseen(found: Foreseen) -> None:
    for one in found.differences:
        told = [f"{name} {old} → {new}" for name, (old, new) in one.told.items()]
        told += [f"{cell.key} {_shown(cell.old_value)} → {_shown(cell.new_value)}"
                 for cell in one.cells]  # fmt: skip
        click.echo(f"{one.url} (read by {one.extractor}): {'; '.join(told)}")
    same = found.read - found.fresh - len(found.differences)
    click.echo(
        f"extract --compare: {found.read} documents: {same} as before,"
        f" {len(found.differences)} otherwise, {found.fresh} never read before; nothing was kept"
    )


def _shown(value: object) -> object:
    return "∅" if value is None else value


def _compare(archive: Archive) -> str:
    with _step(archive, "compare") as counts:
        found = compare(archive)
        counts.update(
            reports=found.placed.reports,
            revisions=found.revisions,
            findings=found.findings,
            reuse=found.reuse,
        )
    unplaced = f" ({found.placed.unplaced} without agency or year)" if found.placed.unplaced else ""
    return (
        f"compare: {found.placed.reports} reports{unplaced}, {found.revisions} new revisions,"
        f" {found.findings} findings across readings"
    )


def _publish(archive: Archive) -> Path:
    with _step(archive, "publish") as counts:
        path = publish(archive)
        counts.update(bytes=path.stat().st_size)
    return path


COMMANDS = (crawl, extract, compare_command, publish_command, run)
