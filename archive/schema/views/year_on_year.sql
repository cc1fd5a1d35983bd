-- One row an agency, indicator and year that goes on from the year before, where either has a
-- number. Of a body that others were merged into, the year before is the sum of theirs. The two arms
-- stand one beside the other, so that SQLite applies a condition on the division inside each.
SELECT
  reports.id AS report,
  reports.agency,
  agencies.division,
  cells.key,
  reports.year,
  cells.value,
  earlier.value AS previous_value,
  cells.value - earlier.value AS change,
  round(1.0 * (cells.value - earlier.value) / nullif(earlier.value, 0), 4) AS growth,
  before.id AS previous_report,
  predecessors.kind AS continues
FROM agencies
JOIN reports ON reports.agency = agencies.id
JOIN predecessors ON predecessors.report = reports.id AND predecessors.parts = 1
JOIN reports AS before ON before.id = predecessors.previous_report
JOIN cells ON cells.version = reports.version
JOIN cells AS earlier ON earlier.version = before.version AND earlier.key = cells.key
WHERE cells.value IS NOT NULL OR earlier.value IS NOT NULL
UNION ALL
SELECT
  reports.id,
  reports.agency,
  agencies.division,
  sums.key,
  reports.year,
  sums.value,
  sums.previous_value,
  sums.value - sums.previous_value,
  round(1.0 * (sums.value - sums.previous_value) / nullif(sums.previous_value, 0), 4),
  NULL,
  sums.kind
FROM (
  SELECT
    predecessors.report,
    predecessors.kind,
    cells.key,
    cells.value,
    CASE WHEN count(earlier.value) = predecessors.parts THEN sum(earlier.value) END
      AS previous_value
  FROM predecessors
  JOIN reports ON reports.id = predecessors.report
  JOIN reports AS before ON before.id = predecessors.previous_report
  JOIN cells ON cells.version = reports.version
  JOIN cells AS earlier ON earlier.version = before.version AND earlier.key = cells.key
  WHERE predecessors.parts > 1
  GROUP BY predecessors.report, cells.key
  HAVING count(*) = predecessors.parts
) AS sums
JOIN reports ON reports.id = sums.report
JOIN agencies ON agencies.id = reports.agency
WHERE sums.value IS NOT NULL OR sums.previous_value IS NOT NULL
