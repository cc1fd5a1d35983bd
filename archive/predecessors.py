"""Which reports of the year before each report goes on from, through renamings and mergers."""

from __future__ import annotations

from archive.archive import Archive

# Which reports of the year before a report goes on from: the body's own, that of the body that it
# was renamed from, or those of all bodies that were merged into it. A body that was split, or came
# of a split, goes on from none; nor does one of whose predecessors any has no report.
_PREDECESSORS = """
WITH
same AS (
  SELECT now.id AS report, now.agency AS former, now.year, 'same' AS kind
  FROM reports AS now
  WHERE now.version IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM agency_links AS links
    WHERE links.to_year = now.year AND (links.agency = now.agency
      OR (links.successor = now.agency AND links.kind <> 'merged'))
  ) AND EXISTS (
    SELECT 1 FROM reports AS own WHERE own.agency = now.agency AND own.year < now.year
  )
),
linked AS (
  SELECT now.id AS report, links.agency AS former, now.year,
    CASE WHEN EXISTS (
      SELECT 1 FROM agency_links AS parts
      WHERE parts.agency = links.agency AND parts.to_year = now.year AND parts.kind = 'split'
    ) THEN 'split' ELSE links.kind END AS kind
  FROM agency_links AS links
  JOIN reports AS now ON now.agency = links.successor AND now.year = links.to_year
  WHERE now.version IS NOT NULL
),
counted AS (
  SELECT together.report, before.id AS previous_report, min(kind) OVER body AS kind,
    count(*) OVER body AS parts, count(before.id) OVER body AS found,
    max(kind = 'split') OVER body AS split
  FROM (SELECT * FROM same UNION ALL SELECT * FROM linked) AS together
  LEFT JOIN reports AS before ON before.agency = together.former
    AND before.year = together.year - 1 AND before.version IS NOT NULL
  WINDOW body AS (PARTITION BY together.report)
)
INSERT INTO predecessors (report, previous_report, kind, parts)
SELECT report, previous_report, kind, parts FROM counted
WHERE parts = found AND NOT split AND (kind <> 'merged' OR parts > 1)
ORDER BY report, previous_report
"""


def find_predecessors(archive: Archive) -> None:
    """Renew the table `predecessors` from the reports and the links that people entered."""
    with archive.transaction():
        archive.db.conn.execute("DELETE FROM predecessors")
        archive.db.conn.execute(_PREDECESSORS)
