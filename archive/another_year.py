"""What stood at an address before the next year's report did: a report of its own, and no draft.

Some columns show the newest report only, at one address that never changes.
"""

from __future__ import annotations

from typing import NamedTuple

from archive.archive import Archive

# The sources of the report ?1: those that it is at, and that whose address has another year's now.
OF_REPORT = """(sources.report = ?1 OR sources.id = (
  SELECT versions.source FROM reports JOIN versions ON versions.id = reports.version
  WHERE reports.id = ?1))"""
_DIFFERS = """
SELECT EXISTS (SELECT key, value FROM cells WHERE version = ?1
  EXCEPT SELECT key, value FROM cells WHERE version = ?2)
OR EXISTS (SELECT key, value FROM cells WHERE version = ?2
  EXCEPT SELECT key, value FROM cells WHERE version = ?1)
"""


class Dated(NamedTuple):
    """A reading, the year that it reports on, and when it was brought (ISO 8601)."""

    version: int
    year: int | None
    brought_at: str


def is_another_years(archive: Archive, old: Dated, new: Dated) -> bool:
    """Tell whether a report is not the one before it at its address with the year mended.

    One that was there before a year was over is not the report on that year; of others those are
    told apart whose numbers differ.
    """
    if old.year is None or new.year is None or old.year == new.year:
        return False
    if old.brought_at[:4] <= str(new.year):
        return True
    ((differs,),) = archive.db.conn.execute(_DIFFERS, (old.version, new.version))
    return bool(differs)
