-- Of the whole nation the table is read in its order; of a place what is looked up is sorted.
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
  repeats.other_version,
  repeats.place
FROM repeats
WHERE :division = '' AND (:year = '' OR repeats.year = :year)
UNION ALL
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
  repeats.other_version,
  repeats.place
FROM repeats
WHERE :division <> '' AND repeats.division BETWEEN :division AND :division || '~'
  AND (:year = '' OR repeats.year = :year)
ORDER BY place
