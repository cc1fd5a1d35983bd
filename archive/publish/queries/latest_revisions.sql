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
FROM revisions
JOIN sources ON sources.id = revisions.source
LEFT JOIN revision_cells ON revision_cells.revision = revisions.id
LEFT JOIN reports ON reports.id = revisions.report
LEFT JOIN agencies ON agencies.id = reports.agency
WHERE (
  agencies.division BETWEEN :division AND :division || '~'
  OR (:division = '' AND agencies.division IS NULL)
)
ORDER BY
  date(revisions.seen_at) DESC,
  agencies.name,
  reports.year DESC,
  revisions.seen_at DESC,
  revisions.id DESC,
  revision_cells.key
