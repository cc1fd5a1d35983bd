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
  sources.url AS source_url,
  revisions.id AS revision
FROM revisions
JOIN sources ON sources.id = revisions.source
LEFT JOIN revision_cells ON revision_cells.revision = revisions.id
LEFT JOIN reports ON reports.id = revisions.report
LEFT JOIN agencies ON agencies.id = reports.agency
ORDER BY revisions.seen_at DESC, revisions.id DESC, revision_cells.key
