SELECT
  panel.year,
  count(*) AS reports,
  sum(panel.status = 'verified') AS verified,
  sum(panel.status = 'flagged') AS flagged,
  sum(panel.status = 'incomplete') AS incomplete,
  round(1.0 * sum(panel.status = 'verified') / count(*), 4) AS verified_of_reports,
  sum(panel.errors > 0) AS reports_with_errors,
  sum(panel.warnings > 0) AS reports_with_warnings,
  sum(panel.errors) AS errors
FROM panel
WHERE (
  panel.division BETWEEN :division AND :division || '~'
  OR (:division = '' AND panel.division IS NULL)
)
GROUP BY panel.year
ORDER BY panel.year DESC
