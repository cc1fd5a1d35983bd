"""The frontier: which addresses are due, kept in the archive so that nothing is asked twice.

`due` → `fetched` (a capture is stored, its links are not yet here) → `done`; or `failed`,
`forbidden`, `rejected`; `reserve` waits until nothing better is left.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from archive.archive import Archive, stamp
from crawler.absent import SUSPECT
from crawler.agenda import (
    make_columns_due,
    make_reports_due,
    reserve_front_page,
    shorten_intervals,
)
from crawler.guard import site_of
from crawler.intervals import Calendar, due_after, is_recent
from crawler.model import URGENT, Entry, Found
from crawler.page import strip_fragment
from crawler.replaced import follow_signature
from crawler.schemes import other_scheme
from crawler.sources import note_moved
from extract.titles import parse_title

MAX_TRIES = 3
# Reserves are tried a few at a time, and only those that are about as promising.
RESERVE_BATCH, RESERVE_SPREAD = 3, 5
_PROBED = "AND role IN ('root', 'hub', 'column')"
_ENTRY = (
    "id, portal, url, method, body, role, depth, via, context, tries, capture, headers,"
    " interval_days"
)
_RELEASE = """UPDATE frontier SET state = 'due', due_at = ? WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER (PARTITION BY portal ORDER BY priority DESC, id) AS rank,
      max(priority) OVER (PARTITION BY portal) - priority AS behind
    FROM frontier AS f WHERE state = 'reserve' AND run = ?
      AND portal IN (SELECT portal FROM chosen) AND NOT EXISTS (
        SELECT 1 FROM frontier AS r WHERE r.portal = f.portal AND r.listed_run = ?
          AND r.accepted > (r.role IN ('root', 'hub'))
      )
  ) WHERE rank <= ? AND behind <= ?
)"""
_LIST = """WITH RECURSIVE led (url, outcome) AS (
  SELECT url, outcome FROM frontier WHERE portal = :portal AND url = :url AND role = 'report'
  UNION
  SELECT onward.url, onward.outcome FROM led JOIN frontier AS onward
    ON onward.portal = :portal AND onward.via = led.url
  WHERE led.outcome = 'moved' AND onward.role IN ('report', 'attachment')
)
UPDATE frontier SET listed_run = :run WHERE portal = :portal AND (
  url IN (SELECT url FROM led) OR via IN (SELECT url FROM led) AND role = 'attachment'
)"""
# What else failed waits until all was asked for once.
_EXPIRING = f"tries > 0 AND role = 'attachment' AND priority >= {URGENT}"


class Frontier:
    """The frontier of one run over the portals that it was asked to crawl.

    A `probe` is told of front pages, hubs and columns only.
    """

    def __init__(
        self,
        archive: Archive,
        run: int,
        portals: Sequence[str],
        calendar: Calendar,
        *,
        probe: bool = False,
    ) -> None:
        self._archive = archive
        self._calendar = calendar
        self._probe = probe
        self.run = run
        connection = archive.db.conn
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (portal TEXT PRIMARY KEY)")
        connection.execute("DELETE FROM chosen")
        connection.executemany("INSERT INTO chosen VALUES (?)", [(one,) for one in portals])
        connection.commit()

    def begin(self, roots: Mapping[str, str]) -> bool:
        """Make due what this run asks for; returns whether the run was begun before.

        A portal that this run has begun with goes on with what was due.
        """
        begun = {
            row["portal"]
            for row in self._archive.rows(
                "SELECT DISTINCT portal FROM frontier WHERE run = ?", self.run
            )
        }
        with self._archive.transaction():
            for portal, root in roots.items():
                if portal not in begun:
                    self._begin(portal, root)
        return bool(begun)

    def _begin(self, portal: str, root: str) -> None:
        """The front page waits in reserve while the way from it to the columns is known."""
        shorten_intervals(self._archive, portal, self._calendar.cap)
        columns = make_columns_due(self._archive, self.run, portal)
        known = columns > 0 and not self._probe
        if not known or not reserve_front_page(self._archive, self.run, portal, root):
            self._queue(portal, Found(root, "root", priority=100), None)
        if not columns:
            self._queue_told_column(portal)
        make_reports_due(self._archive, self.run, portal)

    def _queue_told_column(self, portal: str) -> None:
        """Look where the registry says that the reports are listed."""
        for row in self._archive.rows(
            "SELECT column_url FROM portals WHERE id = ? AND column_url IS NOT NULL", portal
        ):
            self._queue(portal, Found(row["column_url"], "column", priority=90), None)

    def next_entry(self, busy: Collection[str]) -> Entry | None:
        """Return the best entry that is due on a host that is not busy."""
        return self._next(_EXPIRING, busy) or self._next("1", busy)

    def _next(self, condition: str, busy: Collection[str]) -> Entry | None:
        marks = ", ".join("?" for _ in busy)
        rows = self._archive.rows(
            f"SELECT {_ENTRY} FROM frontier WHERE state = 'due' AND due_at <= ? AND {condition}"  # noqa: S608
            f" AND host NOT IN ({marks}) AND portal IN (SELECT portal FROM chosen)"
            f" {_PROBED if self._probe else ''}"
            " ORDER BY tries, priority DESC, id LIMIT 1",
            self._archive.stamp(),
            *busy,
        )
        return _entry(rows[0]) if rows else None

    def entry(self, number: int) -> Entry:
        """Return one entry as it stands."""
        rows = self._archive.rows(f"SELECT {_ENTRY} FROM frontier WHERE id = ?", number)  # noqa: S608
        return _entry(rows[0])

    def unread(self) -> Iterator[Entry]:
        """Yield the entries whose captures were stored but not yet read."""
        while rows := self._archive.rows(
            f"SELECT {_ENTRY} FROM frontier WHERE state = 'fetched'"  # noqa: S608
            " AND portal IN (SELECT portal FROM chosen) ORDER BY id LIMIT 1"
        ):
            yield _entry(rows[0])

    def add(self, found: Found, entry: Entry) -> None:
        """Put what a page named into the frontier, inside the caller's transaction."""
        follow_signature(self._archive, found, entry)
        self._queue(entry.portal, found, entry)

    def switch_scheme(self, entry: Entry, outcome: str) -> bool:
        """Turn to the other of http and https where that may help; tell whether it stands for this.

        A front page that failed has failed, whatever comes of the other one.
        """
        other = other_scheme(entry, outcome)
        if other is None:
            return False
        self.add(other, entry)
        if other.role == "root":
            return False
        note_moved(self._archive, entry.url, other.url)
        return True

    def suspects(self, host: str) -> list[Entry]:
        """Return the pages of a host that may stand for what is not there."""
        rows = self._archive.rows(
            f"SELECT {_ENTRY} FROM frontier WHERE run = ? AND host = ? AND outcome = ?",  # noqa: S608
            *(self.run, host, SUSPECT),
        )
        return [_entry(row) for row in rows]

    def settle(self, entry: Entry, state: str, outcome: str) -> None:
        """Note how an entry ended, inside the caller's transaction."""
        self._archive.db.conn.execute(
            "UPDATE frontier SET state = ?, outcome = ? WHERE id = ?", (state, outcome, entry.id)
        )

    def turn(self, entry: Entry, role: str) -> None:
        """Note what a page turned out to be, inside the caller's transaction."""
        self._archive.db.conn.execute("UPDATE frontier SET role = ? WHERE id = ?", (role, entry.id))

    def note_reading(self, entry: Entry, accepted: int) -> None:
        """Note how many reports a page listed, inside the caller's transaction."""
        self._archive.db.conn.execute(
            "UPDATE frontier SET accepted = ? WHERE id = ?", (accepted, entry.id)
        )

    def wait(self, entry: Entry, *, changed: bool) -> None:
        """Choose when a report or a front page is looked at again, in the caller's transaction.

        A column's page may have turned out to be a report.
        """
        role = self.entry(entry.id).role
        if role in {"report", "attachment"}:
            read = parse_title(str(entry.context.get("title") or ""))
            recent = is_recent(read.year if read else None, self._archive.clock())
            self._wait(
                entry, self._calendar.after(entry.interval_days, changed=changed, recent=recent)
            )
        elif role == "root":
            self._wait(entry, self._calendar.discovery)

    def hurry(self, entry: Entry) -> None:
        """Make an entry due in the next run, inside the caller's transaction."""
        self._wait(entry, 0)

    def _wait(self, entry: Entry, days: float) -> None:
        due = stamp(due_after(self._archive.clock(), days))
        self._archive.db.conn.execute(
            "UPDATE frontier SET interval_days = ?, due_at = ? WHERE id = ?", (days, due, entry.id)
        )

    def retry(self, entry: Entry) -> None:
        """Make an entry due again after a passing failure, inside the caller's transaction."""
        self._archive.db.conn.execute(
            "UPDATE frontier SET state = 'due', tries = tries + 1 WHERE id = ?", (entry.id,)
        )

    def adopt(self, entry: Entry, capture: int) -> None:
        """Take a capture that another entry of this run brought."""
        with self._archive.transaction():
            self._archive.db.conn.execute(
                "UPDATE frontier SET state = 'fetched', capture = ? WHERE id = ?",
                (capture, entry.id),
            )

    def stop_host(self, host: str, outcome: str) -> None:
        """Give up everything that is due on a host, inside the caller's transaction."""
        self._archive.db.conn.execute(
            "UPDATE frontier SET state = 'failed', outcome = ? WHERE host = ?"
            " AND state IN ('due', 'reserve') AND portal IN (SELECT portal FROM chosen)",
            (outcome, host),
        )

    def release_reserve(self) -> bool:
        """Make the best reserves due of each portal in which no column was found in this run.

        A front page or a section may show one report among its news.
        """
        with self._archive.transaction():
            asked = (self._archive.stamp(), self.run, self.run, RESERVE_BATCH, RESERVE_SPREAD)
            cursor = self._archive.db.conn.execute(_RELEASE, asked)
        return cursor.rowcount > 0

    def release_failed(self) -> bool:
        """Make due, once in a run, what failed in a way that may have passed meanwhile."""
        with self._archive.transaction():
            cursor = self._archive.db.conn.execute(
                "UPDATE frontier SET state = 'due', tries = ? WHERE run = ? AND tries < ?"
                " AND portal IN (SELECT portal FROM chosen) AND (state = 'failed' AND outcome IN"
                " ('timeout', 'unreachable', 'truncated') OR state = 'forbidden'"
                " AND outcome = 'robots_forbidden' AND capture IS NULL)",
                (MAX_TRIES, self.run, MAX_TRIES),
            )
        return cursor.rowcount > 0

    def _queue(self, portal: str, found: Found, entry: Entry | None) -> None:
        url = found.url if "/gkmlpt/" in found.url else strip_fragment(found.url)
        state = "rejected" if found.rejected else "reserve" if found.reserve else "due"
        deeper = int(found.role in {"column", "hub"} and not found.context.get("hops"))
        moment = self._archive.stamp()
        row: dict[str, Any] = {
            "portal": portal,
            "url": url,
            "host": site_of(url),
            "method": found.method,
            "body": found.body,
            "headers": json.dumps(found.headers, ensure_ascii=False),
            "role": found.role,
            "state": state,
            "due_at": moment,
            "priority": found.priority,
            "depth": entry.depth + deeper if entry else 0,
            "via": strip_fragment(entry.url) if entry else None,
            "context": json.dumps(_context(found), ensure_ascii=False),
            "outcome": found.rejected,
            "found_at": moment,
            "run": self.run,
            "listed_run": self.run,
        }
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        self._archive.db.conn.execute(
            f"INSERT INTO frontier ({names}) VALUES ({marks})"  # noqa: S608
            " ON CONFLICT (portal, url, method, body) DO UPDATE SET listed_run = excluded.run,"
            f" context = CASE WHEN {_SAME_KIND} OR {_ROUSED} THEN excluded.context"
            " ELSE frontier.context END" + _AGAIN,
            list(row.values()),
        )
        if found.role == "report" and not found.rejected:
            self._list_documents(portal, url)

    def _list_documents(self, portal: str, url: str) -> None:
        """Where a listed report has moved to, and its documents, are listed with it."""
        asked = {"portal": portal, "url": url, "run": self.run}
        self._archive.db.conn.execute(_LIST, asked)


# A page may name an address that this run has dealt with already, or a report that is not due: then
# only the mention is noted. A row that tells a later date than before makes its report due.
_DATE = "coalesce(json_extract({}.context, '$.published_on'), '')"
_NOT_DUE = (
    "frontier.role IN ('report', 'attachment') AND frontier.state IN ('done', 'rejected')"
    " AND frontier.due_at > excluded.due_at"
    f" AND {_DATE.format('frontier')} >= {_DATE.format('excluded')}"
)
_AFRESH = f"coalesce(frontier.run, 0) < excluded.run AND NOT ({_NOT_DUE})"
# What was only guessed at is known by the link that leads to it in the end.
_ROUSED = "frontier.state = 'reserve' AND excluded.state = 'due'"
# The way to a page that was found first in a run is the one that is told.
_SAME_KIND = (
    f"frontier.role = excluded.role AND (excluded.role IN ('report', 'attachment') OR {_AFRESH})"
)
# A link's words may say nothing of reports where those of another link to the same address do.
_REDEEMED = (
    "frontier.state = 'rejected' AND frontier.capture IS NULL AND excluded.state = 'due'"
    " AND frontier.run = excluded.run"
)
_AGAIN = (
    f", state = CASE WHEN {_AFRESH} OR {_REDEEMED} THEN excluded.state"
    f" WHEN {_ROUSED} THEN 'due' ELSE frontier.state END"
    f", via = CASE WHEN {_ROUSED} THEN excluded.via ELSE frontier.via END"
    f", depth = CASE WHEN {_ROUSED} THEN excluded.depth ELSE frontier.depth END"
    f", tries = CASE WHEN {_AFRESH} THEN 0 ELSE frontier.tries END"
    f", role = CASE WHEN {_AFRESH} OR {_ROUSED} THEN excluded.role ELSE frontier.role END"
    f", due_at = CASE WHEN {_AFRESH} THEN excluded.due_at ELSE frontier.due_at END"
    f", run = CASE WHEN {_AFRESH} THEN excluded.run ELSE frontier.run END"
    f", outcome = CASE WHEN {_REDEEMED} THEN NULL WHEN {_AFRESH} OR frontier.state = 'rejected'"
    " THEN coalesce(excluded.outcome, frontier.outcome) ELSE frontier.outcome END"
    ", priority = max(frontier.priority, excluded.priority)"
)


def _context(found: Found) -> dict[str, Any]:
    told = dict(found.context)
    return told | {"otherwise": asdict(found.otherwise)} if found.otherwise else told


def _entry(row: Mapping[str, Any]) -> Entry:
    context = json.loads(row["context"]) if row["context"] else {}
    return Entry(**{**row, "context": context, "headers": json.loads(row["headers"])})
