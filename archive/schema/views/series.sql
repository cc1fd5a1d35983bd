-- One row a body: the series that it belongs to, called after the body in which it ends, and the
-- years that it may report on in it.
WITH RECURSIVE steps (agency, series) AS (
  SELECT id, id
  FROM agencies
  WHERE id NOT IN (SELECT agency FROM agency_links WHERE kind <> 'split')
  UNION ALL
  SELECT links.agency, steps.series
  FROM steps
  JOIN agency_links AS links ON links.successor = steps.agency AND links.kind <> 'split'
)
SELECT
  steps.agency,
  agencies.name AS agency_name,
  steps.series,
  ends.name AS series_name,
  (
    SELECT min(links.to_year)
    FROM agency_links AS links
    WHERE links.successor = steps.agency AND NOT EXISTS (
      SELECT 1 FROM reports
      WHERE reports.agency = steps.agency AND reports.year < links.to_year
    )
  ) AS from_year,
  (
    SELECT links.from_year
    FROM agency_links AS links
    WHERE links.agency = steps.agency AND links.kind <> 'split'
  ) AS to_year
FROM steps
JOIN agencies ON agencies.id = steps.agency
JOIN agencies AS ends ON ends.id = steps.series
