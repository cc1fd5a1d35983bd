"""After an exchange is stored: read it, put what it names into the frontier, note how it ended."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from archive.archive import Archive
from archive.captures import read_payload
from archive.coding import CodingError
from crawler.absent import SUSPECT, invent, is_absence
from crawler.answers import AnswerError
from crawler.columns import note_column
from crawler.frontier import MAX_TRIES, Frontier
from crawler.guard import Guard, site_of
from crawler.identity import note_site
from crawler.model import URGENT, Entry, Found, Visit
from crawler.outcomes import (
    GONE,
    GOOD,
    LASTING,
    TRANSIENT,
    TRANSIENT_STATUSES,
    is_root_of,
    stops_host,
)
from crawler.page import Page, origin_of, strip_fragment
from crawler.replaced import follow_replacements
from crawler.report_page import NO_REPORT
from crawler.sources import forget_source, note_gone, note_moved, note_present, note_source
from crawler.visit import visit

logger = logging.getLogger(__name__)

NEEDS_SCRIPT = "column_needs_script"


class Settler:
    """Reads stored captures and settles their frontier entries, each in one transaction.

    What stands at the origin of another portal is left to that: one of the archive, or of `others`.
    """

    def __init__(
        self, archive: Archive, frontier: Frontier, guard: Guard, others: Collection[str] = ()
    ) -> None:
        self._archive = archive
        self._frontier = frontier
        self._guard = guard
        portals = archive.rows("SELECT id, root FROM portals")
        self._roots = {row["id"]: row["root"] for row in portals}
        self._origins = {*others, *(origin_of(row["root"]) for row in portals)}

    def settle(self, entry: Entry, capture: Mapping[str, Any], page: Page | None = None) -> None:
        """Settle an entry by its capture, whether it came a moment ago or before a crash.

        `page` is the answer where it is still at hand; else the archive gives it.
        """
        outcome = capture["outcome"]
        if entry.role == "probe":
            self._settle_probe(entry, capture)
        elif outcome in GOOD:
            # A 304 brings nothing itself: the page is the one that is stored.
            fresh = page if capture["outcome"] == "ok" else None
            self._settle_good(entry, capture, fresh)
        elif outcome in GONE:
            self._settle_gone(entry, capture)
        elif outcome in {"robots_forbidden", "off_site"}:
            self._end(entry, "forbidden", outcome)
        elif outcome == "blocked" and stops_host(capture["detail"]):
            with self._archive.transaction():
                self._frontier.settle(entry, "failed", outcome)
                self._frontier.stop_host(site_of(entry.url), outcome)
        elif may_pass(capture) and entry.tries + 1 < MAX_TRIES:
            with self._archive.transaction():
                self._frontier.retry(entry)
        else:
            self._end(entry, "failed", outcome)

    def settle_unread(self) -> int:
        """Read the captures that a crash left unread; returns how many."""
        count = 0
        for entry in self._frontier.unread():
            rows = self._archive.rows("SELECT * FROM captures WHERE id = ?", entry.capture)
            self.settle(entry, rows[0])
            count += 1
        return count

    def _settle_good(self, entry: Entry, capture: Mapping[str, Any], page: Page | None) -> None:
        try:
            page = page or read_page(self._archive, capture)
            read = visit(page, entry)
        except CodingError as error:
            logger.warning("%s: %s", entry.url, error)
            self._end(entry, "failed", f"unparsed: {error}")
        except AnswerError as error:
            self._end(entry, "failed", f"unparsed: {error}")
        except Exception as error:
            logger.exception("%s could not be read", entry.url)
            self._end(entry, "failed", f"unparsed: {type(error).__name__}: {error}"[:300])
        else:
            self._take(entry, capture, page, read)

    def _take(self, entry: Entry, capture: Mapping[str, Any], page: Page, read: Visit) -> None:
        to_root = read.moved_to and entry.role != "root" and is_root_of(read.moved_to, entry.url)
        if to_root or read.absent:
            self._settle_gone(entry, capture, "soft_404")
            return
        if entry.role == "report" and read.rejected == NO_REPORT:
            absence = self._absence(entry)
            if absence is None:
                self._suspect(entry)
                return
            if is_absence(page, absence):
                self._settle_gone(entry, capture, "soft_404")
                return
        with self._archive.transaction():
            if read.moved_to and strip_fragment(read.moved_to) == strip_fragment(entry.url):
                # moj.gov.cn and others send a first visitor to the same address with a cookie.
                self._return(entry)
                return
            self._note_entry(entry, read)
            if entry.role == "root" and not read.moved_to:
                note_site(self._archive, entry.portal, page)
            follow_replacements(self._archive, entry, read.found)
            for found in read.found:
                self._take_found(entry, self._claim(entry, found))
            if read.accepted and read.turned != "report":
                note_column(self._archive, self._frontier.run, entry, read)
            self._frontier.note_reading(entry, read.accepted or int(read.turned == "report"))
            self._frontier.wait(entry, changed=is_new_payload(capture))
            self._frontier.settle(entry, *self._ended(entry, capture, read))

    def _suspect(self, entry: Entry) -> None:
        """Ask the host for an invented address before a page without a report is judged."""
        with self._archive.transaction():
            self._frontier.add(Found(invent(entry.url), "probe", priority=URGENT), entry)
            self._frontier.settle(entry, "done", SUSPECT)

    def _absence(self, entry: Entry) -> Page | None:
        """Return what this run was answered to an invented address of the host."""
        rows = self._archive.rows(
            "SELECT captures.* FROM frontier JOIN captures ON captures.id = frontier.capture"
            " WHERE frontier.role = 'probe' AND frontier.state = 'done' AND frontier.host = ?"
            " AND frontier.run = ? ORDER BY captures.id LIMIT 1",
            *(site_of(entry.url), self._frontier.run),
        )
        if not rows:
            return None
        known = rows[0]["warc_file"] is not None
        return read_page(self._archive, rows[0]) if known else Page(entry.url, 404, (), b"")

    def _settle_probe(self, entry: Entry, capture: Mapping[str, Any]) -> None:
        """Judge the pages that waited for the answer to an invented address."""
        with self._archive.transaction():
            self._frontier.settle(entry, "done", capture["outcome"])
        for suspect in self._frontier.suspects(site_of(entry.url)):
            rows = self._archive.rows("SELECT * FROM captures WHERE id = ?", suspect.capture)
            self.settle(suspect, rows[0])

    def _ended(self, entry: Entry, capture: Mapping[str, Any], read: Visit) -> tuple[str, str]:
        """Return the state and the outcome with which an entry ends."""
        if read.shortfall:
            self._mark(capture, capture["outcome"], read.shortfall)
        if read.rejected:
            return "rejected", read.rejected
        if read.off_site:
            self._mark(capture, "off_site", read.off_site)
            return "forbidden", "off_site"
        if read.needs_script:
            self._mark(capture, NEEDS_SCRIPT, read.needs_script)
            if entry.role not in {"root", "hub"}:
                return "failed", NEEDS_SCRIPT
        return "done", "moved" if read.moved_to else str(capture["outcome"])

    def _mark(self, capture: Mapping[str, Any], outcome: str, detail: str | None = None) -> None:
        """Note what reading showed of a capture."""
        self._archive.db.conn.execute(
            "UPDATE captures SET outcome = ?, detail = coalesce(?, detail) WHERE id = ?",
            (outcome, detail, capture["id"]),
        )

    def _claim(self, entry: Entry, found: Found) -> Found:
        """Leave to another portal of the registry what stands on its site."""
        origin = origin_of(found.url)
        foreign = origin in self._origins and origin != origin_of(self._roots[entry.portal])
        return replace(found, rejected="other_portal") if foreign else found

    def _take_found(self, entry: Entry, found: Found) -> None:
        self._frontier.add(found, entry)
        if found.rejected or found.role not in {"report", "attachment"}:
            return
        if found.context.get("doubt"):
            return
        if self._guard.refusal(found.url, self._roots[entry.portal]) is None:
            note_source(self._archive, entry, found)

    def _return(self, entry: Entry) -> None:
        if entry.tries + 1 < MAX_TRIES:
            self._frontier.retry(entry)
        else:
            self._frontier.settle(entry, "failed", "refused")

    def _note_entry(self, entry: Entry, read: Visit) -> None:
        if read.turned:
            self._frontier.turn(entry, read.turned)
        if read.rejected or read.turned == "column":
            forget_source(self._archive, entry.url)
        elif entry.role in {"report", "attachment"} or read.turned == "report":
            self._note_present(entry, read)

    def _note_present(self, entry: Entry, read: Visit) -> None:
        if read.moved_to:
            note_moved(self._archive, entry.url, read.moved_to)
        elif not read.needs_script:
            told = {"title": read.title, "file_name": read.file_name}
            known = {name: value for name, value in told.items() if value}
            note_present(self._archive, replace(entry, context={**entry.context, **known}))

    def _settle_gone(
        self, entry: Entry, capture: Mapping[str, Any], outcome: str | None = None
    ) -> None:
        with self._archive.transaction():
            if outcome:
                self._mark(capture, outcome)
            if entry.role in {"report", "attachment"}:
                if note_gone(self._archive, entry.url, capture["id"]):
                    self._frontier.wait(entry, changed=False)
                else:
                    self._frontier.hurry(entry)
            self._frontier.settle(entry, "done", outcome or capture["outcome"])
            self._ask_otherwise(entry)

    def _end(self, entry: Entry, state: str, outcome: str) -> None:
        with self._archive.transaction():
            switched = self._frontier.switch_scheme(entry, outcome)
            if outcome in LASTING:
                self._frontier.wait(entry, changed=False)
            replaced = state == "failed" and not switched and self._ask_otherwise(entry)
            ended = "done" if switched or replaced else state
            self._frontier.settle(entry, ended, "moved" if switched else outcome)

    def _ask_otherwise(self, entry: Entry) -> bool:
        """Turn to the other way to ask for the same, if there is one."""
        otherwise = entry.otherwise
        if otherwise is not None:
            self._frontier.add(otherwise, entry)
        return otherwise is not None


def read_page(archive: Archive, capture: Mapping[str, Any]) -> Page:
    """Rebuild the page that a capture brought, from the archive alone."""
    payload = read_payload(archive, capture)
    return Page(capture["url"], payload.status or 200, payload.headers, payload.body)


def is_new_payload(capture: Mapping[str, Any]) -> bool:
    """Tell whether a capture brought other bytes than the one before it."""
    return capture["outcome"] != "not_modified" and capture["revisit_of"] is None


def may_pass(capture: Mapping[str, Any]) -> bool:
    """Tell whether a failure is of a kind that may pass."""
    if capture["status"] is None:
        return capture["outcome"] in TRANSIENT or capture["outcome"] == "refused"
    return capture["status"] in TRANSIENT_STATUSES or capture["outcome"] in TRANSIENT
