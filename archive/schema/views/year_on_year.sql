-- One row an agency, indicator and year that goes on from the year before, where either has a
-- number. Of a body that others were merged into, the year before is the sum of theirs.
WITH steps AS (
  SELECT
    predecessors.report,
    cells.key,
    cells.value,
    earlier.value AS previous_value,
    predecessors.previous_report,
    predecessors.kind
  FROM predecessors
  JOIN reports ON reports.id = predecessors.report
  JOIN reports AS before ON before.id = predecessors.previous_report
  JOIN cells ON cells.version = reports.version
  JOIN cells AS earlier ON earlier.version = before.version AND earlier.key = cells.key
  WHERE predecessors.parts = 1
  UNION ALL
  SELECT
    predecessors.report,
    cells.key,
    cells.value,
    CASE WHEN count(earlier.value) = predecessors.parts THEN sum(earlier.value) END,
    NULL,
    predecessors.kind
  FROM predecessors
  JOIN reports ON reports.id = predecessors.report
  JOIN reports AS before ON before.id = predecessors.previous_report
  JOIN cells ON cells.version = reports.version
  JOIN cells AS earlier ON earlier.version = before.version AND earlier.key = cells.key
  WHERE predecessors.parts > 1
  GROUP BY predecessors.report, cells.key
  HAVING count(*) = predecessors.parts
)
SELECT
  steps.report,
  reports.agency,
  agencies.division,
  steps.key,
  reports.year,
  steps.value,
  steps.previous_value,
  steps.value - steps.previous_value AS change,
  round(1.0 * (steps.value - steps.previous_value) / nullif(steps.previous_value, 0), 4) AS growth,
  steps.previous_report,
  steps.kind AS continues
FROM steps
JOIN reports ON reports.id = steps.report
JOIN agencies ON agencies.id = reports.agency
WHERE steps.value IS NOT NULL OR steps.previous_value IS NOT NULL
