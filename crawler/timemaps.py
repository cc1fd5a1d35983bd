"""What a Memento service says that it holds of an address: CDX answers and TimeMaps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlsplit

from archive.archive import read_moment

_STAMP = "%Y%m%d%H%M%S"
# /web/20240301020304/, /coll/20240301020304mp_/: with `id_` both give what was captured as it was.
_MOMENT = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/")
_LINK = re.compile(r"<([^<>]+)>((?:\s*;\s*[\w-]+\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))*)\s*(?:,|$)")
_PART = re.compile(r";\s*([\w-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")
# What says of an address that it was there, or was gone. A revisit's line in Wayback's index has
# no status of its own.
_TELLING = frozenset({"200", "404", "410", "-", ""})


class TimeMapError(ValueError):
    """An answer is not the list that was asked for; the message says what it is."""


@dataclass(frozen=True)
class Held:
    """One capture that a service holds: of what, of when, and where to ask for its very bytes.

    `digest` tells equal contents, where the service tells it.
    """

    url: str
    moment: datetime
    raw: str
    digest: str | None = None


@dataclass(frozen=True)
class Period:
    """From the first moment on and before the second."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass(frozen=True)
class Service:
    """A Memento service by the address that its mementos' addresses begin with."""

    base: str

    def ways(self, url: str, period: Period) -> Sequence[str]:
        """Return where captures of an address may be listed: pywb's CDX, Wayback's, a TimeMap."""
        parts = urlsplit(self.base)
        span = f"&from={period.start:{_STAMP}}&to={period.end:{_STAMP}}"
        asked = f"url={quote(url, safe='')}&output=json{span}"
        return (
            f"{self.base}cdx?{asked}",
            f"{parts.scheme}://{parts.netloc}/cdx/search/cdx?{asked}",
            f"{self.base}timemap/link/{url}",
        )

    def read(self, text: str) -> list[Held]:
        """Read a list of captures in any of its forms; raises `TimeMapError` where it is none."""
        start = text.lstrip()[:1]
        if start == "<":
            return list(_read_links(text))
        if start not in {"", "[", "{"}:
            raise TimeMapError(f"no list of captures: {text.strip()[:60]!r}")
        try:
            rows = list(_rows(text))
            return [self._held(row) for row in rows if str(row.get("status")) in _TELLING]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TimeMapError(f"no list of captures: {text.strip()[:60]!r}") from error

    def _held(self, row: Mapping[str, Any]) -> Held:
        moment = datetime.strptime(row["timestamp"], _STAMP).replace(tzinfo=UTC)
        raw = f"{self.base}{row['timestamp']}id_/{row['url']}"
        return Held(row["url"], moment, raw, row.get("digest") or None)


def distinct(held: Iterable[Held], period: Period) -> list[Held]:
    """Return the captures of a period in their order, of equal ones in a row only the first."""
    chosen: list[Held] = []
    for one in sorted(held, key=lambda one: one.moment):
        same = chosen and one.digest is not None and chosen[-1].digest == one.digest
        if one.moment in period and not same:
            chosen.append(one)
    return chosen


def _rows(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield the lines of pywb's CDX, or of Wayback's, whose first line names the columns."""
    if text.lstrip()[:1] != "[":
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    names, *lines = json.loads(text) or [[]]
    others = {"original": "url", "statuscode": "status", "mimetype": "mime"}
    for line in lines:
        yield dict(zip((others.get(name, name) for name in names), line, strict=True))


def _read_links(text: str) -> Iterator[Held]:
    """Yield the mementos of a TimeMap in link format (RFC 7089, section 5)."""
    links = [(url, _parts(told)) for url, told in _LINK.findall(text)]
    originals = [url for url, told in links if "original" in told.get("rel", "").split()]
    if not originals:
        raise TimeMapError(f"no TimeMap: {text.strip()[:60]!r}")
    for url, told in links:
        if "memento" in told.get("rel", "").split():
            moment = read_http_date(told.get("datetime"))
            if moment is None or not _MOMENT.search(url):
                raise TimeMapError(f"its mementos cannot be asked for as they were: {url}")
            yield Held(originals[0], moment, _MOMENT.sub(r"/\1id_/", url, count=1))


def _parts(told: str) -> dict[str, str]:
    return {name.lower(): quoted or plain for name, quoted, plain in _PART.findall(told)}


def read_http_date(text: str | None) -> datetime | None:
    """Read the date of a header in UTC; None where it is none."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def read_period(first: str, last: str) -> Period:
    """Read a period from its first and its last year, month or day, both included.

    Raises `ValueError` with the text that is none.
    """
    start, (end, parts) = _read_day(first)[0], _read_day(last)
    if parts == 3:
        end += timedelta(days=1)
    else:
        years, month = divmod(end.month, 12) if parts == 2 else (1, 0)
        end = end.replace(year=end.year + years, month=month + 1)
    if end <= start:
        raise ValueError(f"{last} is before {first}")
    return Period(start, end)


def _read_day(text: str) -> tuple[datetime, int]:
    """Return the first moment of a year, month or day, and by how many numbers it is told."""
    numbers = text.split("-")
    moment = read_moment(text) if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else None
    if moment is None:
        raise ValueError(f"{text!r} is no date: write one like 2019, 2019-01 or 2019-01-31")
    return moment, len(numbers)
