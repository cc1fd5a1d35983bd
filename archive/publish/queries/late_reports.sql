SELECT
  coverage.days_late,
  coverage.agency_name,
  coverage.year,
  coverage.published_on,
  coverage.deadline,
  coverage.deadline_reason,
  reports.title,
  coverage.report
FROM coverage
JOIN reports ON reports.id = coverage.report
WHERE coverage.state = 'published_late'
  AND (:year = '' OR coverage.year = :year)
  AND (
    coverage.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND coverage.division IS NULL)
  )
ORDER BY coverage.days_late DESC, coverage.year DESC, coverage.agency_name, coverage.report
