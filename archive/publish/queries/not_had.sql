SELECT
  coverage.state,
  coalesce(portals.name, portals.id) AS portal_name,
  coverage.agency_name,
  coverage.year,
  coverage.looks,
  coverage.last_ok,
  coverage.portal_outcome,
  coverage.portal_detail,
  coverage.capture,
  portals.root
FROM coverage
LEFT JOIN portals ON portals.id = coverage.portal
WHERE coverage.state NOT IN (
  'found_on_time', 'published_late', 'found_no_deadline', 'found', 'before_list', 'other_body'
)
  AND (
    coverage.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND coverage.division IS NULL)
  )
ORDER BY coverage.state, portal_name, coverage.agency_name, coverage.year DESC, coverage.portal
