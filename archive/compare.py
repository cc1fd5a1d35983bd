"""All that is worked out from readings: places, revisions, and rules over several readings."""

from __future__ import annotations

from dataclasses import dataclass

from archive.archive import Archive
from archive.reports import Placed, place_reports
from archive.revisions import find_revisions
from archive.schema.kept import renew_kept
from archive.schema.wide import spread_cells
from archive.years import judge_years


@dataclass(frozen=True)
class Compared:
    """What a comparison came to.

    Places, new revisions, findings over several readings, and pairs of sections that repeat.
    """

    placed: Placed
    revisions: int
    findings: int
    reuse: int


def compare(archive: Archive) -> Compared:
    """Place every reading, then compare captures and years; the same archive gives the same."""
    spread_cells(archive.db)
    placed = place_reports(archive)
    revisions, findings = find_revisions(archive), judge_years(archive)
    renew_kept(archive.db)
    _analyse(archive)
    return Compared(placed, revisions, findings, _find_reuse(archive))


def _find_reuse(archive: Archive) -> int:
    # numpy and datasketch take most of a second to import; no other command waits for them.
    from archive.reuse import find_reuse  # noqa: PLC0415 - see above

    return find_reuse(archive)


def _analyse(archive: Archive) -> None:
    """Let SQLite know how large each table is: without, it begins a join at the wrong end."""
    archive.db.conn.execute("PRAGMA analysis_limit = 400")
    archive.db.conn.execute("ANALYZE")
