"""The spider that asks a Memento service, one request at a time, for what it holds of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scrapy.http import Response

from archive.archive import Archive
from archive.foreign.keep import Taken
from archive.ingest import Intake
from crawler.capture import list_headers
from crawler.job import Progress
from crawler.timemaps import Period, Service

MAX_TRIES = 3
_ORIGINAL = "x-archive-orig-"
# Of the service's own headers these tell of the content; pywb and Wayback put a prefix before all
# others of the original.
_OF_CONTENT = frozenset({"content-type", "content-encoding"})


class UnansweredError(Exception):
    """The service did not give what was asked for; the sentence says why."""


@dataclass
class Backfill:
    """What is asked of a service, and what has come of it."""

    archive: Archive
    intake: Intake
    service: Service
    addresses: Sequence[str]
    period: Period
    delay: float
    progress: Progress | None = None
    taken: Taken = field(default_factory=Taken)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """An answer of the service as it came."""

    url: str
    response: Response

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return tuple(list_headers(self.response.headers))
