"""How far the search for lists of reports goes on one portal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from crawler.model import Entry

# How an entry of the frontier ends that a limit keeps from being asked for.
BEYOND = "beyond_limit"
# What the search asks for; reports and documents that it found are asked for without bound.
_SEARCHED = frozenset({"root", "hub", "column", "list"})


@dataclass(frozen=True)
class Limits:
    """The bounds of one portal's search in one run.

    `depth` is counted in links from the front page to the deepest list; `pages` are front pages,
    sections and pages of lists; `seconds` run from the portal's first request.
    """

    depth: int = 8
    pages: int = 2_000
    seconds: float = 6 * 3_600


@dataclass
class Budget:
    """What each portal has spent of its limits in this run."""

    limits: Limits
    clock: Callable[[], float] = monotonic
    _pages: dict[str, int] = field(default_factory=dict)
    _began: dict[str, float] = field(default_factory=dict)

    def refusal(self, entry: Entry) -> str | None:
        """Return which limit keeps an address from being asked for, None if none does."""
        if entry.role not in _SEARCHED:
            return None
        if entry.depth > self.limits.depth:
            return f"more than {self.limits.depth} links from the front page"
        if self._pages.get(entry.portal, 0) >= self.limits.pages:
            return f"more than {self.limits.pages} pages"
        began = self._began.get(entry.portal)
        if began is not None and self.clock() - began > self.limits.seconds:
            return f"more than {self.limits.seconds:g} seconds"
        return None

    def spend(self, entry: Entry) -> None:
        """Count a request that is about to be made."""
        self._began.setdefault(entry.portal, self.clock())
        if entry.role in _SEARCHED:
            self._pages[entry.portal] = self._pages.get(entry.portal, 0) + 1
