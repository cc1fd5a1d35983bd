SELECT
  rank() OVER (
    PARTITION BY divisions.level, indicators_yearly.kind, indicators_yearly.year
    ORDER BY indicators_yearly.received DESC
  ) AS place,
  divisions.level,
  indicators_yearly.kind,
  indicators_yearly.year,
  indicators_yearly.agency_name,
  indicators_yearly.received,
  indicators_yearly.received_growth,
  indicators_yearly.status,
  indicators_yearly.report
FROM indicators_yearly
LEFT JOIN divisions ON divisions.code = indicators_yearly.division
WHERE indicators_yearly.received IS NOT NULL
  AND (:year = '' OR indicators_yearly.year = :year)
  AND (
    indicators_yearly.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND indicators_yearly.division IS NULL)
  )
ORDER BY
  divisions.level,
  indicators_yearly.kind,
  indicators_yearly.year DESC,
  place,
  indicators_yearly.agency_name,
  indicators_yearly.report
