-- One row an agency-year whose current version has cells.
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
    WHERE findings.version = reports.version AND findings.severity = 'error'
  ) + (
    SELECT count(*) FROM findings
    WHERE findings.report = reports.id AND findings.severity = 'error' AND findings.version IS NULL
  ) AS errors,
  (
    SELECT count(*) FROM findings
    WHERE findings.version = reports.version AND findings.severity = 'warning'
  ) + (
    SELECT count(*) FROM findings
    WHERE findings.report = reports.id AND findings.severity = 'warning' AND findings.version IS NULL
  ) AS warnings,
  $indicators
FROM reports
JOIN agencies ON agencies.id = reports.agency
JOIN versions ON versions.id = reports.version
JOIN wide_cells ON wide_cells.version = versions.id
JOIN sources ON sources.id = versions.source
LEFT JOIN divisions ON divisions.code = agencies.division
WHERE reports.year IS NOT NULL
