"""A crawl on a cluster: groups of hosts, each the ordinary crawl of a part of the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from archive.archive import Archive
from archive.recovery import recover
from crawler.cluster.cluster import Cluster
from crawler.cluster.engine import Done, Progress, count_slots
from crawler.cluster.groups import group_portals
from crawler.cluster.sending import Order, open_post
from crawler.page import origin_of
from crawler.registry import PortalSeed, list_portals
from crawler.result import CrawlResult, PortalResult
from crawler.run import CrawlError, begin_run, know_portals, make_manner, write_manner


def crawl_on(
    archive: Archive,
    cluster: Cluster,
    portals: Sequence[PortalSeed] | None = None,
    *,
    progress: Progress | None = None,
    **asked: Any,
) -> CrawlResult:
    """Crawl on a cluster as `crawler.run.crawl` does on this machine, with the same outcome.

    Raises `CrawlError` naming the portals that were not crawled because their task failed; all
    that the others brought is kept, and the next run goes on with them.
    """
    recover(archive)
    seeds = know_portals(archive, portals)
    others = frozenset(origin_of(seed.root) for seed in list_portals(archive))
    how = make_manner(seeds, others=others, **asked)
    with open_post(archive, cluster) as post:
        groups = group_portals(archive, seeds, count_slots(post.client))
        run = begin_run(archive, probe=how.probe)
        orders = [_order(run, group, write_manner(how)) for group in groups]
        done = list(post.send("crawl", orders, progress))
    result = _sum_up(run, seeds, done)
    problems = [f"{_name(one)}: {one.problem}" for one in done if one.problem]
    ended = "interrupted" if result.interrupted or problems else "ok"
    archive.end_run(run, ended, result.counts)
    if problems:
        raise CrawlError("; ".join(problems))
    return result


def _order(run: int, group: Sequence[PortalSeed], manner: Mapping[str, Any]) -> Order:
    ids = [seed.id for seed in group]
    return Order({"portals": ids}, {"run": run, "portals": ids, "manner": manner})


def _name(done: Done) -> str:
    portals = done.task.asked["portals"]
    return f"{len(portals)} portals ({portals[0]} …)" if len(portals) > 1 else portals[0]


def _sum_up(run: int, seeds: Sequence[PortalSeed], done: Sequence[Done]) -> CrawlResult:
    told = [one.told for one in done if one.told]
    place = {seed.id: number for number, seed in enumerate(seeds)}

    def collect(name: str) -> tuple[PortalResult, ...]:
        found = (_read(one) for each in told for one in each[name])
        return tuple(sorted(found, key=lambda one: place[one.id]))

    return CrawlResult(
        run=run,
        resumed=any(each["resumed"] for each in told),
        interrupted=any(each["interrupted"] for each in told),
        portals=collect("portals"),
        new_failures=collect("new_failures"),
        known_failures=collect("known_failures"),
    )


def _read(told: Mapping[str, Any]) -> PortalResult:
    return PortalResult(**{**told, "failures": tuple(told["failures"])})
