"""Sources that an import brings: addresses that carry reports."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from archive.archive import Archive
from archive.captures import get_capture

_GONE = frozenset({"not_found", "soft_404"})
# How a source is by how often in a row it was found gone.
_STATES = ("present", "gone_once", "gone")


def keep_source(archive: Archive, url: str, role: str, seen: tuple[str, str], **told: Any) -> int:
    """Insert a source, or add to a known one what it lacks, inside the caller's transaction.

    `seen` is when it was captured first and last; `told` are other columns. Returns its number.
    """
    if not told.get("portal"):
        told["portal"] = find_portal(archive, url)
    row = {"url": url, "role": role, "first_seen": seen[0], "last_seen": seen[1], **told}
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    known = "".join(f", {name} = coalesce({name}, excluded.{name})" for name in told)
    archive.db.conn.execute(
        f"INSERT INTO sources ({names}, state) VALUES ({marks}, 'present') ON CONFLICT (url)"  # noqa: S608
        " DO UPDATE SET first_seen = min(first_seen, excluded.first_seen),"
        " state = CASE WHEN excluded.last_seen < last_seen THEN state ELSE 'present' END,"
        f" last_seen = max(coalesce(last_seen, ''), excluded.last_seen){known}",
        list(row.values()),
    )
    return int(archive.rows("SELECT id FROM sources WHERE url = ?", url)[0]["id"])


def find_portal(archive: Archive, url: str) -> str | None:
    """Return the portal of the registry on whose host an address stands, None without one."""
    host = urlsplit(url).netloc.lower()
    rows = archive.rows("SELECT id, root FROM portals ORDER BY id")
    return next((row["id"] for row in rows if urlsplit(row["root"]).netloc.lower() == host), None)


def when_captured(archive: Archive, url: str) -> tuple[str, str] | None:
    """Return when an address was captured whole first and last, None if never."""
    row = archive.rows(
        "SELECT min(fetched_at) AS first, max(fetched_at) AS last FROM captures"
        " WHERE url = ? AND outcome = 'ok' AND payload_sha256 IS NOT NULL",
        url.partition("#")[0],
    )[0]
    return (row["first"], row["last"]) if row["first"] else None


def settle_states(archive: Archive, captures: Iterable[int]) -> None:
    """Note of each source among captures whether its latest looks found it gone.

    One look that found nothing may be a slip; a second one, of another day or run, confirms it.
    """
    for url in sorted({get_capture(archive, number)["url"] for number in captures}):
        looks = archive.rows(
            "SELECT outcome, run, substr(fetched_at, 1, 10) AS day FROM captures WHERE url = ?"
            " AND outcome IN ('ok', 'not_modified', 'not_found', 'soft_404')"
            " ORDER BY fetched_at DESC, id DESC",
            url,
        )
        gone = list(takewhile(lambda look: look["outcome"] in _GONE, looks))
        often = len({(look["run"], look["day"]) for look in gone})
        with archive.transaction():
            archive.db.conn.execute(
                "UPDATE sources SET state = ? WHERE url = ?", (_STATES[min(often, 2)], url)
            )
