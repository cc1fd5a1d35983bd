SELECT
  agencies.name AS agency_name,
  reports.year,
  substr(cells.key, 1, instr(cells.key, '.') - 1) AS statutory_table,
  sum(cells.value IS NULL) AS blank,
  count(*) AS cells,
  group_concat(DISTINCT cells.raw) FILTER (WHERE cells.value IS NULL AND cells.raw <> '') AS printed,
  reports.status,
  reports.id AS report
FROM reports
JOIN agencies ON agencies.id = reports.agency
JOIN cells ON cells.version = reports.version
WHERE (:year = '' OR reports.year = :year)
  AND (
    agencies.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND agencies.division IS NULL)
  )
GROUP BY reports.id, agencies.name, reports.year, reports.status, statutory_table
HAVING blank > 0
ORDER BY reports.year DESC, blank DESC, agencies.name, reports.id, statutory_table
