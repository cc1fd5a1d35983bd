SELECT
  standing.agency_name,
  standing.year,
  standing.rule,
  standing.message,
  standing.message_zh,
  standing.decision,
  standing.report
FROM standing
WHERE standing.rule IN ('prose.disagrees', 'sources.disagree', 'area.sum')
  AND (:year = '' OR standing.year = :year)
  AND (
    standing.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND standing.division IS NULL)
  )
ORDER BY
  standing.year DESC,
  standing.agency_name,
  standing.rule,
  standing.report,
  standing.keys,
  standing.finding
