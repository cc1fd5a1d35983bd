-- One row a stretch of years without a report between two years of a series that have one.
WITH
years AS (
  SELECT DISTINCT series.series, series.series_name, reports.year
  FROM series
  JOIN reports ON reports.agency = series.agency
  WHERE reports.year IS NOT NULL AND reports.status <> 'not_a_report'
),
pairs AS (
  SELECT years.*, lead(year) OVER (PARTITION BY series ORDER BY year) AS next_year FROM years
)
SELECT
  pairs.series,
  pairs.series_name,
  agencies.division,
  pairs.year + 1 AS first_year,
  pairs.next_year - 1 AS last_year,
  pairs.next_year - pairs.year - 1 AS years
FROM pairs
JOIN agencies ON agencies.id = pairs.series
WHERE pairs.next_year > pairs.year + 1
