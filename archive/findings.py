"""Findings to rows: of one reading, or of a report where they need several readings."""

from __future__ import annotations

import json
from collections.abc import Iterable

from archive.archive import Archive
from extract.report import Finding


def insert_findings(
    archive: Archive,
    findings: Iterable[Finding],
    *,
    version: int | None = None,
    report: int | None = None,
) -> None:
    """Insert findings inside the caller's transaction."""
    archive.db.conn.executemany(
        "INSERT INTO findings (version, report, rule, severity, origin, message, message_zh, keys,"
        " locator) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                version, report, note.rule, note.severity, note.origin, note.message,
                note.message_zh, json.dumps(note.keys),
                json.dumps(note.where.to_json()) if note.where else None,
            )
            for note in findings
        ],
    )  # fmt: skip
