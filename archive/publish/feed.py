"""The Atom feed (RFC 4287) of revisions and newly found reports, by the archive's own dates."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lxml import etree

from archive.publish.site import site

FEED = "feed.atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"
# Characters that XML 1.0 has no place for (section 2.2); captured titles may hold any.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = "1970-01-01T00:00:00Z"
# A body's few are sorted; of a province, `+` says, the index of what is newest is gone through.
_OF_AGENCY = "reports.agency = :agency"
_OF_PROVINCE = """
+reports.agency IN (
  SELECT id FROM agencies
  WHERE division BETWEEN substr(:province || '000000000000', 1, 12)
  AND substr(:province || '999999999999', 1, 12)
)
"""
_ENTRIES = """
WITH newest AS (
  SELECT id FROM reports
  WHERE status <> 'not_a_report' AND {where}
  ORDER BY first_seen DESC, id DESC LIMIT 100
),
revised AS (
  SELECT
    revisions.kind,
    revisions.seen_at AS at,
    revisions.summary,
    'revision/' || revisions.id AS page,
    'revision/' || source || '/' || revisions.kind || '/' || new_capture AS identity,
    agencies.name AS agency_name,
    reports.year
  FROM revisions
  LEFT JOIN reports ON reports.id = revisions.report
  LEFT JOIN agencies ON agencies.id = reports.agency
  WHERE revisions.kind <> 'cosmetic' AND {where}
  ORDER BY revisions.seen_at DESC, revisions.id DESC LIMIT 100
),
found AS (
  SELECT
    'report' AS kind,
    reports.first_seen AS at,
    reports.title AS summary,
    'report/' || reports.id AS page,
    'report/' || reports.id AS identity,
    agencies.name AS agency_name,
    reports.year
  FROM newest
  JOIN reports ON reports.id = newest.id
  LEFT JOIN agencies ON agencies.id = reports.agency
)
SELECT * FROM revised UNION ALL SELECT * FROM found ORDER BY at DESC, page DESC LIMIT 100
"""
_ARCHIVE = """
SELECT
  (SELECT value FROM identity WHERE name = 'archive') AS name,
  (SELECT max(started_at) FROM runs) AS latest
"""
_DIVISION = "SELECT full_name FROM divisions WHERE code = substr(? || '000000000000', 1, 12)"


@dataclass(frozen=True)
class Scope:
    """What a feed tells of: everything, a division by the first digits of its code, or a body."""

    province: str | None = None
    agency: int | None = None

    def address(self) -> str:
        """Return the feed's address beside the front page."""
        asked = {name: value for name, value in vars(self).items() if value is not None}
        return f"{FEED}?{urlencode(asked)}" if asked else FEED


def write_feed(connection: sqlite3.Connection, scope: Scope) -> bytes:
    """Return the newest hundred entries of a scope as an Atom document.

    Addresses are relative to that of the feed. Raises `LookupError` for a body that is not there.
    """
    (archive,) = _rows(connection, _ARCHIVE, ())
    entries = _rows(connection, _ENTRIES.format(where=_condition(scope)), vars(scope))
    title = " · ".join([site()["title"], *_name(connection, scope)])
    feed = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap={None: _NAMESPACE})  # type: ignore[dict-item] # lxml-stubs know no default namespace
    _add(feed, "id", _tag(archive["name"], scope.address()))
    _add(feed, "title", title)
    _add(feed, "updated", entries[0]["at"] if entries else archive["latest"] or _NEVER)
    _add(_add(feed, "author"), "name", "nianbao")
    _add(feed, "link", rel="self", href=scope.address())
    for entry in entries:
        _add_entry(feed, archive["name"], entry)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _rows(
    connection: sqlite3.Connection, sql: str, values: Mapping[str, Any] | Sequence[Any]
) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _condition(scope: Scope) -> str:
    parts = [_OF_AGENCY] if scope.agency is not None else []
    parts += [_OF_PROVINCE] if scope.province is not None else []
    return " AND ".join(parts) or "TRUE"


def _name(connection: sqlite3.Connection, scope: Scope) -> list[str]:
    """Return the name of a scope; of everything there is none."""
    if scope.agency is not None:
        found = _rows(connection, "SELECT name FROM agencies WHERE id = ?", [scope.agency])
        if not found:
            raise LookupError(scope.agency)
        return [found[0]["name"]]
    if scope.province is not None:
        found = _rows(connection, _DIVISION, [scope.province])
        return [found[0]["full_name"] if found else scope.province]
    return []


def _add_entry(feed: etree._Element, archive: str, told: Mapping[str, Any]) -> None:
    body = " ".join(str(part) for part in (told["agency_name"], told["year"]) if part)
    words = site()["feed"][told["kind"]]
    entry = _add(feed, "entry")
    _add(entry, "id", _tag(archive, told["identity"]))
    _add(entry, "title", f"{body}: {words}" if body else words)
    _add(entry, "updated", told["at"])
    _add(entry, "link", rel="alternate", type="text/html", href=told["page"])
    _add(entry, "category", term=told["kind"])
    _add(entry, "summary", told["summary"] or "")


def _add(parent: etree._Element, name: str, text: str = "", **told: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}", told)
    child.text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text) or None
    return child


def _tag(archive: str, what: str) -> str:
    """Return a tag URI (RFC 4151) that no other archive has."""
    return f"tag:nianbao,2026:{archive}/{what}"
