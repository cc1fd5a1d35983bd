"""Sources that an import brings: addresses that carry reports."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from archive.addresses import ADDRESSES
from archive.archive import Archive

_GONE = frozenset({"not_found", "soft_404"})
# How a source is by how often in a row it was found gone.
_STATES = ("present", "gone_once", "gone")
_LOOKS = f"""SELECT captures.outcome, captures.run, captures.fetched_at FROM sources
JOIN captures ON captures.url IN {ADDRESSES}
WHERE sources.id = ? AND captures.outcome IN ('ok', 'not_modified', 'not_found', 'soft_404')
ORDER BY captures.fetched_at DESC, captures.id DESC"""  # noqa: S608


def keep_source(archive: Archive, url: str, role: str, seen: tuple[str, str], **told: Any) -> int:
    """Insert a source, or add to a known one what it lacks, inside the caller's transaction.

    `seen` is when it was captured first and last; `told` are other columns. Returns its number.
    """
    url = _present_address(archive, url)
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


def _present_address(archive: Archive, url: str) -> str:
    """Return the address of the source that was known under another one, or the same."""
    rows = archive.rows(
        "SELECT sources.url FROM former_addresses JOIN sources"
        " ON sources.id = former_addresses.source WHERE former_addresses.url = ?",
        url,
    )
    return str(rows[0]["url"]) if rows else url


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


def web_addresses(archive: Archive) -> list[str]:
    """Return the addresses on the web of all sources, those that they had before among them."""
    rows = archive.rows(
        "SELECT url FROM sources UNION SELECT url FROM former_addresses ORDER BY url"
    )
    return [row["url"] for row in rows if urlsplit(row["url"]).scheme in {"http", "https"}]


def note_address(archive: Archive, url: str, known_as: str) -> None:
    """Note that a source is also captured under another address, inside the caller's transaction.

    Services tell neither http from https nor addresses with www from those without.
    """
    archive.db.conn.execute(
        "INSERT OR IGNORE INTO former_addresses (url, source) SELECT ?1, id FROM sources"
        " WHERE url = ?2 AND ?1 != ?2 AND NOT EXISTS (SELECT 1 FROM sources WHERE url = ?1)",
        (url, known_as),
    )


def settle_sources(archive: Archive, captures: Iterable[int]) -> None:
    """Note of each source among captures when it was there first and last, and if it still is.

    One look that found nothing may be a slip; a second one, of another day or run, confirms it.
    """
    for source in sorted({one for number in captures for one in _sources_of(archive, number)}):
        looks = archive.rows(_LOOKS, source)
        gone = list(takewhile(lambda look: look["outcome"] in _GONE, looks))
        often = len({(look["run"], look["fetched_at"][:10]) for look in gone})
        there = [look["fetched_at"] for look in looks if look["outcome"] not in _GONE]
        with archive.transaction():
            archive.db.conn.execute(
                "UPDATE sources SET state = ? WHERE id = ?", (_STATES[min(often, 2)], source)
            )
            archive.db.conn.executemany(
                "UPDATE sources SET first_seen = min(first_seen, ?1),"
                " last_seen = max(coalesce(last_seen, ''), ?1) WHERE id = ?2",
                [(moment, source) for moment in there],
            )


def _sources_of(archive: Archive, capture: int) -> list[int]:
    rows = archive.rows(
        "SELECT sources.id FROM captures JOIN sources ON sources.url = captures.url"
        " WHERE captures.id = ?1 UNION SELECT former_addresses.source FROM captures"
        " JOIN former_addresses ON former_addresses.url = captures.url WHERE captures.id = ?1",
        capture,
    )
    return [row["id"] for row in rows]
