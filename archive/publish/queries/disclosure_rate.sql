SELECT
  indicators_yearly.agency_name,
  indicators_yearly.year,
  indicators_yearly.granted,
  indicators_yearly.granted_in_part,
  indicators_yearly.processed,
  indicators_yearly.answered,
  indicators_yearly.granted_of_processed,
  indicators_yearly.granted_of_answered,
  indicators_yearly.granted_or_in_part_of_processed,
  indicators_yearly.granted_or_in_part_of_answered,
  indicators_yearly.status,
  panel.errors
FROM indicators_yearly
JOIN panel ON panel.report = indicators_yearly.report
WHERE (
  indicators_yearly.division BETWEEN :division AND :division || '~'
  OR (:division = '' AND indicators_yearly.division IS NULL)
)
ORDER BY indicators_yearly.year DESC, indicators_yearly.agency_name, indicators_yearly.report
