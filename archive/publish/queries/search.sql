SELECT
  agencies.name AS agency_name,
  passages.year,
  passages.number,
  excerpt(coalesce(sections.text, reports.title), :words) AS excerpt,
  passages.report
FROM passages_fts
CROSS JOIN passages ON passages.id = passages_fts.rowid
JOIN reports ON reports.id = passages.report
LEFT JOIN agencies ON agencies.id = passages.agency
LEFT JOIN sections
  ON sections.version = passages.version AND sections.number = passages.number
WHERE
  passages_fts MATCH search_terms(:words)
  AND (:year = '' OR passages.year = :year)
  AND (:division = '' OR passages.division LIKE :division || '%')
ORDER BY passages_fts.rowid DESC
