"""All that is worked out from readings: places, revisions, and rules over several readings."""

from __future__ import annotations

from dataclasses import dataclass

from archive.archive import Archive
from archive.reports import Placed, place_reports
from archive.revisions import find_revisions
from archive.years import judge_years


@dataclass(frozen=True)
class Compared:
    """What a comparison came to: places, new revisions, findings over several readings."""

    placed: Placed
    revisions: int
    findings: int


def compare(archive: Archive) -> Compared:
    """Place every reading, then compare captures and years; the same archive gives the same."""
    placed = place_reports(archive)
    return Compared(placed, find_revisions(archive), judge_years(archive))
