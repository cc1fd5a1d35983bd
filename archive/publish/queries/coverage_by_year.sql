SELECT
  year,
  count(agency) AS agencies,
  sum(agency IS NULL AND report IS NULL) AS portals_without_agency,
  sum(agency IS NULL AND report IS NOT NULL) AS reports_without_agency,
  sum(state = 'found_on_time') AS found_on_time,
  sum(state = 'published_late') AS published_late,
  sum(state = 'found_no_deadline') AS found_no_deadline,
  sum(state = 'found') AS found_date_or_kind_unknown,
  sum(state = 'removed') AS removed,
  sum(state = 'not_found') AS not_found,
  sum(state = 'not_due') AS not_due,
  sum(state IN ('before_list', 'other_body')) AS not_expected,
  sum(state = 'perhaps_unplaced') AS perhaps_unplaced,
  sum(state IN ('list_missing', 'list_unreadable', 'broken')) AS list_not_had,
  sum(state = 'blocked') AS blocked,
  sum(state = 'robots_forbidden') AS robots_forbidden,
  sum(state = 'unreachable') AS unreachable,
  sum(state = 'never_looked') AS never_looked
FROM coverage
WHERE (
  coverage.division BETWEEN :division AND :division || '~'
  OR (:division = '' AND coverage.division IS NULL)
)
GROUP BY year
ORDER BY year DESC NULLS LAST
