"""The whole job on portals, by this machine alone and by a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from archive.archive import open_archive
from archive.compare import compare
from archive.extraction import extract_all
from crawler.cluster.cluster import Cluster
from crawler.cluster.crawling import crawl_on
from crawler.cluster.extracting import extract_on
from crawler.registry import PortalSeed
from crawler.result import CrawlResult
from tests.crawler.portals import crawl


def work_alone(place: Path, roots: Mapping[str, str], allow: Sequence[str] = ()) -> None:
    crawl(place, dict(roots), delay=0.01, allow=allow)
    with open_archive(place, command="extract") as archive:
        extract_all(archive)
        compare(archive)


def work_together(
    place: Path, roots: Mapping[str, str], cluster: Cluster, allow: Sequence[str] = ()
) -> CrawlResult:
    seeds = [PortalSeed(name, root) for name, root in roots.items()]
    with open_archive(place, command="crawl", create=True) as archive:
        result = crawl_on(
            archive,
            cluster,
            seeds,
            contact="test@example.org",
            allow=allow,
            delay=0.01,
            timeout=5,
            revisit_days=0,
        )
        extract_on(archive, cluster)
        compare(archive)
    return result
