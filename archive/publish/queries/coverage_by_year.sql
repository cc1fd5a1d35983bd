SELECT
  year,
  count(DISTINCT agency) AS agencies,
  sum(agency IS NULL) AS without_agency,
  sum(state = 'found_on_time') AS found_on_time,
  sum(state = 'published_late') AS published_late,
  sum(state = 'found') AS found_date_or_deadline_unknown,
  sum(state = 'removed') AS removed,
  sum(state = 'not_found') AS not_found,
  sum(state = 'not_due') AS not_due,
  sum(state IN ('list_missing', 'list_unreadable', 'broken')) AS list_not_had,
  sum(state = 'blocked') AS blocked,
  sum(state = 'robots_forbidden') AS robots_forbidden,
  sum(state = 'unreachable') AS unreachable,
  sum(state = 'never_looked') AS never_looked
FROM coverage
GROUP BY year
ORDER BY year DESC NULLS LAST
