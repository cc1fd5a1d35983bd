SELECT
  applications.year,
  applications.part,
  applications.label,
  applications.item,
  sum(applications.total) AS applications,
  count(*) AS reports,
  count(*) - count(applications.total) AS reports_with_blank,
  sum(panel.errors > 0) AS reports_with_errors
FROM applications
JOIN panel ON panel.report = applications.report
WHERE (applications.item GLOB 'denied.*' OR applications.item GLOB 'not_provided.*')
  AND (:year = '' OR applications.year = :year)
  AND (
    applications.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND applications.division IS NULL)
  )
GROUP BY applications.year, applications.item, applications.part, applications.label
ORDER BY applications.year DESC, sum(applications.total) DESC, applications.item
