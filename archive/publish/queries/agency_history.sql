SELECT
  panel.agency_name,
  panel.year,
  panel.status,
  panel.errors,
  panel.published_on,
  panel.applications_received_total AS received,
  panel.applications_carried_in_total AS carried_in,
  panel.applications_granted_total AS granted,
  panel.applications_granted_in_part_total AS granted_in_part,
  panel.applications_processed_total_total AS processed,
  panel.applications_carried_out_total AS carried_out,
  panel.challenges_review_total AS review,
  panel.challenges_litigation_direct_total + panel.challenges_litigation_after_review_total
    AS litigation,
  (SELECT count(*) FROM revisions WHERE revisions.report = panel.report) AS revisions,
  panel.source_url,
  panel.report
FROM panel
WHERE panel.agency IN (
  SELECT agencies.id FROM agencies
  WHERE agencies.name LIKE '%' || :agency || '%' OR CAST(agencies.id AS TEXT) = :agency
)
ORDER BY panel.agency_name, panel.year, panel.report
