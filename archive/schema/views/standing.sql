-- Every finding that stands against a report now, with what a person decided about it. A verdict
-- holds as long as what was observed is the same: the cells as printed, or, where the finding needs
-- more than one reading or names no cell, what it says.
WITH standing AS (
  SELECT reports.id AS report, findings.*
  FROM reports
  JOIN findings ON findings.version = reports.version
  UNION ALL
  SELECT findings.report AS report, findings.*
  FROM findings
  WHERE findings.version IS NULL
),
observed AS (
  SELECT
    standing.*,
    CASE
      WHEN standing.version IS NULL OR standing.keys = '[]' THEN standing.message
      ELSE (
        SELECT json_group_array(json_array(cell.key, cell.raw))
        FROM (
          SELECT cells.key, cells.raw
          FROM json_each(standing.keys) AS named
          JOIN cells ON cells.version = standing.version AND cells.key = named.value
          ORDER BY cells.key
        ) AS cell
      )
    END AS observed
  FROM standing
)
SELECT
  observed.id AS finding,
  observed.report,
  reports.agency,
  agencies.name AS agency_name,
  agencies.division,
  reports.year,
  observed.rule,
  observed.severity,
  observed.origin,
  observed.message,
  observed.message_zh,
  observed.keys,
  observed.observed,
  verdicts.decision,
  verdicts.reason,
  verdicts.by,
  verdicts.at
FROM observed
JOIN reports ON reports.id = observed.report
LEFT JOIN agencies ON agencies.id = reports.agency
LEFT JOIN verdicts ON verdicts.report = observed.report
  AND verdicts.rule = observed.rule
  AND verdicts.keys = observed.keys
  AND verdicts.observed = observed.observed
