SELECT
  agencies.name AS agency_name,
  reports.year,
  findings.rule,
  findings.origin,
  findings.message,
  findings.message_zh,
  findings.keys,
  sources.url AS source_url,
  reports.id AS report
FROM findings
JOIN reports ON reports.version = findings.version
  OR (findings.version IS NULL AND reports.id = findings.report)
LEFT JOIN agencies ON agencies.id = reports.agency
LEFT JOIN versions ON versions.id = reports.version
LEFT JOIN sources ON sources.id = versions.source
WHERE findings.severity = 'error' AND (:year = '' OR reports.year = :year)
ORDER BY reports.year DESC, agencies.name, findings.rule
