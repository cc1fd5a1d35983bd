SELECT
  indicators_yearly.agency_name,
  indicators_yearly.year,
  indicators_yearly.processed,
  indicators_yearly.reviews_of_processed,
  indicators_yearly.litigation_of_processed,
  indicators_yearly.litigation_corrected_of_decided,
  indicators_yearly.litigation_corrected_of_all,
  indicators_yearly.status,
  indicators_yearly.report
FROM indicators_yearly
WHERE indicators_yearly.processed > 0
  AND (:year = '' OR indicators_yearly.year = :year)
  AND (
    indicators_yearly.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND indicators_yearly.division IS NULL)
  )
ORDER BY
  indicators_yearly.reviews_of_processed + indicators_yearly.litigation_of_processed DESC NULLS LAST,
  indicators_yearly.processed DESC,
  indicators_yearly.year DESC,
  indicators_yearly.agency_name,
  indicators_yearly.report
