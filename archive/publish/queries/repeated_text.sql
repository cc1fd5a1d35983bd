SELECT
  repeats.agency_name,
  repeats.year,
  repeats.number,
  repeats.share,
  repeats.kind,
  repeats.other_agency,
  repeats.other_year,
  repeats.other_number,
  repeats.version,
  repeats.other_version
FROM repeats
WHERE (:year = '' OR repeats.year = :year)
  AND (
    repeats.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND repeats.division IS NULL)
  )
ORDER BY repeats.place
