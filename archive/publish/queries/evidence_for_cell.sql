SELECT
  agencies.name AS agency_name,
  evidence.year,
  evidence.key,
  evidence.value,
  evidence.raw,
  evidence.source_url,
  evidence.locator,
  evidence.captured_at,
  evidence.warc_file,
  evidence.warc_offset,
  evidence.warc_length,
  evidence.payload_sha256,
  evidence.capture
FROM agencies
JOIN evidence ON evidence.agency = agencies.id
WHERE (agencies.name = :agency OR agencies.id = :agency)
  AND evidence.year = :year
  AND (:key = '' OR replace(evidence.key, '.', '_') = replace(:key, '.', '_'))
