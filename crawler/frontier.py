"""The frontier: which addresses are due, kept in the archive so that nothing is asked twice.

`due` → `fetched` (a capture is stored, its links are not yet here) → `done`; or `failed`,
`forbidden`, `rejected`; `reserve` waits until nothing better is left.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from archive.archive import Archive
from crawler.model import Entry, Found
from crawler.page import host_of, strip_fragment

MAX_TRIES = 3
RESERVE_BATCH = 3
_ENTRY = "id, portal, url, method, body, role, depth, via, context, tries, capture, headers"


class Frontier:
    """The frontier of one run over the portals that it was asked to crawl."""

    def __init__(self, archive: Archive, run: int, portals: Sequence[str]) -> None:
        self._archive = archive
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
                    self._queue(portal, Found(root, "root", priority=100), None)
                    self._queue_column(portal)
                    self._make_due(portal)
        return bool(begun)

    def _queue_column(self, portal: str) -> None:
        """Where reports were found before is looked at even if no link leads there any more."""
        for row in self._archive.rows(
            "SELECT column_url FROM portals WHERE id = ? AND column_url IS NOT NULL"
            " AND column_url NOT IN (SELECT url FROM frontier WHERE portal = ? AND run = ?)",
            *(portal, portal, self.run),
        ):
            self._queue(portal, Found(row["column_url"], "column", priority=90), None)

    def _make_due(self, portal: str) -> None:
        """Reports and documents are asked again in each run."""
        self._archive.db.conn.execute(
            "UPDATE frontier SET state = 'due', tries = 0, run = ?, due_at = ?, capture = NULL"
            " WHERE portal = ? AND state != 'rejected'"
            " AND coalesce(run, 0) < ? AND role IN ('report', 'attachment')",
            (self.run, self._archive.stamp(), portal, self.run),
        )

    def next_entry(self, busy: Collection[str]) -> Entry | None:
        """Return the best entry that is due on a host that is not busy."""
        marks = ", ".join("?" for _ in busy)
        rows = self._archive.rows(
            f"SELECT {_ENTRY} FROM frontier WHERE state = 'due' AND due_at <= ?"  # noqa: S608
            f" AND host NOT IN ({marks}) AND portal IN (SELECT portal FROM chosen)"
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
            f"SELECT {_ENTRY} FROM frontier WHERE state = 'fetched' ORDER BY id LIMIT 1"  # noqa: S608
        ):
            yield _entry(rows[0])

    def add(self, found: Found, entry: Entry) -> None:
        """Put what a page named into the frontier, inside the caller's transaction."""
        self._queue(entry.portal, found, entry)

    def settle(self, entry: Entry, state: str, outcome: str) -> None:
        """Note how an entry ended, inside the caller's transaction."""
        self._archive.db.conn.execute(
            "UPDATE frontier SET state = ?, outcome = ? WHERE id = ?", (state, outcome, entry.id)
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
        """Make the best reserves due of each portal in which no report was found in this run."""
        with self._archive.transaction():
            cursor = self._archive.db.conn.execute(
                "UPDATE frontier SET state = 'due' WHERE id IN (SELECT id FROM"
                " (SELECT id, row_number() OVER (PARTITION BY portal ORDER BY priority DESC, id)"
                " AS rank FROM frontier AS f WHERE state = 'reserve' AND run = ?"
                " AND portal IN (SELECT portal FROM chosen) AND NOT EXISTS (SELECT 1 FROM frontier"
                " AS r WHERE r.portal = f.portal AND r.role IN ('report', 'attachment')"
                " AND r.state != 'rejected' AND r.listed_run = ?)) WHERE rank <= ?)",
                (self.run, self.run, RESERVE_BATCH),
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
            "host": host_of(url),
            "method": found.method,
            "body": found.body,
            "headers": json.dumps(found.headers, ensure_ascii=False),
            "role": found.role,
            "state": state,
            "due_at": moment,
            "priority": found.priority,
            "depth": entry.depth + deeper if entry else 0,
            "via": strip_fragment(entry.url) if entry else None,
            "context": json.dumps(found.context, ensure_ascii=False),
            "outcome": found.rejected,
            "found_at": moment,
            "run": self.run,
            "listed_run": self.run,
        }
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        self._archive.db.conn.execute(
            f"INSERT INTO frontier ({names}) VALUES ({marks})"  # noqa: S608
            " ON CONFLICT (portal, url, method, body) DO UPDATE SET listed_run = excluded.run,"
            " context = CASE WHEN frontier.role = excluded.role THEN excluded.context"
            " ELSE frontier.context END" + _AGAIN,
            list(row.values()),
        )


# A page may name an address that this run has dealt with already: then only the mention is noted.
_AGAIN = (
    ", state = CASE WHEN coalesce(frontier.run, 0) < excluded.run THEN excluded.state"
    " WHEN frontier.state = 'reserve' AND excluded.state = 'due' THEN 'due' ELSE frontier.state END"
    ", tries = CASE WHEN coalesce(frontier.run, 0) < excluded.run THEN 0 ELSE frontier.tries END"
    ", role = CASE WHEN coalesce(frontier.run, 0) < excluded.run THEN excluded.role"
    " ELSE frontier.role END"
    ", outcome = coalesce(excluded.outcome, frontier.outcome)"
    ", priority = max(frontier.priority, excluded.priority)"
    ", run = excluded.run"
)


def _entry(row: Mapping[str, Any]) -> Entry:
    context = json.loads(row["context"]) if row["context"] else {}
    return Entry(**{**row, "context": context, "headers": json.loads(row["headers"])})
