SELECT
  standing.agency_name,
  standing.year,
  standing.rule,
  standing.origin,
  standing.message,
  standing.message_zh,
  standing.keys,
  sources.url AS source_url,
  standing.report
FROM standing
JOIN reports ON reports.id = standing.report
LEFT JOIN versions ON versions.id = reports.version
LEFT JOIN sources ON sources.id = versions.source
WHERE standing.severity = 'error'
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
