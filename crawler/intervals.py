"""When an address is asked for again: soon while it is new or changes, else ever later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_DAYS = 1.0
# Reports are corrected most in the year after they appear.
RECENT_CAP_DAYS = 7.0
DISCOVERY_DAYS = 30.0
CAP_DAYS = 180.0
# A nightly run does not reach an address at the same minute each night.
_SLACK = 0.9


@dataclass(frozen=True)
class Calendar:
    """How long what does not change may go unvisited: `cap` days, 0 for a visit in each run."""

    cap: float = CAP_DAYS

    def after(self, last: float | None, *, changed: bool, recent: bool) -> float:
        """Return the days until the next look at a report, from those before this one."""
        most = min(self.cap, RECENT_CAP_DAYS) if recent else self.cap
        return min(FIRST_DAYS if changed or not last else last * 2, most)

    @property
    def discovery(self) -> float:
        """The days until the way from the front page to the column is gone again."""
        return min(self.cap, DISCOVERY_DAYS)


def due_after(moment: datetime, days: float) -> datetime:
    """Return the moment from which an address is due again."""
    return moment + timedelta(days=days * _SLACK)


def is_recent(year: int | None, moment: datetime) -> bool:
    """Tell whether a report is of last year or this, or of a year that nobody told."""
    return year is None or year >= moment.year - 1
