"""One crawl in this process: from portals to captures."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from twisted.logger import globalLogBeginner

import crawler.settings as base_settings
from archive.archive import Archive
from archive.batch import Batch
from archive.recovery import recover
from archive.warc import WarcWriter
from crawler.capture import Recorder
from crawler.frontier import Frontier
from crawler.guard import Guard
from crawler.intervals import CAP_DAYS, Calendar
from crawler.job import Job, Progress
from crawler.limits import Budget, Limits
from crawler.page import host_of
from crawler.registry import PortalSeed, add_portals, list_portals, match_known
from crawler.resolver import SETTING
from crawler.result import CrawlResult, conclude
from crawler.settle import Settler
from crawler.spiders.portal import PortalSpider
from crawler.unclaimed import Unclaimed
from extract import __version__

logger = logging.getLogger(__name__)

DELAY = 1.0
TIMEOUT = 60.0
FINISHED = "finished"
_SETS = ("named", "old_tls", "others")


class CrawlError(Exception):
    """The crawl could not go on; the sentence says why."""


@dataclass(frozen=True)
class Manner:
    """How portals are asked.

    `contact` is told with every request; `named` are hosts that may be private or outside of the
    portals' domains, `old_tls` hosts that may be asked by TLS below 1.2 where newer fails, `others`
    origins of portals that the archive does not have, for it is a part of one that has. `delay`
    and `timeout` are seconds. `revisit_days` is the longest that a report may go unvisited while it
    does not change. With `probe`, front pages and columns are asked for and nothing else; what they
    list is left to the next crawl.
    """

    contact: str
    named: frozenset[str] = frozenset()
    old_tls: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    delay: float = DELAY
    timeout: float = TIMEOUT
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    revisit_days: float = CAP_DAYS
    probe: bool = False


def crawl(
    archive: Archive,
    portals: Sequence[PortalSeed] | None = None,
    *,
    progress: Progress | None = None,
    **asked: Any,
) -> CrawlResult:
    """Crawl portals, or all that the archive knows, and return what came of it.

    `make_manner` says what may be asked for. An interrupted run is gone on with. Only one crawl can
    run in a process, for Twisted's reactor does not start twice.
    """
    recover(archive)
    seeds = know_portals(archive, portals)
    how = make_manner(seeds, **asked)
    run = begin_run(archive, probe=how.probe)
    result = crawl_portals(archive, run, seeds, how, progress)
    archive.end_run(run, "interrupted" if result.interrupted else "ok", result.counts)
    return result


def know_portals(archive: Archive, portals: Sequence[PortalSeed] | None) -> list[PortalSeed]:
    """Return portals as the archive knows them, after it has got to know them; None means all."""
    if portals is None:
        return list_portals(archive)
    seeds = match_known(archive, portals)
    add_portals(archive, seeds)
    return seeds


def make_manner(
    seeds: Sequence[PortalSeed],
    *,
    contact: str,
    allow: Sequence[str] = (),
    old_tls: Sequence[str] = (),
    **manner: Any,
) -> Manner:
    """Return how portals are asked: their own hosts count as named, beside those of `allow`.

    The rest is as `Manner` has it.
    """
    named = {host_of(seed.root) for seed in seeds} | {host.lower() for host in allow}
    old = frozenset(host.lower() for host in old_tls)
    return Manner(contact, frozenset(named), old, **manner)


def write_manner(manner: Manner) -> dict[str, Any]:
    """Return what `read_manner` reads, of what JSON has."""
    told = asdict(manner)
    return told | {name: sorted(told[name]) for name in _SETS}


def read_manner(told: Mapping[str, Any]) -> Manner:
    """Read what `write_manner` wrote."""
    sets = {name: frozenset(told[name]) for name in _SETS}
    return Manner(**{**told, **sets, "limits": Limits(**told["limits"])})


def crawl_portals(
    archive: Archive,
    run: int,
    seeds: Sequence[PortalSeed],
    manner: Manner,
    progress: Progress | None = None,
) -> CrawlResult:
    """Crawl portals that the archive knows, as part of a run, and bring their rows up to date."""
    ids = [seed.id for seed in seeds]
    calendar = Calendar(manner.revisit_days)
    frontier = Frontier(archive, run, ids, calendar, probe=manner.probe)
    resumed = frontier.begin({seed.id: seed.root for seed in seeds})
    guard = Guard(manner.named)
    software = describe_software(manner.contact)
    with WarcWriter(archive, run, software) as writer, Batch(archive, writer) as batch:
        job = Job(
            archive=archive,
            run=run,
            frontier=frontier,
            recorder=Recorder(archive, writer, run),
            settler=Settler(archive, frontier, guard, manner.others),
            unclaimed=Unclaimed(archive, run),
            guard=guard,
            roots={seed.id: seed.root for seed in seeds},
            delay=manner.delay,
            old_tls=manner.old_tls,
            budget=Budget(manner.limits),
            batch=batch,
            progress=progress,
        )
        job.recall_stopped()
        settings = make_settings(manner.contact, set(manner.named), manner.delay, manner.timeout)
        reason = run_spider(PortalSpider, settings, job.faults, job=job)
    if job.faults:
        raise CrawlError(job.faults[0])
    return conclude(
        archive,
        run,
        ids,
        resumed=resumed,
        interrupted=reason != FINISHED,
        probe=manner.probe,
    )


def describe_software(contact: str) -> dict[str, str]:
    """Return what a WARC file says of the program that wrote it."""
    return {
        "software": f"nianbao/{__version__}",
        "robots": "obey, RFC 9309",
        "operator": contact,
        "http-header-user-agent": user_agent(contact),
        "description": "header blocks are reconstructed from what Scrapy keeps: names in its own"
        " case and order, standard reason phrases; bodies are as they came, but not chunked",
    }


def user_agent(contact: str) -> str:
    """Name ourselves and say whom to ask."""
    return f"Mozilla/5.0 (compatible; nianbao/{__version__}; +{contact})"


def begin_run(archive: Archive, *, probe: bool) -> int:
    """Go on with the last crawl if it did not finish, else begin another; returns its number."""
    if probe:
        return archive.begin_run("check")
    rows = archive.rows("SELECT * FROM runs WHERE command = 'crawl' ORDER BY id DESC LIMIT 1")
    if not rows or rows[0]["outcome"] not in {None, "interrupted"}:
        return archive.begin_run("crawl")
    run = int(rows[0]["id"])
    logger.info("going on with run %d, which was interrupted", run)
    with archive.transaction():
        archive.db.conn.execute(
            "UPDATE runs SET ended_at = NULL, outcome = NULL, counts = NULL WHERE id = ?", (run,)
        )
    return run


def make_settings(contact: str, named: set[str], delay: float, timeout: float) -> Settings:
    """Return Scrapy's settings: ours, and what was asked for; `named` hosts may be private."""
    settings = Settings()
    settings.setmodule(base_settings, priority="project")
    asked: dict[str, Any] = {
        "USER_AGENT": user_agent(contact),
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_TIMEOUT": timeout,
        SETTING: sorted(named),
    }
    settings.update(asked, priority="cmdline")
    return settings


def run_spider(
    kind: type[Spider], settings: Settings, faults: list[str], /, **arguments: object
) -> str:
    """Run a spider to its end; returns why it ended, which Scrapy's exit status would not.

    That it failed is added to `faults`. Raises `CrawlError` where it cannot be started.
    """
    process = AsyncCrawlerProcess(settings)
    _hush()
    spider = process.create_crawler(kind)
    process.crawl(spider, **arguments)
    process.start()
    if process.bootstrap_failed:
        raise CrawlError("the spider could not be started; the log says why")
    if spider.stats.get_value("spider_exceptions/count"):
        faults.append("the spider failed; the log says where")
    return str(spider.stats.get_value("finish_reason"))


def _hush() -> None:
    """Keep what the libraries say of single requests out of the log: captures say it better.

    Scrapy sets these loggers up when a process object is made, so this comes after.
    """
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    logging.getLogger("twisted").addFilter(_is_no_certificate)
    # Until told otherwise Twisted also writes what is critical to standard error itself.
    globalLogBeginner.beginLoggingTo([], discardBuffer=True, redirectStandardIO=False)


def _is_no_certificate(line: logging.LogRecord) -> bool:
    """Twisted logs each certificate that does not fit as critical, with its stack."""
    return "verifying certificate" not in line.getMessage()
