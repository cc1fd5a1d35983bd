-- What `section_reuse` says of the readings that count at present, with names and years. `place` is
-- the key of the published table, so that the most alike are read first and nothing is sorted.
SELECT
  row_number() OVER (
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
  ) AS place,
  reports.id AS report,
  agencies.id AS agency,
  agencies.name AS agency_name,
  agencies.division,
  reports.year,
  section_reuse.number,
  section_reuse.share,
  section_reuse.kind,
  other_reports.id AS other_report,
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
