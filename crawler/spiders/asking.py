"""A spider that asks one server what its user wants to know, one question after another."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from scrapy import Spider
from scrapy.http import Request, Response

from archive.archive import Archive
from archive.warc import WarcError
from crawler.capture import Recorder, to_page
from crawler.forwarding import MAX_HOPS, find_forwarding
from crawler.guard import site_of
from crawler.outcomes import REDIRECTS, TRANSIENT, TRANSIENT_STATUSES, Verdict, read_answer
from crawler.page import origin_of
from crawler.robots import Policy, read_policy
from crawler.spiders.portal import MAX_REST, REST
from crawler.throttle import Throttle, floor_of, read_retry_after

logger = logging.getLogger(__name__)

MAX_TRIES = 3
# What a server says for itself; what it says for others is kept by whoever asked.
_RECORDED = frozenset({"robots", "timemap"})

Ask = Callable[[str, str], Awaitable[Response]]
"""Address and role to the answer; raises `UnansweredError` where there is none."""


class UnansweredError(Exception):
    """The server did not give what it was asked for; the sentence says why."""


class AskingSpider(Spider):
    """Lends `work` a way to ask, within robots.txt, with pauses and after passing failures again.

    Every answer is what came over the wire; robots.txt and lists are kept as captures. What made
    the work end before its end is added to `faults`.
    """

    name = "asking"

    def __init__(
        self,
        work: Callable[[Ask], Awaitable[None]],
        archive: Archive,
        recorder: Recorder,
        delay: float,
        faults: list[str],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self._work = work
        self._archive = archive
        self._recorder = recorder
        self._delay = delay
        self._faults = faults
        self._policies: dict[str, Policy] = {}

    async def start(self) -> AsyncIterator[Any]:
        """Do the work; there is nothing to be yielded, for each answer is waited for."""
        try:
            await self._work(self.ask)
        except (OSError, sqlite3.Error, WarcError) as error:
            self._faults.append(f"the archive cannot be written: {error}")
        except UnansweredError as error:
            self._faults.append(str(error))
        except Exception as error:
            logger.exception("the work could not go on")
            self._faults.append(f"{type(error).__name__}: {error}; the log says where")
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def ask(self, url: str, role: str) -> Response:
        """Return the answer for an address; raises `UnansweredError` where there is none."""
        origin = origin_of(url)
        if origin not in self._policies:
            self._policies[origin] = await self._learn(origin)
        policy = self._policies[origin]
        if not policy.allows(url):
            told = "robots.txt forbids it"
            if policy.refusal:
                told = f"robots.txt could not be had: {policy.refusal.detail}"
            raise UnansweredError(f"{url} is not asked for: {told}")
        found = await self._persist(url, role, policy.delay)
        if isinstance(found, Verdict):
            raise UnansweredError(f"{url} did not answer: {found.outcome} {found.detail}")
        return found

    async def _learn(self, origin: str) -> Policy:
        """Ask for robots.txt, following it where it was moved to on the same server."""
        url = f"{origin}/robots.txt"
        for _ in range(MAX_HOPS + 1):
            found = await self._persist(url, "robots", 0)
            if isinstance(found, Verdict):
                return read_policy(None, found)
            page, verdict = read_answer(to_page(found), "robots")
            target = find_forwarding(page) if page.status in REDIRECTS else None
            if target is None or origin_of(target) != origin:
                break
            url = target
        # RFC 9309 2.3.1.2: after five redirects the file counts as unavailable.
        return Policy() if page.status in REDIRECTS else read_policy(page, verdict)

    async def _persist(self, url: str, role: str, asked: float) -> Response | Verdict:
        """Ask until there is an answer that does not pass, a few times at most."""
        host = site_of(url)
        for tried in range(MAX_TRIES):
            self._throttle().prepare(host, asked)
            found = await self._once(url, role)
            if not _may_pass(found):
                break
            if tried + 1 < MAX_TRIES:
                rest = floor_of(host, self._delay) * REST * 2**tried
                await asyncio.sleep(min(max(rest, self._wait(found)), MAX_REST))
        return found

    async def _once(self, url: str, role: str) -> Response | Verdict:
        request = Request(
            url,
            dont_filter=True,
            meta={"portal": None, "role": role, "download_slot": site_of(url)},
        )
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - Scrapy and Twisted raise what they like
            return self._recorder.record_failure(request, error)[1]
        if role in _RECORDED:
            self._recorder.record_response(request, response)
        return response

    def _wait(self, found: Response | Verdict) -> float:
        """Return the seconds that the server asks to be left alone."""
        if isinstance(found, Verdict):
            return 0
        told = found.headers.get("Retry-After")
        return read_retry_after(told.decode("latin-1") if told else None, self._archive.clock())

    def _throttle(self) -> Throttle:
        throttle = self.crawler.get_extension(Throttle)
        assert throttle is not None  # noqa: S101 - the settings name it
        return throttle


def _may_pass(found: Response | Verdict) -> bool:
    if isinstance(found, Verdict):
        return found.outcome in TRANSIENT
    return found.status in TRANSIENT_STATUSES and "Memento-Datetime" not in found.headers
