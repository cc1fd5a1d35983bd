"""Rules that need more than one reading: two years of one agency, two sources of one report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from archive.archive import Archive
from archive.findings import insert_findings
from extract.differences import differing, tell_differences
from extract.forms import load_forms
from extract.messages import Text, join, make_finding, say
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
        for report, note in findings:
            insert_findings(archive, [note], report=report)
        doubted = sorted({report for report, note in findings if note.severity in _DOUBTS})
        archive.db.conn.executemany(
            "UPDATE reports SET status = 'flagged' WHERE id = ? AND status = 'verified'",
            [(report,) for report in doubted],
        )
    return len(findings)


def _years(archive: Archive) -> Iterator[tuple[int, Finding]]:
    for pair in archive.rows(_PAIRS):
        now, before = _numbers(archive, pair["version"]), _numbers(archive, pair["before"])
        year = pair["year"]
        for finding in (*carry_over(now, before, year), *in_force(now, before, year)):
            yield pair["id"], finding


def _numbers(archive: Archive, version: int) -> dict[str, Any]:
    rows = archive.rows("SELECT key, value FROM cells WHERE version = ?", version)
    return {row["key"]: row["value"] for row in rows}


def carry_over(now: Numbers, before: Numbers, year: int) -> Iterator[Finding]:
    """上年结转 of a year = 结转下年度继续办理 of the year before, in every applicant column."""
    table = load_forms()[-1].table("applications")
    broken: dict[str, Text] = {}
    for column in table.leaves():
        into, out = table.cells["carried_in", column], table.cells["carried_out", column]
        carried_in, carried_out = now.get(into.key), before.get(out.key)
        if carried_in is not None and carried_out is not None and carried_in != carried_out:
            broken[into.key] = say(
                "carried", column=into.column_name, out=carried_out, into=carried_in
            )
    if broken:
        yield make_finding(
            "years.carry_over", "broken", "publisher", broken,
            before=year - 1, year=year, columns=join(broken.values()),
        )  # fmt: skip


def in_force(now: Numbers, before: Numbers, year: int) -> Iterator[Finding]:
    """现行有效 of a year = 现行有效 of the year before + 制发 − 废止 (form of 2021)."""
    table = load_forms()[-1].table("disclosure")
    for row in ("rules", "normative_documents"):
        cells = [table.cells[row, column] for column in ("in_force", "issued", "repealed")]
        valid, issued, repealed = (now.get(cell.key) for cell in cells)
        old = before.get(cells[0].key)
        if valid is None or issued is None or repealed is None or old is None:
            continue
        expected = old + issued - repealed
        if valid != expected:
            yield make_finding(
                "years.in_force", "broken", "publisher", [cell.key for cell in cells],
                row=cells[0].row_name, before=year - 1, year=year, old=old,
                issued=issued, repealed=repealed, expected=expected, found=valid,
            )  # fmt: skip


def _twins(archive: Archive) -> Iterator[tuple[int, Finding]]:
    """Yield a finding where page and attachment of one report print different numbers."""
    first: dict[int, Mapping[str, Any]] = {}
    for row in archive.rows(_TWINS):
        other = first.setdefault(row["report"], row)
        if other is row:
            continue
        one, two = _numbers(archive, other["version"]), _numbers(archive, row["version"])
        keys = differing(one, two)
        if keys:
            finding = make_finding(
                "sources.disagree", "numbers", "publisher", keys,
                first=say(other["role"]), second=say(row["role"]),
                cells=tell_differences(keys, one, two),
            )  # fmt: skip
            yield row["report"], finding
