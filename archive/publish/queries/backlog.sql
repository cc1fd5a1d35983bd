SELECT
  panel.agency_name,
  panel.year,
  panel.applications_carried_in_total AS carried_in,
  panel.applications_received_total AS received,
  panel.applications_carried_out_total AS carried_out,
  round(
    1.0 * panel.applications_carried_out_total
    / nullif(panel.applications_received_total + panel.applications_carried_in_total, 0), 4
  ) AS backlog_rate,
  panel.applications_carried_out_total - panel.applications_carried_in_total AS growth,
  panel.status,
  panel.errors
FROM panel
WHERE panel.applications_carried_out_total IS NOT NULL
ORDER BY panel.applications_carried_out_total DESC, panel.year DESC
