"""What the demo says at its end, all of it read from the archive."""

from __future__ import annotations

from collections.abc import Iterator

from archive.archive import Archive


def tell(archive: Archive) -> Iterator[str]:
    """Yield the lines of the summary: found, doubted, changed, not had."""
    yield "What was found"
    yield from _found(archive)
    yield ""
    yield "What was noticed about them"
    yield from _doubts(archive)
    yield ""
    yield "What changed between the runs"
    yield from _changes(archive)
    yield ""
    yield "What could not be had, and why"
    yield from _not_had(archive)


def _found(archive: Archive) -> Iterator[str]:
    sql = "SELECT status, count(*) AS n FROM reports GROUP BY status ORDER BY n DESC"
    told = ", ".join(f"{row['n']} {row['status']}" for row in archive.rows(sql))
    span = archive.rows(
        "SELECT count(*) AS n, count(DISTINCT agency) AS bodies, min(year) AS first,"
        " max(year) AS last FROM reports"
    )[0]
    yield (
        f"  {span['n']} reports of {span['bodies']} bodies for {span['first']} to {span['last']}:"
        f" {told}"
    )
    for row in archive.rows("SELECT * FROM portals WHERE outcome = 'ok' ORDER BY id"):
        yield f"  {row['name']} ({row['family']}): {row['reports_found']} listed"


def _doubts(archive: Archive) -> Iterator[str]:
    sql = """
        SELECT agencies.name, reports.year, reports.status, findings.rule, findings.message
        FROM reports JOIN agencies ON agencies.id = reports.agency
        JOIN findings ON findings.version = reports.version OR findings.report = reports.id
        WHERE findings.severity IN ('error', 'warning')
          OR findings.rule IN ('cell.blank', 'form.outdated')
        GROUP BY reports.id, findings.rule ORDER BY agencies.name, reports.year
    """
    for row in archive.rows(sql):
        yield (
            f"  {row['name']} {row['year']} ({row['status']}): {row['rule']}: {row['message'][:90]}"
        )


def _changes(archive: Archive) -> Iterator[str]:
    sql = """
        SELECT agencies.name, reports.year, revisions.kind, revisions.summary
        FROM revisions JOIN reports ON reports.id = revisions.report
        JOIN agencies ON agencies.id = reports.agency ORDER BY revisions.seen_at, revisions.id
    """
    for row in archive.rows(sql):
        yield f"  {row['name']} {row['year']}: {row['kind']}: {row['summary'][:100]}"
    new = """
        SELECT agencies.name, reports.year FROM reports
        JOIN agencies ON agencies.id = reports.agency
        JOIN versions ON versions.id = reports.version
        JOIN captures ON captures.id = versions.capture
        WHERE NOT EXISTS (SELECT 1 FROM sources JOIN captures AS early ON early.url = sources.url
          WHERE sources.report = reports.id
            AND early.run = (SELECT min(id) FROM runs WHERE command = 'crawl'))
        ORDER BY agencies.name
    """
    for row in archive.rows(new):
        yield f"  {row['name']} {row['year']}: newly published"


def _not_had(archive: Archive) -> Iterator[str]:
    for row in archive.rows("SELECT * FROM portals WHERE outcome != 'ok' ORDER BY id"):
        yield f"  {row['name']}: {row['outcome']}: {row['detail'] or ''}"
    sql = """
        SELECT DISTINCT captures.outcome, captures.url, sources.title FROM captures
        LEFT JOIN sources ON sources.url = captures.url
        WHERE captures.role IN ('report', 'attachment')
          AND captures.outcome NOT IN ('ok', 'not_modified') ORDER BY captures.url
    """
    for row in archive.rows(sql):
        yield f"  {row['title'] or row['url']}: {row['outcome']}"
    sql = """
        SELECT outcome, count(*) AS n, group_concat(json_extract(context, '$.title'), '; ') AS rows
        FROM frontier WHERE state = 'rejected' GROUP BY outcome ORDER BY outcome
    """
    for row in archive.rows(sql):
        yield f"  rows that are no reports, {row['outcome']} ({row['n']}): {row['rows'] or ''}"
