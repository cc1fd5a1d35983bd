"""What a crawl amounts to: an outcome for each portal, and which failures are new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archive.archive import Archive
from crawler.expectations import expected_reports, falls_short, note_look
from crawler.limits import BEYOND
from crawler.outcomes import GOOD
from crawler.settle import NEEDS_SCRIPT

BROKEN = "broken"
NOTHING_FOUND = "not_found"
_KEPT = (
    "state != 'rejected' AND coalesce(outcome, '') NOT IN"
    " ('moved', 'off_site', 'not_found', 'soft_404')"
)
_STAGES = {
    "reports are listed, and none of them is there": "role = 'report'"
    " AND outcome IN ('not_found', 'soft_404') ORDER BY id LIMIT 1",
    "no reports are in the column": "role = 'column' AND outcome IN ('ok', 'not_modified')"
    " ORDER BY priority DESC, id LIMIT 1",
}
_REFUSED = "(state = 'rejected' OR outcome IN ('off_site', 'not_found', 'soft_404'))"


@dataclass(frozen=True)
class PortalResult:
    """What came of one portal in one run; `failures` name entries that could not be had."""

    id: str
    name: str | None
    outcome: str
    detail: str | None
    family: str | None
    column_url: str | None
    requests: int
    reports: int
    attachments: int
    rejected: int
    failures: tuple[str, ...]
    expected: int = 0

    @property
    def listed(self) -> int:
        """Return how many reports are listed: pages, or documents where there are no pages."""
        return self.reports or self.attachments


@dataclass(frozen=True)
class CrawlResult:
    """What came of a run; failures are portals that could not be crawled as expected."""

    run: int
    resumed: bool
    interrupted: bool
    portals: tuple[PortalResult, ...]
    new_failures: tuple[PortalResult, ...]
    known_failures: tuple[PortalResult, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return the sums that the run's row keeps."""
        names = ("requests", "reports", "attachments", "rejected")
        sums = {name: sum(getattr(one, name) for one in self.portals) for name in names}
        failed = len(self.new_failures) + len(self.known_failures)
        return {"portals": len(self.portals), **sums, "failed": failed}


def conclude(
    archive: Archive,
    run: int,
    portals: Sequence[str],
    *,
    resumed: bool,
    interrupted: bool,
    probe: bool = False,
) -> CrawlResult:
    """Sum up a run and, if it was a whole one, bring the portals' rows up to date."""
    results: list[PortalResult] = []
    new: list[PortalResult] = []
    known: list[PortalResult] = []
    for portal in portals:
        before = archive.rows("SELECT * FROM portals WHERE id = ?", portal)[0]
        result = _sum_up(archive, run, before, probe=probe)
        results.append(result)
        if not interrupted and result.outcome != "ok":
            (new if before["outcome"] in {None, "ok"} else known).append(result)
        if not interrupted and not probe:
            _update(archive, run, before, result)
    return CrawlResult(run, resumed, interrupted, tuple(results), tuple(new), tuple(known))


def _sum_up(archive: Archive, run: int, portal: dict[str, Any], *, probe: bool) -> PortalResult:
    name = portal["id"]
    reports, attachments, rejected = (
        _count(archive, run, name, condition)
        for condition in (
            f"role = 'report' AND {_KEPT}",
            f"role = 'attachment' AND {_KEPT}",
            f"role = 'report' AND {_REFUSED}",
        )
    )
    asked = archive.rows(
        "SELECT count(*) AS n FROM captures WHERE run = ? AND portal = ?"
        " AND outcome NOT IN ('robots_forbidden', 'off_site')",
        run,
        name,
    )[0]["n"]
    # A probe sees the first page of a list only: it cannot tell that reports are wanting.
    expected = 0 if probe and reports + attachments else expected_reports(archive, name)
    outcome, detail = _judge(archive, run, portal, reports or attachments, expected)
    return PortalResult(
        id=name,
        name=portal["name"],
        outcome=outcome,
        detail=detail,
        family=portal["family"],
        column_url=portal["column_url"],
        requests=asked,
        reports=reports,
        attachments=attachments,
        rejected=rejected,
        failures=tuple(_failures(archive, run, name)),
        expected=expected,
    )


def _count(archive: Archive, run: int, portal: str, condition: str) -> int:
    sql = f"SELECT count(*) AS n FROM frontier WHERE portal = ? AND listed_run = ? AND {condition}"  # noqa: S608
    return int(archive.rows(sql, portal, run)[0]["n"])


def _judge(
    archive: Archive, run: int, portal: dict[str, Any], found: int, expected: int
) -> tuple[str, str | None]:
    """The front page or the column decide; a portal that lists far fewer than before is broken."""
    failed = _turned_away(archive, run, portal["id"])
    root = _root_outcome(archive, run, portal["id"])
    if failed and failed[0] == "blocked":
        return failed
    if root in {*GOOD, "moved"}:
        note = _note(archive, run, portal["id"])
        if not found:
            note = note or _nothing(archive, run, portal["id"])
        return _judge_list(found, expected, failed or _lost(archive, run, portal["id"]), note)
    detail = failed[1] if failed else None
    if expected and root != "robots_forbidden":
        return BROKEN, f"the front page: {root}" + (f" ({detail})" if detail else "")
    return root or NOTHING_FOUND, detail or f"the front page: {root or NOTHING_FOUND}"


def _note(archive: Archive, run: int, portal: str) -> str | None:
    """Say of a portal that gave reports what of its lists could not be looked at."""
    told = [look(archive, run, portal) for look in (_beyond, _forbidden, _shortfall)]
    return "; ".join(note for note in told if note) or None


def _forbidden(archive: Archive, run: int, portal: str) -> str | None:
    """Say that robots.txt keeps lists from being paged through: reports may be missing."""
    rows = archive.rows(
        "SELECT url FROM frontier WHERE portal = ? AND run = ? AND role = 'list'"
        " AND outcome = 'robots_forbidden' ORDER BY id LIMIT 1",
        portal,
        run,
    )
    return f"paging is disallowed by robots.txt: {rows[0]['url']}" if rows else None


def _judge_list(
    found: int, expected: int, failed: tuple[str, str | None] | None, note: str | None
) -> tuple[str, str | None]:
    if falls_short(found, expected):
        why = f" ({failed[0]}: {failed[1]})" if failed else f" ({note})" if note else ""
        return BROKEN, f"listed {expected} reports before and {found or 'none'} now{why}"
    if found:
        return "ok", note
    return failed or (NOTHING_FOUND, note)


def _nothing(archive: Archive, run: int, portal: str) -> str:
    """Say how far the way to the reports of a portal without any was gone."""
    for told, condition in _STAGES.items():
        rows = archive.rows(
            "SELECT url FROM frontier WHERE portal = ? AND run = ? AND " + condition,  # noqa: S608
            *(portal, run),
        )
        if rows:
            return f"{told}: {rows[0]['url']}"
    return "no column of annual reports was found"


def _lost(archive: Archive, run: int, portal: str) -> tuple[str, str] | None:
    """Say that the program which a page's script asks for its list is not there."""
    rows = archive.rows(
        "SELECT url, outcome FROM frontier WHERE portal = ? AND run = ? AND role = 'list'"
        " AND outcome IN ('not_found', 'soft_404') AND json_extract(context, '$.doubtful') IS NULL"
        " AND (json_extract(context, '$.script') OR json_extract(context, '$.family') IS NOT NULL)"
        " ORDER BY id LIMIT 1",
        portal,
        run,
    )
    return (NEEDS_SCRIPT, f"{rows[0]['outcome']}: {rows[0]['url']}") if rows else None


def _shortfall(archive: Archive, run: int, portal: str) -> str | None:
    """Say that a list has more than its server shows: reports may be missing."""
    rows = archive.rows(
        "SELECT url, detail FROM captures WHERE run = ? AND portal = ?"
        " AND role IN ('column', 'list') AND outcome IN ('ok', 'not_modified')"
        " AND status IN (200, 304) AND detail IS NOT NULL ORDER BY id LIMIT 1",
        run,
        portal,
    )
    return f"{rows[0]['detail']}: {rows[0]['url']}" if rows else None


def _beyond(archive: Archive, run: int, portal: str) -> str | None:
    """Say how much of the search its limits left undone."""
    rows = archive.rows(
        "SELECT count(*) AS n FROM frontier WHERE portal = ? AND run = ? AND outcome = ?",
        portal,
        run,
        BEYOND,
    )
    left = int(rows[0]["n"])
    return f"the search ended at its limits with {left} pages left" if left else None


def _turned_away(archive: Archive, run: int, portal: str) -> tuple[str, str | None] | None:
    """Return the worst that came of a portal's front page, columns and lists."""
    rows = archive.rows(
        "SELECT outcome, detail FROM captures WHERE run = ? AND portal = ?"
        " AND (role IN ('root', 'column', 'list') OR role = 'robots' AND outcome = 'blocked')"
        " AND outcome NOT IN ('ok', 'not_modified', 'not_found', 'soft_404', 'off_site')"
        " ORDER BY outcome = 'blocked' DESC, status IS NULL, id DESC LIMIT 1",
        run,
        portal,
    )
    return (rows[0]["outcome"], rows[0]["detail"]) if rows else None


def _root_outcome(archive: Archive, run: int, portal: str) -> str | None:
    """Return how the front page ended; of several, forwarding ones, the one that failed.

    One that answers by the other of http and https has not failed.
    """
    rows = archive.rows(
        "SELECT outcome FROM frontier WHERE portal = ? AND role = 'root' AND listed_run = ?"
        " ORDER BY json_extract(context, '$.switched') AND outcome IN ('ok', 'not_modified') DESC,"
        " outcome IN ('ok', 'not_modified', 'moved'), id LIMIT 1",
        portal,
        run,
    )
    return rows[0]["outcome"] if rows else None


def _failures(archive: Archive, run: int, portal: str) -> list[str]:
    """Name what was listed and could not be had, or could not be read."""
    rows = archive.rows(
        "SELECT url, outcome FROM frontier WHERE portal = ? AND run = ? AND (state = 'failed'"
        " OR state = 'forbidden' AND outcome != 'off_site') AND (outcome LIKE"
        " 'unparsed%' OR role IN ('report', 'attachment', 'picture', 'list')) ORDER BY id",
        portal,
        run,
    )
    return [f"{row['url']}: {row['outcome']}" for row in rows]


def _update(archive: Archive, run: int, before: dict[str, Any], result: PortalResult) -> None:
    moment = archive.stamp()
    since = before["outcome_since"] if before["outcome"] == result.outcome else moment
    good = result.outcome == "ok"
    with archive.transaction():
        note_look(archive, run, result.id, result.outcome, result.listed)
        archive.db.conn.execute(
            "UPDATE portals SET outcome = ?, detail = ?, outcome_since = ?, last_run = ?,"
            " looks = looks + ?, last_ok = CASE WHEN ? THEN ? ELSE last_ok END,"
            " reports_found = CASE WHEN ? THEN ? ELSE reports_found END WHERE id = ?",
            (
                *(result.outcome, result.detail, since, run),
                *(good, good, moment, result.listed > 0, result.listed, result.id),
            ),
        )
