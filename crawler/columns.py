"""How each column was found: the chain of pages that led to it, and what spoke for it."""

from __future__ import annotations

import json

from archive.archive import Archive
from crawler.evidence import weigh_words
from crawler.model import Entry, Visit
from crawler.page import host_of
from extract.text import squeeze

# A column whose further pages are read in the same run lists what all of them list.
_NOTE = """INSERT INTO columns
  (portal, url, title, family, chain, evidence, reports, run, first_seen, last_seen)
VALUES (:portal, :url, :title, :family, :chain, :evidence, :reports, :run, :now, :now)
ON CONFLICT (portal, url) DO UPDATE SET
  family = excluded.family, last_seen = excluded.last_seen, run = excluded.run,
  reports = excluded.reports + CASE WHEN run = excluded.run THEN reports ELSE 0 END,
  title = CASE WHEN :itself THEN excluded.title ELSE title END,
  chain = CASE WHEN :itself THEN excluded.chain ELSE chain END,
  evidence = CASE WHEN :itself THEN excluded.evidence ELSE evidence END"""
# From an entry up to the front page; `via` is an address without its fragment.
_WAY = """WITH RECURSIVE way (step, id, url, via) AS (
  SELECT 0, id, url, via FROM frontier WHERE id = ?1
  UNION ALL
  SELECT step + 1, above.id, above.url, above.via FROM way JOIN frontier AS above
    ON above.portal = ?2 AND above.id < way.id AND way.step < 30
    AND (above.url = way.via OR substr(above.url, 1, length(way.via) + 1) = way.via || '#')
)
SELECT url FROM way GROUP BY step ORDER BY step"""


def note_column(archive: Archive, run: int, entry: Entry, read: Visit) -> None:
    """Note a page that listed reports under the column that it belongs to.

    Inside the caller's transaction. The portal keeps the first column that a run finds, one on its
    own host if there is one; of columns in columns the outermost.
    """
    url = str(entry.context.get("column") or entry.url)
    way = archive.rows(_WAY, entry.id, entry.portal)
    title = entry.context.get("title")
    said = entry.context.get("evidence") or weigh_words(squeeze(str(title or "")))
    evidence = {**said, **read.evidence}
    told = {
        "portal": entry.portal,
        "url": url,
        "itself": url == entry.url,
        "title": title,
        "family": read.family,
        "chain": json.dumps([one["url"] for one in reversed(way)], ensure_ascii=False),
        "evidence": json.dumps(evidence, ensure_ascii=False),
        "reports": read.accepted,
        "run": run,
        "now": archive.stamp(),
    }
    archive.db.conn.execute(_NOTE, told)
    top = str(entry.context.get("top") or url)
    if _is_first(archive, run, entry.portal, top):
        archive.db.conn.execute(
            "UPDATE portals SET column_url = ?, family = ? WHERE id = ?",
            (top, read.family, entry.portal),
        )


def _is_first(archive: Archive, run: int, portal: str, url: str) -> bool:
    """Tell whether a portal is to be known by a column: its own before those of other hosts."""
    (row,) = archive.rows(
        "SELECT root, column_url, EXISTS (SELECT 1 FROM frontier WHERE portal = portals.id"
        " AND portals.column_url IN (url, url || substr(portals.column_url,"
        " instr(portals.column_url, '#'))) AND run = ? AND state != 'failed') AS stands"
        " FROM portals WHERE id = ?",
        *(run, portal),
    )
    home = host_of(row["root"])
    known_at_home = host_of(row["column_url"] or "") == home
    return (
        url == row["column_url"]
        or not row["stands"]
        or (host_of(url) == home and not known_at_home)
    )
