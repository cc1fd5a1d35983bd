SELECT
  indicators_yearly.agency_name,
  challenges.year,
  challenges.upheld,
  challenges.corrected,
  challenges.other,
  challenges.pending,
  challenges.total,
  indicators_yearly.review_corrected_of_decided,
  indicators_yearly.review_corrected_of_all,
  indicators_yearly.status,
  panel.errors
FROM challenges
JOIN indicators_yearly ON indicators_yearly.report = challenges.report
JOIN panel ON panel.report = challenges.report
WHERE challenges.item = 'review' AND challenges.total > 0
  AND (
    challenges.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND challenges.division IS NULL)
  )
ORDER BY
  challenges.year DESC,
  challenges.total DESC,
  indicators_yearly.agency_name,
  challenges.report
