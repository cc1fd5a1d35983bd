"""Sources: the addresses that carry reports, and whether they are still there."""

from __future__ import annotations

from typing import Any

from archive.addresses import ADDRESSES
from archive.archive import Archive
from crawler.file_names import prefer_disposed
from crawler.model import Entry, Found
from crawler.page import strip_fragment
from extract.titles import parse_title


def note_source(archive: Archive, entry: Entry, found: Found) -> None:
    """Insert or refresh the source that an accepted row or a document stands for.

    An address that is known to forward, or that was never there, is not a source.
    """
    url = strip_fragment(found.url)
    told = found.context
    title = told.get("title")
    read = parse_title(title) if title else None
    page = told.get("page") if found.role == "attachment" else None
    known = archive.rows("SELECT file_name FROM sources WHERE url = ?", url)
    name = told.get("file_name")
    row: dict[str, Any] = {
        "url": url,
        "role": "attachment" if found.role == "attachment" else "page",
        "page": _number(archive, page, entry.url) if page else None,
        "portal": entry.portal,
        "title": title,
        "file_name": prefer_disposed(name, known[0]["file_name"]) if name and known else name,
        "agency_hint": (read.agency if read else None) or told.get("body"),
        "published_on": told.get("published_on"),
        "first_seen": archive.stamp(),
        "last_seen": archive.stamp(),
        "state": "present",
    }
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    archive.db.conn.execute(
        f"INSERT INTO sources ({names}) SELECT {marks} WHERE NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM frontier WHERE url = ? AND outcome IN ('moved', 'not_found', 'soft_404'))"
        " ON CONFLICT (url) DO UPDATE SET title = coalesce(excluded.title, title),"
        " file_name = coalesce(excluded.file_name, file_name),"
        " agency_hint = coalesce(excluded.agency_hint, agency_hint),"
        " published_on = coalesce(excluded.published_on, published_on),"
        " page = coalesce(excluded.page, page)",
        [*row.values(), url],
    )


def note_present(archive: Archive, entry: Entry) -> None:
    """Note that a source answered with its document."""
    archive.db.conn.execute("UPDATE frontier SET outcome = 'ok' WHERE id = ?", (entry.id,))
    note_source(archive, entry, Found(entry.url, entry.role, entry.context))
    archive.db.conn.execute(
        "UPDATE sources SET state = 'present', last_seen = ? WHERE url = ?",
        (archive.stamp(), strip_fragment(entry.url)),
    )


def forget_source(archive: Archive, url: str) -> None:
    """Forget a source that turned out to be none; one that was read as a report before stays."""
    archive.db.conn.execute(
        "DELETE FROM sources WHERE url = ?"
        " AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.source = sources.id)",
        (strip_fragment(url),),
    )


def note_gone(archive: Archive, url: str, capture: int) -> bool:
    """Note that a source was found gone; a second look in another run confirms it.

    Returns whether it is gone for good, as far as two looks can tell.

    A row that led nowhere from the first is forgotten: nothing was removed.
    """
    archive.db.conn.execute(
        "DELETE FROM sources WHERE url = ? AND NOT EXISTS (SELECT 1 FROM captures"  # noqa: S608
        f" WHERE captures.url IN {ADDRESSES} AND outcome IN ('ok', 'not_modified'))",
        (strip_fragment(url),),
    )
    archive.db.conn.execute(
        "UPDATE sources SET state = CASE WHEN state = 'present' THEN 'gone_once' ELSE 'gone' END"
        " WHERE url = ? AND NOT EXISTS (SELECT 1 FROM captures AS earlier JOIN captures AS now"
        " ON now.id = ? AND earlier.run = now.run AND earlier.id < now.id"
        " WHERE earlier.url = sources.url AND earlier.outcome IN ('not_found', 'soft_404'))",
        (strip_fragment(url), capture),
    )
    return not archive.rows(
        "SELECT 1 FROM sources WHERE url = ? AND state = 'gone_once'", strip_fragment(url)
    )


def note_moved(archive: Archive, url: str, target: str) -> None:
    """Let a source follow a redirect, unless its new address is a source already."""
    old, new = strip_fragment(url), strip_fragment(target)
    archive.db.conn.execute(
        "UPDATE sources SET url = ? WHERE url = ?"
        " AND NOT EXISTS (SELECT 1 FROM sources AS other WHERE other.url = ?)",
        (new, old, new),
    )


def _number(archive: Archive, *urls: str) -> int | None:
    for url in urls:
        rows = archive.rows("SELECT id FROM sources WHERE url = ?", strip_fragment(url))
        if rows:
            return int(rows[0]["id"])
    return None
