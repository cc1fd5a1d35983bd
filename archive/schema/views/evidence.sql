-- One row a cell of a current version, with what leads back to it. The record that holds the bytes
-- of a revisit is that of the capture which it repeats.
SELECT
  reports.id AS report,
  reports.agency,
  reports.year,
  reports.version,
  cells.key,
  cells.value,
  cells.raw,
  cells.table_number,
  cells.row_number,
  cells.column_number,
  cells.locator,
  versions.source,
  sources.url AS source_url,
  captures.fetched_at AS captured_at,
  versions.capture,
  coalesce(original.warc_file, captures.warc_file) AS warc_file,
  coalesce(original.warc_offset, captures.warc_offset) AS warc_offset,
  coalesce(original.warc_length, captures.warc_length) AS warc_length,
  versions.payload_sha256,
  versions.extractor
FROM reports
JOIN versions ON versions.id = reports.version
JOIN cells ON cells.version = versions.id
JOIN sources ON sources.id = versions.source
JOIN captures ON captures.id = versions.capture
LEFT JOIN captures AS original ON original.id = captures.revisit_of
