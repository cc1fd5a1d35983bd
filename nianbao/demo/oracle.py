"""What a correct crawl and extraction of the sample portals must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from nianbao.demo.figures import Number

Outcome = Literal["ok", "blocked", "robots_forbidden"]


@dataclass(frozen=True)
class ExpectedReport:
    """One report of a portal; `values` is empty where the numbers stand in pictures only."""

    portal: str
    agency: str
    year: int
    title: str
    row_title: str
    published: str
    url: str
    carrier: str
    layout: str
    attachments: tuple[str, ...]
    forms: Mapping[str, str]
    values: Mapping[str, Number | None]
    notice: str
    planted: tuple[str, ...]


@dataclass(frozen=True)
class RejectedRow:
    """A row of a list that leads to no report of this portal, and why."""

    title: str
    url: str
    reason: str


@dataclass(frozen=True)
class ExpectedPortal:
    """What one portal gives in one phase; `forbidden` are addresses that nobody may ask for."""

    name: str
    outcome: Outcome
    column_url: str
    reports: tuple[ExpectedReport, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlantedCase:
    """A peculiarity set into the portals on purpose; `changes` holds old and new values by key."""

    name: str
    phase: int
    portal: str
    title: str = ""
    agency: str = ""
    year: int | None = None
    url: str = ""
    keys: tuple[str, ...] = ()
    changes: Mapping[str, tuple[Number | None, Number | None]] | None = None


@dataclass(frozen=True)
class Oracle:
    """Everything that holds in one phase; one planted name may stand for several reports."""

    phase: int
    portals: Mapping[str, ExpectedPortal]
    planted: Mapping[str, tuple[PlantedCase, ...]]

    @property
    def reports(self) -> tuple[ExpectedReport, ...]:
        """The reports of every portal."""
        return tuple(report for portal in self.portals.values() for report in portal.reports)

    def to_json(self) -> dict[str, Any]:
        """Return the oracle as plain data."""
        return asdict(self)
