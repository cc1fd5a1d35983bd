-- One row an agency-year whose current version has cells. The indicators are subqueries, so that a
-- query pays only for the columns that it names.
SELECT
  reports.id AS report,
  reports.agency,
  agencies.name AS agency_name,
  agencies.kind,
  agencies.division,
  divisions.name AS division_name,
  reports.year,
  reports.title,
  reports.published_on,
  reports.status,
  versions.form_disclosure,
  versions.form_applications,
  versions.form_challenges,
  sources.url AS source_url,
  (
    SELECT count(*) FROM findings
    WHERE findings.severity = 'error' AND (
      findings.version = reports.version
      OR (findings.version IS NULL AND findings.report = reports.id)
    )
  ) AS errors,
  (
    SELECT count(*) FROM findings
    WHERE findings.severity = 'warning' AND (
      findings.version = reports.version
      OR (findings.version IS NULL AND findings.report = reports.id)
    )
  ) AS warnings,
  $indicators
FROM reports
JOIN agencies ON agencies.id = reports.agency
JOIN versions ON versions.id = reports.version
JOIN sources ON sources.id = versions.source
LEFT JOIN divisions ON divisions.code = agencies.division
WHERE reports.year IS NOT NULL
  AND EXISTS (SELECT 1 FROM cells WHERE cells.version = reports.version)
