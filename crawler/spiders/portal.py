"""The spider: takes what is due from the frontier, one request at a time from each host."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from archive.warc import WarcError
from crawler.gate import RobotsGate
from crawler.guard import site_of
from crawler.job import Job
from crawler.model import Entry
from crawler.outcomes import GOOD, Verdict, stops_host
from crawler.page import Page, host_of, origin_of, strip_fragment
from crawler.robots import Policy
from crawler.throttle import Throttle, floor_of, read_retry_after

logger = logging.getLogger(__name__)

HOSTS_IN_FLIGHT = 48
# After a passing failure a host rests this many delays, doubled at each try.
REST = 5
MAX_REST = 600.0
POLL_SECONDS = 1.0


class PortalSpider(Spider):
    """Visits portals; what it finds and keeps is the job's business."""

    name = "portal"

    def __init__(self, job: Job, **options: Any) -> None:
        super().__init__(**options)
        self.job = job
        self.gate = RobotsGate(job)
        self._busy: set[str] = set()
        self._rests: dict[str, float] = {}
        # Hosts that are asked by TLS as it was before 2020.
        self.old_tls = job.recall_old_tls()
        self._changed = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **options: Any) -> PortalSpider:
        """Build the spider and let it see each answer before anything else does."""
        spider = super().from_crawler(crawler, *args, **options)
        crawler.signals.connect(spider.keep, signals.response_downloaded)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Yield requests while anything is due; at no time more than one for each host."""
        self._recall_cookies()
        self.job.settler.settle_unread()
        while self._commit():
            request = self._next_request()
            if request is not None:
                yield request
            elif self._busy or self._resting():
                await self._wait()
            elif not self._find_more():
                break

    def _recall_cookies(self) -> None:
        middleware = self.crawler.get_downloader_middleware(CookiesMiddleware)
        assert middleware is not None  # noqa: S101 - the settings enable it
        for request, response in self.job.recall_redirects():
            middleware.process_response(request, response)

    def _commit(self) -> bool:
        """Commit what has waited long enough; without a store there is no crawl."""
        try:
            self.job.batch.tick()
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)
        return not self.job.faults

    def _find_more(self) -> bool:
        """Turn to what was kept back; at the very end, once more to what failed."""
        if self.job.frontier.release_reserve():
            return True
        if self.job.frontier.release_failed():
            self.gate.forget_failures()
            return True
        return False

    def keep(self, response: Response, request: Request, **_: Any) -> None:
        """Store an answer as it came over the wire; without a store there is no crawl."""
        try:
            kept = self.job.recorder.record_response(request, response)
        except (OSError, sqlite3.Error, WarcError) as error:
            self._give_up(error)
            return
        request.meta["kept"] = kept
        self.job.report(request.url, kept[2].outcome)

    def handle(self, response: Response) -> None:
        """Settle the entry that an answer belongs to."""
        request = response.request
        assert request is not None  # noqa: S101 - Scrapy sets it
        if "kept" in request.meta:
            number, page, verdict = request.meta["kept"]
            self._after(request, number, page, verdict)
        else:
            self._give_up(f"an answer of {request.url} was not kept; the log says why")

    def fail(self, failure: Failure) -> None:
        """Store and settle a request that got no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        assert failure.value is not None  # noqa: S101 - a failure has an exception
        try:
            number, verdict = self.job.recorder.record_failure(request, failure.value)
        except (OSError, sqlite3.Error, WarcError) as error:
            self._give_up(error)
            return
        self.job.report(request.url, verdict.outcome)
        self._after(request, number, None, verdict)

    def _after(self, request: Request, number: int, page: Page | None, verdict: Verdict) -> None:
        try:
            if verdict.outcome == "blocked" and stops_host(verdict.detail):
                self.job.stop_host(site_of(request.url), verdict)
            if verdict.outcome == "tls_failed" and self._turn_to_old_tls(request):
                return
            self._rest_host(request, page, verdict)
            if request.meta["role"] == "robots":
                self._learn(request, page, verdict)
            else:
                self.job.settle(request.meta["entry"], number, page)
        finally:
            self._busy.discard(request.meta["holds"])
            self._changed.set()

    def _turn_to_old_tls(self, request: Request) -> bool:
        """Ask a host that was named for it once more, by old TLS."""
        host = host_of(request.url)
        if host not in self.job.old_tls or host in self.old_tls:
            return False
        self.old_tls.add(host)
        if "entry" in request.meta:
            self.job.repeat(request.meta["entry"])
        return True

    def _give_up(self, why: object) -> None:
        logger.error("the archive cannot be written: %s", why)
        self.job.faults.append(f"the archive cannot be written: {why}")
        self._changed.set()

    def _learn(self, request: Request, page: Page | None, verdict: Verdict) -> None:
        origin = request.meta["origin"]
        policy = self.gate.learn(origin, request.url, page, verdict)
        if policy is not None:
            self._throttle().prepare(site_of(origin), policy.delay)

    def _next_request(self) -> Request | None:
        """Go through what is due until an address may really be asked for."""
        while len(self._busy) < HOSTS_IN_FLIGHT:
            entry = self.job.frontier.next_entry(self._busy | self._resting())
            if entry is None:
                return None
            if self.job.refuse(entry) or self.job.adopt(entry):
                continue
            policy = self.gate.policy(origin_of(entry.url), entry.portal)
            if policy is None:
                return self._ask_robots(entry)
            if self._obey(policy, entry):
                return self._ask(entry)
        return None

    def _obey(self, policy: Policy, entry: Entry) -> bool:
        if policy.allows(entry.url):
            return True
        verdict = policy.refusal or Verdict("robots_forbidden", "robots.txt forbids it")
        self.job.turn_down(entry, verdict)
        return False

    def _ask_robots(self, entry: Entry) -> Request | None:
        origin = origin_of(entry.url)
        url = self.gate.next_url(origin)
        holds = site_of(entry.url)
        self._busy.add(holds)
        self._throttle().prepare(site_of(url))
        meta = {"portal": entry.portal, "role": "robots", "origin": origin, "holds": holds}
        return self._request(url, meta, priority=1)

    def _ask(self, entry: Entry) -> Request:
        host = site_of(entry.url)
        self.job.budget.spend(entry)
        self._busy.add(host)
        self._throttle().prepare(host)
        meta = {
            "portal": entry.portal,
            "role": entry.role,
            "entry": entry.id,
            "via": entry.via,
            "holds": host,
        }
        headers = {**self.job.conditions(entry), **entry.headers}
        if entry.via:
            headers.setdefault("Referer", entry.via)
        if entry.body:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        url = strip_fragment(entry.url)
        return self._request(url, meta, method=entry.method, body=entry.body, headers=headers)

    def _request(self, url: str, meta: dict[str, Any], **options: Any) -> Request:
        return Request(
            url,
            callback=self.handle,
            errback=self.fail,
            dont_filter=True,
            meta={
                **meta,
                "cookiejar": site_of(url),
                "download_slot": site_of(url),
                "old_tls": host_of(url) in self.old_tls,
            },
            **options,
        )

    def _rest_host(self, request: Request, page: Page | None, verdict: Verdict) -> None:
        """Leave a host alone for a while after a failure that may pass."""
        passing = page is None or page.status in {429, 500, 502, 503, 504}
        if verdict.outcome in GOOD or not passing:
            return
        host = site_of(request.url)
        if page is not None and page.status == 429:
            self._throttle().slow_down(host)
        tries = self.job.tries(request.meta.get("entry"))
        rest = floor_of(host, self.job.delay) * REST * 2**tries
        told = page.header("Retry-After") if page is not None else None
        asked = read_retry_after(told, self.job.archive.clock())
        self._rests[host] = monotonic() + min(max(rest, asked), MAX_REST)

    def _resting(self) -> set[str]:
        moment = monotonic()
        self._rests = {host: until for host, until in self._rests.items() if until > moment}
        return set(self._rests)

    async def _wait(self) -> None:
        self._changed.clear()
        until = min(self._rests.values(), default=monotonic() + POLL_SECONDS)
        timeout = min(max(until - monotonic(), 0.001), POLL_SECONDS)
        try:
            await asyncio.wait_for(self._changed.wait(), timeout)
        except TimeoutError:
            return

    def _throttle(self) -> Throttle:
        throttle = self.crawler.get_extension(Throttle)
        assert throttle is not None  # noqa: S101 - the settings name it
        return throttle
