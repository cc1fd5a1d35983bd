SELECT
  indicators_yearly.agency_name,
  indicators_yearly.year,
  indicators_yearly.carried_in,
  indicators_yearly.received,
  indicators_yearly.carried_out,
  indicators_yearly.carried_out_of_due,
  indicators_yearly.carried_out_change,
  indicators_yearly.status,
  panel.errors
FROM indicators_yearly
JOIN panel ON panel.report = indicators_yearly.report
WHERE indicators_yearly.carried_out IS NOT NULL
  AND (
    indicators_yearly.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND indicators_yearly.division IS NULL)
  )
ORDER BY
  indicators_yearly.carried_out DESC,
  indicators_yearly.year DESC,
  indicators_yearly.agency_name,
  indicators_yearly.report
