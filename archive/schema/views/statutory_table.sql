-- A statutory table, long: one row an agency-year and row of the form (of table 4: its blocks), one
-- column a measure of either form. The views `disclosure`, `applications` and `challenges`.
WITH lines (form, position, item, part, label) AS (VALUES $lines)
SELECT
  reports.id AS report,
  lines.item,
  lines.position,
  lines.part,
  lines.label,
  reports.agency,
  agencies.division,
  reports.year,
  lines.form,
  $measures
FROM reports
JOIN agencies ON agencies.id = reports.agency
JOIN versions ON versions.id = reports.version
JOIN lines ON lines.form = versions.form_$table
WHERE reports.year IS NOT NULL
