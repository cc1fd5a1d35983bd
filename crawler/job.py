"""One run's work: the archive, the frontier and what the spider asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scrapy.http import Request, Response

from archive.archive import Archive
from archive.batch import Batch
from archive.captures import get_capture, newest_good
from crawler.capture import Recorder
from crawler.cookies import list_redirects
from crawler.frontier import Frontier
from crawler.guard import Guard, site_of
from crawler.limits import BEYOND, Budget
from crawler.model import Entry
from crawler.outcomes import Verdict, stops_host
from crawler.page import Page, host_of, strip_fragment
from crawler.settle import Settler
from crawler.unclaimed import Unclaimed

Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class Job:
    """What a spider works with; `roots` maps portals to their front pages.

    `old_tls` are hosts that may be asked by TLS below 1.2 when newer fails.
    """

    archive: Archive
    run: int
    frontier: Frontier
    recorder: Recorder
    settler: Settler
    unclaimed: Unclaimed
    guard: Guard
    roots: Mapping[str, str]
    delay: float
    budget: Budget
    batch: Batch
    old_tls: frozenset[str] = frozenset()
    progress: Progress | None = None
    stopped: dict[str, Verdict] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def report(self, url: str, outcome: str) -> None:
        """Tell whoever watches that an exchange ended."""
        if self.progress is not None:
            self.progress(url, outcome)

    def refuse(self, entry: Entry) -> bool:
        """Settle an entry that may not be asked for: off site, a stopped host, beyond a limit."""
        reason = self.guard.refusal(entry.url, self.roots[entry.portal])
        if reason is not None:
            self.turn_down(entry, Verdict("off_site", reason))
            return True
        host = site_of(entry.url)
        if host in self.stopped:
            with self.archive.transaction():
                self.frontier.stop_host(host, self.stopped[host].outcome)
            return True
        if self.budget.refusal(entry) is not None:
            with self.archive.transaction():
                self.frontier.settle(entry, "failed", BEYOND)
            return True
        return False

    def turn_down(self, entry: Entry, verdict: Verdict) -> None:
        """Keep and settle that an address is not asked for."""
        number = self.recorder.record_refusal(entry, verdict)
        state = "forbidden" if verdict.outcome in {"robots_forbidden", "off_site"} else "failed"
        with self.archive.transaction():
            switched = self.frontier.switch_scheme(entry, verdict.outcome)
            ended = ("done", "moved") if switched else (state, verdict.outcome)
            self.frontier.settle(entry, *ended)
        self.report(entry.url, get_capture(self.archive, number)["outcome"])

    def adopt(self, entry: Entry) -> bool:
        """Settle an entry by what this run was answered to the same question before."""
        capture = self.unclaimed.claim(entry) or self._had(entry)
        if capture is None:
            return False
        self.frontier.adopt(entry, capture["id"])
        self.settler.settle(entry, capture)
        return True

    def _had(self, entry: Entry) -> Mapping[str, Any] | None:
        """Return what another entry of this run brought from the same address."""
        if entry.method != "GET" or entry.tries:
            return None
        rows = self.archive.rows(
            "SELECT * FROM captures WHERE url = ? AND run = ? AND method = 'GET'"
            " AND outcome IN ('ok', 'not_modified', 'not_found', 'soft_404', 'column_needs_script')"
            " AND warc_file IS NOT NULL ORDER BY id DESC LIMIT 1",
            strip_fragment(entry.url),
            self.run,
        )
        return rows[0] if rows else None

    def settle(self, number: int, capture: int, page: Page | None) -> None:
        """Settle the entry that a capture belongs to; `page` is what it brought, if anything."""
        self.settler.settle(self.frontier.entry(number), get_capture(self.archive, capture), page)

    def repeat(self, number: int) -> None:
        """Make an entry due once more."""
        with self.archive.transaction():
            self.frontier.retry(self.frontier.entry(number))

    def stop_host(self, host: str, verdict: Verdict) -> None:
        """Ask nothing more of a host in this run."""
        self.stopped[host] = verdict
        with self.archive.transaction():
            self.frontier.stop_host(host, verdict.outcome)

    def recall_redirects(self) -> Iterator[tuple[Request, Response]]:
        """Yield what an interrupted run was answered that may have brought cookies."""
        return list_redirects(self.archive, self.run)

    def recall_old_tls(self) -> set[str]:
        """Return the hosts that an interrupted run turned to old TLS for."""
        rows = self.archive.rows(
            "SELECT url FROM captures WHERE run = ? AND outcome = 'tls_failed'", self.run
        )
        return {host_of(row["url"]) for row in rows} & self.old_tls

    def recall_stopped(self) -> None:
        """Know again the hosts that an interrupted run was turned away from."""
        for row in self.archive.rows(
            "SELECT url, detail FROM captures WHERE run = ? AND outcome = 'blocked'", self.run
        ):
            if stops_host(row["detail"]):
                self.stopped[site_of(row["url"])] = Verdict("blocked", row["detail"])

    def conditions(self, entry: Entry) -> dict[str, str]:
        """Return the headers that make a request conditional on what is stored."""
        if entry.method != "GET":
            return {}
        good = newest_good(self.archive, strip_fragment(entry.url), entry.portal)
        if good is None:
            return {}
        headers = {"If-None-Match": good["etag"], "If-Modified-Since": good["last_modified"]}
        return {name: value for name, value in headers.items() if value}

    def tries(self, number: int | None) -> int:
        """Return how often an entry was asked for in vain."""
        return self.frontier.entry(number).tries if number is not None else 0

    def robots_capture(self, url: str) -> int | None:
        """Return the newest answer for a robots.txt that this run has stored."""
        rows = self.archive.rows(
            "SELECT id FROM captures WHERE url = ? AND run = ? AND role = 'robots'"
            " AND warc_file IS NOT NULL ORDER BY id DESC LIMIT 1",
            strip_fragment(url),
            self.run,
        )
        return int(rows[0]["id"]) if rows else None
