SELECT
  panel.year,
  panel.form_disclosure,
  panel.form_applications,
  panel.form_challenges,
  count(*) AS reports,
  min(panel.report) AS one_of_them
FROM panel
WHERE (
  panel.division BETWEEN :division AND :division || '~'
  OR (:division = '' AND panel.division IS NULL)
)
GROUP BY panel.year, panel.form_disclosure, panel.form_applications, panel.form_challenges
ORDER BY
  panel.year DESC,
  reports DESC,
  panel.form_disclosure,
  panel.form_applications,
  panel.form_challenges
