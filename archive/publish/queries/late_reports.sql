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
WHERE coverage.state = 'published_late' AND (:year = '' OR coverage.year = :year)
ORDER BY coverage.days_late DESC, coverage.agency_name
