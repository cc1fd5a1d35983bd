SELECT
  indicators_yearly.agency_name,
  indicators_yearly.year,
  indicators_yearly.processed,
  indicators_yearly.denied_of_processed,
  indicators_yearly.state_secret_of_denied,
  indicators_yearly.prohibited_by_law_of_denied,
  indicators_yearly.security_and_stability_of_denied,
  indicators_yearly.third_party_rights_of_denied,
  indicators_yearly.internal_affairs_of_denied,
  indicators_yearly.process_information_of_denied,
  indicators_yearly.enforcement_files_of_denied,
  indicators_yearly.administrative_queries_of_denied,
  indicators_yearly.not_provided_of_processed,
  indicators_yearly.not_processed_of_processed,
  indicators_yearly.other_of_processed,
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
  indicators_yearly.denied_of_processed DESC NULLS LAST,
  indicators_yearly.processed DESC,
  indicators_yearly.year DESC,
  indicators_yearly.agency_name,
  indicators_yearly.report
