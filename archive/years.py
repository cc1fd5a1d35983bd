"""Rules that need more than one reading: two years of one agency, two sources of one report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from archive.archive import Archive
from extract.forms import load_forms
from extract.report import Finding

_DOUBTS = ("error", "warning")
_PAIRS = """
SELECT reports.id, reports.agency, reports.year, reports.version, before.version AS before
FROM reports
JOIN reports AS before ON before.agency = reports.agency AND before.year = reports.year - 1
WHERE reports.version IS NOT NULL AND before.version IS NOT NULL
ORDER BY reports.id
"""
# The newest readings with numbers of each report that has more than one source.
_TWINS = """
SELECT sources.report, versions.id AS version, sources.role
FROM sources
JOIN versions ON versions.id = (
  SELECT found.id FROM captures
  JOIN versions AS found ON found.source = sources.id
    AND found.payload_sha256 = captures.payload_sha256
  WHERE captures.url = sources.url AND captures.outcome = 'ok'
  ORDER BY captures.id DESC, found.id DESC LIMIT 1
)
WHERE sources.report IS NOT NULL AND sources.state = 'present'
  AND versions.status IN ('verified', 'flagged')
  AND EXISTS (SELECT 1 FROM cells WHERE cells.version = versions.id)
ORDER BY sources.report, sources.id
"""

Numbers = Mapping[str, Any]


def judge_years(archive: Archive) -> int:
    """Renew every finding that needs more than one reading; returns how many there are.

    A report against which an error or a warning stands is flagged, however well it was read.
    """
    findings = [*_years(archive), *_twins(archive)]
    with archive.transaction():
        archive.db.conn.execute("DELETE FROM findings WHERE version IS NULL")
        archive.db.conn.executemany(
            "INSERT INTO findings (report, rule, severity, origin, message, keys)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (report, note.rule, note.severity, note.origin, note.message, json.dumps(note.keys))
                for report, note in findings
            ],
        )
        doubted = sorted({report for report, note in findings if note.severity in _DOUBTS})
        archive.db.conn.executemany(
            "UPDATE reports SET status = 'flagged' WHERE id = ? AND status = 'verified'",
            [(report,) for report in doubted],
        )
    return len(findings)


def _years(archive: Archive) -> Iterator[tuple[int, Finding]]:
    for pair in archive.rows(_PAIRS):
        now, before = _numbers(archive, pair["version"]), _numbers(archive, pair["before"])
        for finding in (*carry_over(now, before, pair["year"]), *in_force(now, before)):
            yield pair["id"], finding


def _numbers(archive: Archive, version: int) -> dict[str, Any]:
    rows = archive.rows("SELECT key, value FROM cells WHERE version = ?", version)
    return {row["key"]: row["value"] for row in rows}


def carry_over(now: Numbers, before: Numbers, year: int) -> Iterator[Finding]:
    """上年结转 of a year = 结转下年度继续办理 of the year before, in every applicant column."""
    broken = []
    for column in load_forms()[-1].table("applications").leaves():
        name = column.rsplit(".", maxsplit=1)[-1]
        carried_in = now.get(f"applications.carried_in.{name}")
        carried_out = before.get(f"applications.carried_out.{name}")
        if carried_in is not None and carried_out is not None and carried_in != carried_out:
            broken.append((name, carried_in, carried_out))
    if broken:
        told = "; ".join(
            f"{name}: {year - 1} 结转下年 {out}, {year} 上年结转 {into}"
            for name, into, out in broken
        )
        keys = tuple(f"applications.carried_in.{name}" for name, _, _ in broken)
        yield Finding("years.carry_over", "error", "publisher", told, keys)


def in_force(now: Numbers, before: Numbers) -> Iterator[Finding]:
    """现行有效 of a year = 现行有效 of the year before + 制发 − 废止 (form of 2021)."""
    for row, label in (("rules", "规章"), ("normative_documents", "行政规范性文件")):
        keys = [f"disclosure.{row}.{column}" for column in ("in_force", "issued", "repealed")]
        valid, issued, repealed = (now.get(key) for key in keys)
        old = before.get(keys[0])
        if valid is None or issued is None or repealed is None or old is None:
            continue
        if valid != old + issued - repealed:
            message = (
                f"{label}: 现行有效 {valid}, but {old} of the year before + {issued} - {repealed}"
                f" = {old + issued - repealed}"
            )
            yield Finding("years.in_force", "warning", "publisher", message, tuple(keys))


def _twins(archive: Archive) -> Iterator[tuple[int, Finding]]:
    """Yield a finding where page and attachment of one report print different numbers."""
    first: dict[int, Mapping[str, Any]] = {}
    for row in archive.rows(_TWINS):
        other = first.setdefault(row["report"], row)
        if other is row:
            continue
        one, two = _numbers(archive, other["version"]), _numbers(archive, row["version"])
        keys = tuple(key for key in one.keys() & two.keys() if one[key] != two[key])
        if keys:
            message = f"{other['role']} and {row['role']} differ in {len(keys)} cells"
            finding = Finding(
                "sources.disagree", "error", "publisher", message, tuple(sorted(keys))
            )
            yield row["report"], finding
