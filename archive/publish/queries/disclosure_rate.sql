WITH counts AS (
  SELECT
    report,
    max(total) FILTER (WHERE item = 'granted') AS granted,
    max(total) FILTER (WHERE item = 'granted_in_part') AS granted_in_part,
    max(total) FILTER (WHERE item = 'processed_total') AS processed,
    CASE
      WHEN count(*) FILTER (WHERE unanswered) = count(total) FILTER (WHERE unanswered)
        THEN sum(total) FILTER (WHERE unanswered)
    END AS unanswered
  FROM (SELECT *, item GLOB 'not_processed.*' OR item GLOB 'other.*' AS unanswered FROM applications)
  GROUP BY report
)
SELECT
  panel.agency_name,
  panel.year,
  counts.granted,
  counts.granted_in_part,
  counts.processed,
  counts.processed - counts.unanswered AS answered,
  round(1.0 * counts.granted / nullif(counts.processed, 0), 4) AS granted_of_processed,
  round(1.0 * counts.granted / nullif(counts.processed - counts.unanswered, 0), 4)
    AS granted_of_answered,
  round(1.0 * (counts.granted + counts.granted_in_part) / nullif(counts.processed, 0), 4)
    AS granted_or_in_part_of_processed,
  round(
    1.0 * (counts.granted + counts.granted_in_part)
    / nullif(counts.processed - counts.unanswered, 0), 4
  ) AS granted_or_in_part_of_answered,
  panel.status,
  panel.errors
FROM counts
JOIN panel ON panel.report = counts.report
ORDER BY panel.year DESC, panel.agency_name
