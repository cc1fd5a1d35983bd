"""Documents that no page of an import leads to: kept as sources where they read as reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archive.archive import Archive
from archive.captures import read_payload
from archive.coding import CodingError
from archive.sources import keep_source, when_captured
from extract.bounded import BoundedParser
from extract.readers.sniff import DOC, DOCX, ODS, ODT, OFD, PDF, RTF, XLS, XLSX, sniff

_DOCUMENTS = frozenset({DOC, DOCX, ODS, ODT, OFD, PDF, RTF, XLS, XLSX})
_REPORTS = frozenset({"verified", "flagged", "incomplete", "pre_2019"})
_LOOSE = """SELECT min(id) AS id FROM captures WHERE id IN (SELECT value FROM json_each(?))
AND outcome = 'ok' AND (status = 200 OR status IS NULL) AND payload_sha256 IS NOT NULL
AND url NOT IN (SELECT url FROM sources) GROUP BY url, payload_sha256 ORDER BY id"""


def note_documents(archive: Archive, captures: Sequence[int]) -> int:
    """Make sources of the documents among captures that are reports; returns how many."""
    count = 0
    with BoundedParser() as parser:
        for row, body in _loose(archive, captures):
            report = parser.parse(body)
            if report.status in _REPORTS and (seen := when_captured(archive, row["url"])):
                count += 1
                with archive.transaction():
                    keep_source(archive, row["url"], "page", seen)
    return count


def _loose(archive: Archive, captures: Sequence[int]) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """Yield the captured documents that are no sources, one at a time, with their bytes."""
    for row in archive.rows(_LOOSE, json.dumps(list(captures))):
        capture = archive.rows("SELECT * FROM captures WHERE id = ?", row["id"])[0]
        try:
            body = read_payload(archive, capture).body
        except CodingError:
            continue
        if sniff(body) in _DOCUMENTS:
            yield capture, body
