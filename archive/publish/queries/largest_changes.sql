SELECT
  agencies.name AS agency_name,
  year_on_year.year,
  year_on_year.previous_value,
  year_on_year.value,
  year_on_year.change,
  year_on_year.growth,
  year_on_year.continues,
  reports.status,
  previous.status AS previous_status
FROM year_on_year
JOIN agencies ON agencies.id = year_on_year.agency
JOIN reports ON reports.id = year_on_year.report
LEFT JOIN reports AS previous ON previous.id = year_on_year.previous_report
WHERE year_on_year.key = 'applications.received.total' AND year_on_year.change IS NOT NULL
  AND (
    year_on_year.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND year_on_year.division IS NULL)
  )
ORDER BY abs(year_on_year.change) DESC, year_on_year.year DESC, agencies.name, year_on_year.report
