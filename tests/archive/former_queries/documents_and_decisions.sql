SELECT
  panel.agency_name,
  panel.year,
  panel.form_disclosure AS form,
  disclosure.label,
  disclosure.item,
  disclosure.issued,
  disclosure.repealed,
  disclosure.in_force,
  disclosure.decisions,
  disclosure.amount,
  disclosure.made,
  disclosure.published,
  disclosure.public_total,
  panel.status,
  panel.report
FROM panel
JOIN disclosure ON disclosure.report = panel.report
WHERE (:year = '' OR panel.year = :year)
  AND (
    disclosure.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND disclosure.division IS NULL)
  )
ORDER BY panel.year DESC, panel.agency_name, panel.report, disclosure.position
