"""Rules that need more than one reading: years of one body, sources of one report, one area."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from archive.addresses import ADDRESSES, STILL
from archive.archive import Archive
from archive.area_rules import area_sum
from archive.areas import Areas
from archive.findings import insert_findings
from archive.predecessors import find_predecessors
from archive.year_rules import Pair, Reading, add_up, judge_pair
from extract.differences import differing, tell_differences
from extract.messages import make_finding, say
from extract.report import Finding
from extract.rules.facts import DOUBTS

_FLAGGING = ("error", "warning")
_STEPS = """
SELECT now.id, now.year, now.version, predecessors.kind,
  json_group_array(before.version) AS before
FROM predecessors
JOIN reports AS now ON now.id = predecessors.report
JOIN reports AS before ON before.id = predecessors.previous_report
GROUP BY now.id
ORDER BY now.id
"""
# The newest readings with numbers of each report that has more than one source.
_TWINS = f"""
SELECT sources.report, versions.id AS version, sources.role
FROM sources
JOIN versions ON versions.id = (
  SELECT found.id FROM captures
  JOIN versions AS found ON found.source = sources.id
    AND found.payload_sha256 = captures.payload_sha256
  WHERE captures.url IN {ADDRESSES} AND +captures.outcome = 'ok'
  AND {STILL.format(captures="captures")}
  ORDER BY captures.fetched_at DESC, captures.id DESC, found.id DESC LIMIT 1
)
WHERE sources.report IS NOT NULL AND sources.state = 'present'
  AND versions.status IN ('verified', 'flagged')
  AND EXISTS (SELECT 1 FROM cells WHERE cells.version = versions.id)
ORDER BY sources.report, sources.id
"""  # noqa: S608

# Cells that were recognised in a picture, and those that a finding of doubt names.
_DOUBTED = """
SELECT key FROM cells WHERE version = ?1 AND json_extract(locator, '$.confidence') IS NOT NULL
UNION
SELECT keys.value FROM findings, json_each(findings.keys) AS keys
WHERE version = ?1 AND rule IN (SELECT value FROM json_each(?2))
"""


def judge_years(archive: Archive) -> int:
    """Renew every finding that needs more than one reading; returns how many there are.

    A report against which an error or a warning stands is flagged, however well it was read.
    """
    find_predecessors(archive)
    findings = [*_years(archive), *_twins(archive), *_areas(archive)]
    with archive.transaction():
        archive.db.conn.execute("DELETE FROM findings WHERE version IS NULL")
        for report, note in findings:
            insert_findings(archive, [note], report=report)
        doubted = sorted({report for report, note in findings if note.severity in _FLAGGING})
        archive.db.conn.executemany(
            "UPDATE reports SET status = 'flagged' WHERE id = ? AND status = 'verified'",
            [(report,) for report in doubted],
        )
    return len(findings)


def _years(archive: Archive) -> Iterator[tuple[int, Finding]]:
    for row in archive.rows(_STEPS):
        before = add_up(_reading(archive, version) for version in json.loads(row["before"]))
        now = _reading(archive, row["version"])
        for finding in judge_pair(Pair(row["year"], now, before, row["kind"] != "same")):
            yield row["id"], finding


def _areas(archive: Archive) -> Iterator[tuple[int, Finding]]:
    for area in Areas(archive).whole():
        whole = _reading(archive, area.version)
        units = [_reading(archive, version) for version in area.units]
        for finding in area_sum(area.year, area.name, whole, units):
            yield area.report, finding


def _reading(archive: Archive, version: int) -> Reading:
    rows = archive.rows("SELECT key, value FROM cells WHERE version = ?", version)
    doubted = archive.rows(_DOUBTED, version, json.dumps(DOUBTS))
    return Reading(
        {row["key"]: row["value"] for row in rows}, frozenset(row["key"] for row in doubted)
    )


def _twins(archive: Archive) -> Iterator[tuple[int, Finding]]:
    """Yield a finding where page and attachment of one report print different numbers."""
    first: dict[int, Mapping[str, Any]] = {}
    for row in archive.rows(_TWINS):
        other = first.setdefault(row["report"], row)
        if other is row:
            continue
        one, two = _reading(archive, other["version"]), _reading(archive, row["version"])
        keys = differing(one.numbers, two.numbers)
        if keys:
            doubted = (one.doubted | two.doubted).intersection(keys)
            finding = make_finding(
                "sources.disagree", "numbers", "reading" if doubted else "publisher", keys,
                first=say(other["role"]), second=say(row["role"]),
                cells=tell_differences(keys, one.numbers, two.numbers),
            )  # fmt: skip
            yield row["report"], finding
