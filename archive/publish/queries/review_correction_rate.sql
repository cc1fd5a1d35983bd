SELECT
  panel.agency_name,
  challenges.year,
  challenges.upheld,
  challenges.corrected,
  challenges.other,
  challenges.pending,
  challenges.total,
  round(
    1.0 * challenges.corrected
    / nullif(challenges.upheld + challenges.corrected + challenges.other, 0), 4
  ) AS corrected_of_concluded,
  round(1.0 * challenges.corrected / nullif(challenges.total, 0), 4) AS corrected_of_all,
  panel.status,
  panel.errors
FROM challenges
JOIN panel ON panel.report = challenges.report
WHERE challenges.item = 'review' AND challenges.total > 0
ORDER BY challenges.year DESC, challenges.total DESC
