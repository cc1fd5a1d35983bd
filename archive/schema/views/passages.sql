-- What search looks into: titles and sections of the readings that count. Numbers go by the years
-- and places, so that the passages of a province in a year stand together, and the newest are the last.
SELECT
  row_number() OVER (ORDER BY year, division, report, number DESC) AS id,
  report,
  version,
  number,
  agency,
  division,
  year
FROM (
  SELECT reports.id AS report, reports.version, 0 AS number, reports.agency, reports.year
  FROM reports
  WHERE reports.title <> '' AND reports.status <> 'not_a_report'
  UNION ALL
  SELECT reports.id, reports.version, sections.number, reports.agency, reports.year
  FROM reports
  JOIN sections ON sections.version = reports.version
  WHERE sections.text <> '' AND reports.status <> 'not_a_report'
)
LEFT JOIN agencies ON agencies.id = agency
