"""One crawl in a process of its own: with capture, with the records in memory, or bare Scrapy."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response

from archive.archive import open_archive
from archive.warc import Position, Record, WarcWriter
from crawler.registry import PortalSeed
from crawler.run import crawl

_LINK = re.compile(rb'href="([^"]+)"')


class _Memory(WarcWriter):
    """Keeps records as they are handed in: nothing framed, packed, digested or written."""

    records: dict[int, Record] = {}  # noqa: RUF012 - one process, one crawl

    def write_exchange(self, **told: Any) -> Position:
        """Keep the answer of an exchange."""
        number = len(self.records)
        name = self._make_id()
        status, _, headers, body = told["response"]
        names = {"WARC-Record-ID": name, "WARC-Payload-Digest": "none"}
        self.records[number] = Record("response", names, status, tuple(headers), body)
        return Position(name, "memory", number, 1)


def _recall(_path: Path, offset: int, _length: int) -> Record:
    return _Memory.records[offset]


class _Bare(Spider):
    """Follows every link, each once, and keeps nothing."""

    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        for root in self.roots:  # type: ignore[attr-defined]
            yield Request(root)

    def parse(self, response: Response, **_: Any) -> Any:
        for link in _LINK.findall(response.body):
            yield response.follow(link.decode())


def _run_bare(roots: list[str]) -> None:
    settings = {
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_ENABLED": False,
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(_Bare, roots=roots)
    process.start()


def main(how: str, told: str) -> None:
    """Crawl as asked."""
    asked = json.loads(told)
    if how == "bare":
        _run_bare(list(asked["portals"].values()))
        return
    seeds = [PortalSeed(name, root) for name, root in asked["portals"].items()]
    options = {"delay": asked["delay"], "allow": asked.get("allow", ())}
    with open_archive(Path(asked["archive"]), command="crawl", create=True) as archive:
        if how == "capture":
            crawl(archive, seeds, contact="bench@example.org", **options)
            return
        with (
            patch("crawler.run.WarcWriter", _Memory),
            patch("archive.captures.read_record", _recall),
        ):
            crawl(archive, seeds, contact="bench@example.org", **options)


if __name__ == "__main__":
    main(*sys.argv[1:])
