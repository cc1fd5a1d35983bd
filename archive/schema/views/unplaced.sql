-- Reports whose agency or year could not be told.
SELECT
  reports.id AS report,
  CASE
    WHEN reports.agency IS NULL AND reports.year IS NULL THEN 'agency and year'
    WHEN reports.agency IS NULL THEN 'agency'
    ELSE 'year'
  END AS missing,
  reports.agency,
  versions.agency_name AS agency_as_read,
  reports.year,
  reports.title,
  reports.published_on,
  reports.status,
  sources.portal,
  sources.url AS source_url,
  sources.agency_hint,
  reports.first_seen
FROM reports
LEFT JOIN versions ON versions.id = reports.version
LEFT JOIN sources ON sources.id = coalesce(
  versions.source,
  (SELECT min(any_source.id) FROM sources AS any_source WHERE any_source.report = reports.id)
)
WHERE (reports.agency IS NULL OR reports.year IS NULL) AND reports.status <> 'not_a_report'
