"""Past captures out of a Memento service: each kept under its own address and date."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from scrapy.http import Response

from archive.archive import Archive, stamp
from archive.captures import Exchange, find_same, get_capture, record
from archive.foreign.keep import AHEAD, Taken
from archive.foreign.records import Unkept
from archive.ingest import Intake, take_in
from archive.sources import note_address
from archive.warc import Headers
from crawler.capture import Recorder, list_headers, to_page
from crawler.forwarding import MAX_HOPS
from crawler.imported import judge_answer, note_pages
from crawler.job import Progress
from crawler.outcomes import REDIRECTS, read_answer
from crawler.page import host_of, origin_of
from crawler.run import CrawlError, describe_software, make_settings, run_spider
from crawler.spiders.asking import Ask, AskingSpider, UnansweredError
from crawler.timemaps import (
    Held,
    Period,
    Service,
    TimeMapError,
    distinct,
    read_http_date,
)

logger = logging.getLogger(__name__)

# pywb and Wayback put this before the original's headers; of their own these tell of the content.
_ORIGINAL = "x-archive-orig-"
_OF_CONTENT = frozenset({"content-type", "content-encoding"})
# So many answers in a row that do not come, and the service is left alone.
_MOST_FAILURES = 5


def fetch_mementos(
    archive: Archive,
    service: Service,
    addresses: Sequence[str],
    period: Period,
    *,
    contact: str,
    delay: float,
    timeout: float,
    progress: Progress | None = None,
) -> Taken:
    """Ask a service for what it holds of addresses in a period, and keep each distinct content.

    What the archive has is not asked for again. Raises `CrawlError` where the work cannot go on.
    """
    software, host = describe_software(contact), host_of(service.base)
    faults: list[str] = []
    with take_in(archive, software) as intake:
        backfill = _Backfill(archive, intake, service, addresses, period, progress)
        reason = run_spider(
            AskingSpider,
            make_settings(contact, {host}, delay, timeout),
            faults,
            work=backfill.work,
            archive=archive,
            recorder=Recorder(archive, intake.writer, intake.run),
            delay=delay,
            faults=faults,
        )
    counts = {"new": len(backfill.taken.new), "unkept": len(backfill.taken.unkept)}
    archive.end_run(intake.run, "ok" if reason == "finished" else "interrupted", counts)
    if faults:
        raise CrawlError(faults[0])
    _tie(archive, backfill)
    return backfill.taken


def _tie(archive: Archive, backfill: _Backfill) -> None:
    """Let captures under other forms of an address be of the source that has it."""
    numbers = [*backfill.taken.new, *backfill.taken.known]
    asked = set(backfill.addresses)
    note_pages(archive, [one for one in numbers if get_capture(archive, one)["url"] in asked])
    with archive.transaction():
        for url, address in backfill.forms.items():
            note_address(archive, url, address)


@dataclass
class _Backfill:
    archive: Archive
    intake: Intake
    service: Service
    addresses: Sequence[str]
    period: Period
    progress: Progress | None
    taken: Taken = field(default_factory=Taken)
    # Which of the service's ways to list captures it knows; what it did not give in a row.
    way: int | None = None
    failures: int = 0
    # Addresses as the service has them, to those that it was asked for.
    forms: dict[str, str] = field(default_factory=dict)

    async def work(self, ask: Ask) -> None:
        """Go through the addresses; raises `UnansweredError` where the service is not there."""
        for address in self.addresses:
            for held in distinct(await self._list(ask, address), self.period):
                await self._take(ask, held, address)
                self.intake.batch.tick()

    async def _list(self, ask: Ask, address: str) -> list[Held]:
        why = ""
        for number, url in enumerate(self.service.ways(address, self.period)):
            if self.way not in {None, number}:
                continue
            response = await ask(url, "timemap")
            try:
                held = self._read_list(response)
            except TimeMapError as error:
                why = str(error)
            else:
                self.way = number
                return held
        if self.way is None or not why.startswith("HTTP 404"):
            self._leave(Unkept(self.service.base, f"gives no list: {why}", address))
        return []

    def _read_list(self, response: Response) -> list[Held]:
        if response.status != 200:
            raise TimeMapError(f"HTTP {response.status}")
        return self.service.read(read_answer(to_page(response), "timemap")[0].text)

    async def _take(self, ask: Ask, held: Held, address: str) -> None:
        """Ask for one capture unless it is known, and keep it."""
        sql = "SELECT id FROM captures WHERE url = ? AND fetched_at = ?"
        known = self.archive.rows(sql, held.url, stamp(held.moment))
        if known:
            self.taken.known.append(known[0]["id"])
            return
        try:
            found = await self._ask_raw(ask, held.raw)
        except UnansweredError as error:
            self._refuse(held, str(error))
            self.failures += 1
            if self.failures >= _MOST_FAILURES:
                raise
            return
        self.failures = 0
        self._keep(held, found, address)

    async def _ask_raw(self, ask: Ask, url: str) -> Response:
        """Ask for a memento; a service may send on to the nearest one that it has."""
        for _ in range(MAX_HOPS):
            found = await ask(url, "memento")
            place = found.headers.get("Location")
            moved = found.status in REDIRECTS and "Memento-Datetime" not in found.headers
            if not moved or place is None:
                return found
            target = urljoin(url, place.decode("latin-1"))
            if origin_of(target) != origin_of(url):
                raise UnansweredError(f"{url} leads away, to {target}")
            url = target
        raise UnansweredError(f"{url} leads on and on")

    def _keep(self, held: Held, found: Response, address: str) -> None:
        moment = read_http_date((found.headers.get("Memento-Datetime") or b"").decode("latin-1"))
        if moment is None:
            self._refuse(held, f"is no memento: HTTP {found.status}")
        elif moment > self.archive.clock() + AHEAD:
            self._refuse(held, f"is dated {stamp(moment)}, which is yet to come")
        else:
            exchange = self._exchange(replace(held, moment=moment), found)
            same = find_same(self.archive, exchange)
            number = record(self.archive, self.intake.writer, exchange) if same is None else same
            (self.taken.new if same is None else self.taken.known).append(number)
            self.forms[held.url] = address
            if self.progress:
                self.progress(held.raw, exchange.outcome)

    def _exchange(self, held: Held, found: Response) -> Exchange:
        whole = tuple(list_headers(found.headers))
        headers = _original(whole)
        outcome, detail = judge_answer(held.url, found.status, headers, found.body)
        cut = "disconnect" if "dataloss" in found.flags else None
        return Exchange(
            url=held.url,
            fetched_at=held.moment,
            outcome="truncated" if cut else outcome,
            detail=detail,
            run=self.intake.run,
            via=found.url,
            request_headers=None,
            status=found.status,
            headers=headers,
            body=found.body,
            truncated=cut,
            origin=f"the Memento service {self.service.base}",
            notes={
                "WARC-Source-URI": found.url,
                "WARC-Creation-Date": self.archive.stamp(),
                **{f"service-{name}": value for name, value in whole if not _is_original(name)},
            },
        )

    def _refuse(self, held: Held, reason: str) -> None:
        self._leave(Unkept(f"{self.service.base} of {stamp(held.moment)}", reason, held.url))

    def _leave(self, unkept: Unkept) -> None:
        logger.warning("not kept: %s", unkept)
        self.taken.unkept.append(unkept)


def _original(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return the headers of what was captured, out of those that the service sent."""
    own = [(name[len(_ORIGINAL) :], value) for name, value in headers if _is_original(name)]
    if not own:
        return tuple(headers)
    told = {name.lower() for name, _ in own}
    return (*((name, value) for name, value in headers if name.lower() in _OF_CONTENT - told), *own)


def _is_original(name: str) -> bool:
    return name.lower().startswith(_ORIGINAL)
