"""From captures to versions: each distinct payload of a source read once by each extractor."""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from archive.addresses import ADDRESSES
from archive.archive import Archive
from archive.captures import read_payload
from archive.coding import CodingError
from archive.findings import insert_findings
from extract import __version__
from extract.bounded import BoundedParser
from extract.identity import Hints
from extract.report import Place, Report

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
_TOGETHER = 20
_own = threading.local()
_NOWHERE = (None, None, None, None)
_encode = json.JSONEncoder(ensure_ascii=False).encode

# Of captures by their dates the first one, and of those of one second one that is always the same.
_FIRST = "captures.id AS capture, min(captures.fetched_at || coalesce(captures.record_id, ''))"
# One row a source and payload that this extractor has not read: the first capture that brought it.
_UNREAD = f"""
SELECT sources.id AS source, sources.title, sources.agency_hint, sources.published_on,
       pages.title AS page_title, pages.agency_hint AS page_agency,
       pages.published_on AS page_published, captures.payload_sha256, {_FIRST}
FROM sources
JOIN captures ON captures.url IN {ADDRESSES}
LEFT JOIN sources AS pages ON pages.id = sources.page
WHERE +captures.outcome = 'ok' AND captures.payload_sha256 IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM versions
    WHERE versions.source = sources.id
      AND versions.payload_sha256 = captures.payload_sha256
      AND versions.extractor = ?
  )
GROUP BY sources.id, captures.payload_sha256
ORDER BY capture, sources.id
"""  # noqa: S608
# What is imported or merged may have been captured before what was read.
_BROUGHT_EARLIER = f"""
UPDATE versions SET capture = earliest.capture FROM (
  SELECT sources.id AS source, captures.payload_sha256, {_FIRST}
  FROM sources
  JOIN captures ON captures.url IN {ADDRESSES}
  WHERE +captures.outcome = 'ok' AND captures.payload_sha256 IS NOT NULL
  GROUP BY sources.id, captures.payload_sha256
) AS earliest
WHERE versions.source = earliest.source AND versions.payload_sha256 = earliest.payload_sha256
  AND versions.capture <> earliest.capture
"""  # noqa: S608


@dataclass(frozen=True)
class Extracted:
    """How many payloads were read, by the status of what they hold."""

    read: int
    statuses: Mapping[str, int]


def extract_all(
    archive: Archive, progress: Progress | None = None, parser: BoundedParser | None = None
) -> Extracted:
    """Read every payload of every source that this extractor's version has not read yet.

    Without a `parser`, one of its own uses all cores. One transaction for a few documents, since
    each waits for the disk: a run that is stopped reads those again. A reading names the first
    capture that brought its payload.
    """
    statuses: Counter[str] = Counter()
    readings = read_unread(archive, progress, parser)
    while batch := list(itertools.islice(readings, _TOGETHER)):
        with archive.transaction():
            for row, report in batch:
                insert_version(
                    archive, row["source"], row["capture"], row["payload_sha256"], report
                )
        statuses.update(report.status for _, report in batch)
    note_brought_earlier(archive)
    return Extracted(statuses.total(), statuses)


def own_parser() -> BoundedParser:
    """Return this thread's own parser, of one process, which stays for whatever follows."""
    if not hasattr(_own, "parser"):
        _own.parser = BoundedParser()
    parser: BoundedParser = _own.parser
    return parser


def list_unread(archive: Archive) -> list[dict[str, Any]]:
    """Return a row a source and payload that this version has not read, in order of capture."""
    return archive.rows(_UNREAD, __version__)


def note_brought_earlier(archive: Archive) -> None:
    """Let each reading name the first capture that brought what it read."""
    with archive.transaction():
        archive.db.conn.execute(_BROUGHT_EARLIER)


def read_unread(
    archive: Archive, progress: Progress | None = None, parser: BoundedParser | None = None
) -> Iterator[tuple[Mapping[str, Any], Report]]:
    """Yield each payload that this version has not read, with what it reads; nothing is kept."""
    unread = list_unread(archive)
    with nullcontext(parser) if parser else BoundedParser(os.cpu_count() or 1) as at_work:
        reports = at_work.parse_all(_job(archive, row) for row in unread)
        for done, pair in enumerate(zip(unread, reports, strict=True), start=1):
            yield pair
            if progress:
                progress(done, len(unread))


def _job(archive: Archive, row: Mapping[str, Any]) -> tuple[bytes, Hints]:
    """Return the bytes of a document and what is known of it from outside."""
    capture = archive.rows("SELECT * FROM captures WHERE id = ?", row["capture"])[0]
    hints = Hints(
        title=row["title"] or row["page_title"],
        agency=row["agency_hint"] or row["page_agency"],
        published=row["published_on"] or row["page_published"],
    )
    try:
        body = read_payload(archive, capture).body
    except CodingError as error:
        logger.warning("capture %d cannot be decoded: %s", row["capture"], error)
        body = b""
    return body, hints


def insert_version(
    archive: Archive, source: int, capture: int, payload_sha256: str, report: Report
) -> int:
    """Insert one reading with its cells, sections and findings inside the caller's transaction."""
    start, end = report.period or (None, None)
    cursor = archive.db.conn.execute(
        "INSERT INTO versions (source, capture, payload_sha256, extractor, engines, media_type,"
        " encoding, title, agency_name, year, period_start, period_end, published_on,"
        " form_disclosure, form_applications, form_challenges, status, fingerprint)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source, capture, payload_sha256, report.extractor, _engines(report), report.media_type,
            report.encoding, report.title, report.agency, report.year, start, end,
            report.published, report.forms.get("disclosure"), report.forms.get("applications"),
            report.forms.get("challenges"), report.status, _fingerprint(report),
        ),
    )  # fmt: skip
    version = int(cursor.lastrowid or 0)
    _insert_cells(archive, version, report)
    archive.db.conn.executemany(
        "INSERT INTO sections (version, number, heading, text) VALUES (?, ?, ?, ?)",
        [(version, part.number, part.heading, part.text) for part in report.sections],
    )
    insert_findings(archive, report.findings, version=version)
    archive.db.conn.execute(
        "UPDATE sources SET media_type = ? WHERE id = ?", (report.media_type, source)
    )
    return version


def _insert_cells(archive: Archive, version: int, report: Report) -> None:
    archive.db.conn.executemany(
        "INSERT INTO cells (version, key, value, raw, table_number, row_number, column_number,"
        " locator) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (version, key, value, raw, *(_write_place(where) if where else _NOWHERE))
            for key, (value, raw, where) in report.values.items()
        ],
    )


def _write_place(place: Place) -> tuple[int, int, int, str]:
    """Return table, row, column and the locator's JSON.

    It is written part by part: most have one string, and there are millions.
    """
    table, row, column, locator = place
    parts = [
        f'"{name}": {_encode(part)}'
        for name, part in zip(locator._fields, locator, strict=True)
        if part is not None
    ]
    return table, row, column, f"{{{', '.join(parts)}}}"


def _engines(report: Report) -> str | None:
    return json.dumps(dict(report.engines)) if report.engines else None


def _fingerprint(report: Report) -> str:
    """Return a digest of all that the reading says, so that equal readings are seen as equal."""
    sections = [section.to_json() for section in report.sections]
    said = [report.title, report.agency, report.year, dict(report.forms), sections]
    numbers = {key: value.value for key, value in report.values.items()}
    text = json.dumps([said, numbers], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
