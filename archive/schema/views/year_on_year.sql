-- One row an agency, indicator and year whose year before is there too, where either has a number.
SELECT
  reports.id AS report,
  reports.agency,
  agencies.division,
  cells.key,
  reports.year,
  cells.value,
  earlier.value AS previous_value,
  cells.value - earlier.value AS change,
  before.id AS previous_report
FROM reports
JOIN reports AS before ON before.agency = reports.agency AND before.year = reports.year - 1
JOIN agencies ON agencies.id = reports.agency
JOIN cells ON cells.version = reports.version
JOIN cells AS earlier ON earlier.version = before.version AND earlier.key = cells.key
WHERE cells.value IS NOT NULL OR earlier.value IS NOT NULL
