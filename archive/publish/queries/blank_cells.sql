SELECT
  blanks.agency_name,
  blanks.year,
  blanks.statutory_table,
  blanks.blank,
  blanks.cells,
  blanks.printed,
  blanks.status,
  blanks.report
FROM blanks
WHERE (:year = '' OR blanks.year = :year)
  AND (
    blanks.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND blanks.division IS NULL)
  )
ORDER BY
  blanks.year DESC,
  blanks.blank DESC,
  blanks.agency_name,
  blanks.report,
  blanks.statutory_table
