"""Reports in a crawl of 100,000 pages, against a bare walk over the file and their parsing."""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from archive.archive import open_archive
from archive.extraction import extract_all
from bench.timing import race, tell
from crawler.sift_list import sift_all
from extract.parse import parse
from tests.crawler.mixed_crawl import Crawl, make_crawl

PAGES, REPORTS = 100_000, 500
_ROUNDS = 3
_WANTED = 1.3


def measure() -> Iterator[str]:
    """Yield what was found, the times, and what of them the walk is."""
    with tempfile.TemporaryDirectory() as name:
        crawl = make_crawl(Path(name) / "crawl.warc.gz", PAGES, REPORTS)
        numbers = count()
        sifting = partial(_sift, crawl, lambda: Path(name) / f"archive-{next(numbers)}")
        results = race(
            [
                ("nianbao, found and read", sifting),
                ("fastwarc, a bare walk", partial(_walk, crawl.path)),
                ("parse, the reports", partial(_parse, crawl)),
            ],
            _ROUNDS,
        )
        whole, walk, parsing = (one.median for one in results)
        size = crawl.path.stat().st_size / 1e6
        yield tell(f"{PAGES} pages, {size:.0f} MB packed, {REPORTS} reports among them", results)
        yield f"  (whole - parsing) / walk = {(whole - parsing) / walk:.2f}, wanted {_WANTED}"
        yield _tell_processor(sifting, crawl)


def _sift(crawl: Crawl, place: Callable[[], Path]) -> None:
    """Find and read the reports; raises where one is missed or anything else is taken for one."""
    with open_archive(place(), command="bench", create=True) as archive:
        list(sift_all(archive, [str(crawl.path)], {"software": "bench"}))
        read = extract_all(archive)
        found = {row["url"] for row in archive.rows("SELECT url FROM sources")}
        captured = {row["url"] for row in archive.rows("SELECT url FROM captures")}
    if not (found == captured == crawl.reports.keys()) or "not_a_report" in read.statuses:
        missed, invented = crawl.reports.keys() - found, captured - crawl.reports.keys()
        raise AssertionError(f"{len(missed)} missed, {len(invented)} invented")


def _walk(path: Path) -> None:
    for _ in ArchiveIterator(str(path), fsspec_args=False):
        pass


def _parse(crawl: Crawl) -> None:
    for body in crawl.reports.values():
        parse(body)


def _tell_processor(sifting: Callable[[], None], crawl: Crawl) -> str:
    """Return the same ratio of the processors' seconds, of which there may be more than of time."""
    whole, walk, parsing = (
        _spend(job) for job in (sifting, partial(_walk, crawl.path), partial(_parse, crawl))
    )
    return (
        f"  seconds of the processors: {whole:.1f} for all, {walk:.1f} for the walk, {parsing:.1f}"
        f" for parsing: {(whole - parsing) / walk:.2f}"
    )


def _spend(job: Callable[[], None]) -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    before = [resource.getrusage(kind) for kind in kinds]
    job()
    after = [resource.getrusage(kind) for kind in kinds]
    return sum(
        new.ru_utime + new.ru_stime - old.ru_utime - old.ru_stime
        for new, old in zip(after, before, strict=True)
    )
