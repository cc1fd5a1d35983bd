WITH asked AS (
  -- Of a place its own are looked up, in this order; of the whole nation all are read.
  SELECT id AS revision FROM revisions WHERE :division = ''
  UNION ALL
  SELECT revisions.id
  FROM agencies
  CROSS JOIN reports
  CROSS JOIN revisions
  WHERE reports.agency = agencies.id AND revisions.report = reports.id
    AND :division <> '' AND agencies.division BETWEEN :division AND :division || '~'
)
SELECT
  revisions.seen_at,
  agencies.name AS agency_name,
  reports.year,
  revisions.kind,
  revision_cells.key,
  revision_cells.old_value,
  revision_cells.new_value,
  revision_cells.old_raw,
  revision_cells.new_raw,
  revisions.summary,
  (
    SELECT group_concat(changed.heading || ': ' || changed.difference, '; ')
    FROM revision_sections AS changed
    WHERE changed.revision = revisions.id
  ) AS wording,
  revisions.old_last_seen,
  revisions.old_published_on,
  revisions.new_published_on,
  revisions.admitted,
  sources.url AS source_url,
  revisions.id AS revision
FROM asked
JOIN revisions ON revisions.id = asked.revision
JOIN sources ON sources.id = revisions.source
LEFT JOIN revision_cells ON revision_cells.revision = revisions.id
LEFT JOIN reports ON reports.id = revisions.report
LEFT JOIN agencies ON agencies.id = reports.agency
ORDER BY
  date(revisions.seen_at) DESC,
  agencies.name,
  reports.year DESC,
  revisions.seen_at DESC,
  revisions.id DESC,
  revision_cells.key
