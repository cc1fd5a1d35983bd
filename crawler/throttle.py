"""How long a host is left alone between two requests: never less than the floor."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request

from crawler.guard import is_loopback
from crawler.page import host_of

POLITE_DELAY = 1.0
MAX_DELAY = 60.0
# A host that takes a second to answer is asked every two seconds at most.
LATENCY_FACTOR = 2.0
# Delays vary from once to one and a half times what they have to be, never below: Scrapy spreads
# them evenly about the middle.
_MIDDLE, _JITTER = 1.25, 0.2


def floor_of(host: str, delay: float) -> float:
    """Return the least delay for a host: below a second only where the host is this machine."""
    return delay if is_loopback(host_of(f"//{host}")) else max(delay, POLITE_DELAY)


def read_retry_after(value: str | None, moment: datetime) -> float:
    """Return the seconds that a Retry-After asks for, as a number or as a date."""
    if not value:
        return 0.0
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - moment).total_seconds())
    except (ValueError, TypeError):
        return 0.0


class Throttle:
    """Sets the delay of each host's slot; it counts from the end of the last answer."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._floors: dict[str, float] = {}
        crawler.signals.connect(self._rest, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Throttle:
        """Build the extension as Scrapy asks for it."""
        return cls(crawler)

    def prepare(self, host: str, asked: float = 0) -> None:
        """Set a host's floor before it is asked; `asked` is its Crawl-delay."""
        floor = max(floor_of(host, self._delay), min(asked, MAX_DELAY))
        self._floors[host] = max(floor, self._floors.get(host, 0))
        downloader = self._crawler.engine.downloader
        least = self._floors[host] * _MIDDLE
        downloader.per_slot_settings[host] = {"delay": least, "jitter": _JITTER}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay = max(slot.delay, least)

    def slow_down(self, host: str) -> None:
        """Leave a host that says that it was asked too often twice as long alone from now on."""
        self.prepare(host, max(2 * self._floors.get(host, 0), POLITE_DELAY))

    def _rest(self, request: Request, **_: Any) -> None:
        host = str(request.meta.get("download_slot"))
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is None:
            return
        latency = float(request.meta.get("download_latency") or 0)
        floor = self._floors.get(host, self._delay)
        wanted = min(max(floor, latency * LATENCY_FACTOR), MAX_DELAY) * _MIDDLE
        slot.delay = max(wanted, (slot.delay + wanted) / 2)
        slot.lastseen = monotonic()
