SELECT
  indicators_yearly.agency_name,
  indicators_yearly.year,
  indicators_yearly.received,
  indicators_yearly.received_change,
  indicators_yearly.received_growth,
  indicators_yearly.natural_person_of_received,
  indicators_yearly.status,
  indicators_yearly.report
FROM indicators_yearly
WHERE indicators_yearly.received IS NOT NULL
  AND (:year = '' OR indicators_yearly.year = :year)
  AND (
    indicators_yearly.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND indicators_yearly.division IS NULL)
  )
ORDER BY
  indicators_yearly.received DESC,
  indicators_yearly.year DESC,
  indicators_yearly.agency_name,
  indicators_yearly.report
