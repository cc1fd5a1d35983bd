SELECT
  agencies.name AS agency_name,
  reports.year,
  section_reuse.number,
  section_reuse.share,
  section_reuse.kind,
  other_agencies.name AS other_agency,
  other_reports.year AS other_year,
  section_reuse.other_number,
  section_reuse.version,
  section_reuse.other_version
FROM section_reuse
JOIN reports ON reports.version = section_reuse.version
JOIN agencies ON agencies.id = reports.agency
JOIN reports AS other_reports ON other_reports.version = section_reuse.other_version
JOIN agencies AS other_agencies ON other_agencies.id = other_reports.agency
WHERE (:year = '' OR reports.year = :year)
  AND (
    agencies.division BETWEEN :division AND :division || '~'
    OR (:division = '' AND agencies.division IS NULL)
  )
ORDER BY
  section_reuse.share DESC,
  agencies.name,
  reports.year DESC,
  section_reuse.number,
  other_agencies.name,
  other_reports.year,
  section_reuse.other_number,
  section_reuse.version,
  section_reuse.other_version
