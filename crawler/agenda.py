"""What a run begins with: columns each time, front pages now and then, reports as they fall due."""

from __future__ import annotations

from archive.archive import Archive
from crawler.model import URGENT

# Lists that gave reports, up to the page that they begin with, and the columns above those: a new
# year's column is named by its parent only. An operator may have given the column as the root;
# a front page whose menu is a list of its own is none. What was asked for as a column and turned
# out to be a report has accepted itself: its column lists it, and it may lead to others.
_COLUMNS = """WITH RECURSIVE good (id, url, role, via, accepted) AS (
  SELECT id, url, role, via, accepted FROM frontier WHERE portal = :portal AND (
    accepted > 0 AND role IN ('column', 'list', 'report')
    OR accepted > 1 AND role IN ('root', 'hub')
  )
  UNION
  SELECT above.id, above.url, above.role, above.via, above.accepted FROM good JOIN frontier AS above
    ON above.portal = :portal AND (above.url = good.via OR above.url LIKE good.via || '#%')
  WHERE above.role IN ('column', 'list') OR good.role = 'list' AND good.accepted > 0
    OR good.role = 'report' AND above.role = 'hub'
)
UPDATE frontier SET state = 'due', tries = 0, capture = NULL, due_at = :now, run = :run,
  listed_run = :run, role = CASE role WHEN 'report' THEN 'column' ELSE role END
WHERE id IN (
  SELECT id FROM good WHERE role NOT IN ('list', 'report') OR role = 'report'
  AND url IN (SELECT via FROM frontier WHERE portal = :portal AND role = 'report')
) AND coalesce(run, 0) < :run"""
_KNOWN_WAY = """UPDATE frontier SET state = 'reserve', tries = 0, run = :run, listed_run = :run
WHERE portal = :portal AND role = 'root'
AND (url = :root OR json_extract(context, '$.switched'))
AND outcome IN ('ok', 'not_modified', 'moved') AND due_at > :now"""
_DUE = "state != 'rejected' AND (state NOT IN ('done', 'failed') OR due_at <= :now)"
# Links that expire are good only after their pages were asked for, which name them anew.
_REPORTS = f"""UPDATE frontier
SET state = 'due', tries = 0, run = :run, due_at = :now, capture = NULL
WHERE portal = :portal AND coalesce(run, 0) < :run AND (
  role = 'report' AND {_DUE} OR role = 'attachment' AND priority < {URGENT} AND {_DUE}
  OR role = 'report' AND state != 'rejected' AND url IN (
    SELECT via FROM frontier WHERE portal = :portal AND role = 'attachment'
    AND priority >= {URGENT} AND {_DUE}
  )
)"""  # noqa: S608
# A cap that was lowered since holds at once.
_SHORTEN = """UPDATE frontier SET interval_days = :cap,
  due_at = strftime('%Y-%m-%dT%H:%M:%SZ', due_at, (:cap - interval_days) || ' days')
WHERE portal = :portal AND interval_days > :cap"""


def shorten_intervals(archive: Archive, portal: str, cap: float) -> None:
    """Let nothing wait longer than `cap` days."""
    archive.db.conn.execute(_SHORTEN, {"portal": portal, "cap": cap})


def make_columns_due(archive: Archive, run: int, portal: str) -> int:
    """Look again, in each run, at every list that gave reports; returns how many begin them."""
    asked = {"portal": portal, "run": run, "now": archive.stamp()}
    archive.db.conn.execute(_COLUMNS, asked)
    # A cursor does not count the rows of a statement that begins with WITH.
    (count,) = archive.db.conn.execute("SELECT changes()").fetchone()
    return int(count)


def reserve_front_page(archive: Archive, run: int, portal: str, root: str) -> bool:
    """Keep the front page back if the way from it to the columns was gone not long ago.

    Returns whether it was.
    """
    asked = {"portal": portal, "run": run, "root": root, "now": archive.stamp()}
    return archive.db.conn.execute(_KNOWN_WAY, asked).rowcount > 0


def make_reports_due(archive: Archive, run: int, portal: str) -> None:
    """Look again at the reports and documents that are due, and at those that failed."""
    asked = {"portal": portal, "run": run, "now": archive.stamp()}
    archive.db.conn.execute(_REPORTS, asked)
