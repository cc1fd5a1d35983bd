-- One row an agency and year: found, or what is known of why not. Portals that gave no report and
-- reports without agency stand with a NULL agency. A portal's years run from the earliest to the
-- newest report that it carries. A pager may ask for a page past the last: that one may be missing,
-- but where any other page of the list could not be had, no report is called missing.
WITH RECURSIVE
states (outcome, state) AS (
  VALUES
  ('ok', 'not_found'),
  ('not_modified', 'not_found'),
  ('blocked', 'blocked'),
  ('robots_forbidden', 'robots_forbidden'),
  ('refused', 'unreachable'),
  ('tls_failed', 'unreachable'),
  ('timeout', 'unreachable'),
  ('unreachable', 'unreachable'),
  ('not_found', 'list_missing'),
  ('soft_404', 'list_missing'),
  ('off_site', 'list_missing'),
  ('too_large', 'list_unreadable'),
  ('truncated', 'list_unreadable'),
  ('column_needs_script', 'list_unreadable'),
  ('broken', 'broken')
),
found AS (
  SELECT
    reports.id AS report,
    reports.agency,
    reports.year,
    reports.published_on,
    coalesce(
      (SELECT sources.portal FROM sources WHERE sources.id = versions.source),
      (SELECT min(sources.portal) FROM sources WHERE sources.report = reports.id)
    ) AS portal,
    reports.status = 'removed' OR (
      EXISTS (SELECT 1 FROM sources WHERE sources.report = reports.id)
      AND NOT EXISTS (
        SELECT 1 FROM sources WHERE sources.report = reports.id AND sources.state IS NOT 'gone'
      )
    ) AS removed
  FROM reports
  LEFT JOIN versions ON versions.id = reports.version
  WHERE reports.status <> 'not_a_report'
),
carried AS (
  SELECT DISTINCT sources.portal, found.agency, found.year
  FROM found
  JOIN sources ON sources.report = found.report
  WHERE sources.portal IS NOT NULL
),
spans AS (
  SELECT portal, min(year) AS earliest, max(year) AS newest FROM carried GROUP BY portal
),
own_spans AS (
  SELECT agency, min(year) AS earliest, max(year) AS newest
  FROM found
  WHERE agency IS NOT NULL
  GROUP BY agency
),
years (year) AS (
  SELECT min(year) FROM found
  UNION ALL
  SELECT year + 1 FROM years WHERE year < (SELECT max(year) FROM found)
),
expected AS (
  SELECT DISTINCT carried.agency, years.year, carried.portal
  FROM carried
  JOIN spans ON spans.portal = carried.portal
  JOIN years ON years.year BETWEEN spans.earliest AND spans.newest
  WHERE carried.agency IS NOT NULL
  UNION
  SELECT own_spans.agency, years.year, NULL
  FROM own_spans
  JOIN years ON years.year BETWEEN own_spans.earliest AND own_spans.newest
),
missing AS (
  SELECT
    expected.agency,
    expected.year,
    expected.portal,
    row_number() OVER (
      PARTITION BY expected.agency, expected.year
      ORDER BY expected.portal IS NULL, portals.looks DESC, expected.portal
    ) AS choice
  FROM expected
  LEFT JOIN portals ON portals.id = expected.portal
  WHERE NOT EXISTS (
    SELECT 1 FROM reports
    WHERE reports.agency = expected.agency
      AND reports.year = expected.year
      AND reports.status <> 'not_a_report'
  )
),
slots AS (
  SELECT report, agency, year, portal, published_on, removed FROM found
  UNION ALL
  SELECT NULL, agency, year, portal, NULL, 0 FROM missing WHERE choice = 1
  UNION ALL
  SELECT NULL, NULL, NULL, id, NULL, 0 FROM portals WHERE id NOT IN (SELECT portal FROM carried)
),
incomplete AS (
  SELECT DISTINCT portals.id AS portal
  FROM portals
  JOIN frontier ON frontier.portal = portals.id AND frontier.run = portals.last_run
  WHERE frontier.role IN ('column', 'list')
    AND frontier.state IN ('failed', 'forbidden')
    AND coalesce(frontier.outcome, '') NOT IN ('not_found', 'soft_404', 'off_site')
),
dated AS (
  SELECT
    slots.*,
    agencies.name AS agency_name,
    agencies.kind,
    coalesce(agencies.division, portals.division) AS division,
    (slots.year + 1) || '-' || deadlines.due AS deadline,
    CASE
      WHEN slots.agency IS NULL THEN 'no agency known'
      ELSE coalesce(deadlines.reason, 'the kind of the agency is not known')
    END AS deadline_reason,
    (slots.year + 1) || '-' || coalesce(deadlines.due, '03-31') < date(portals.last_ok)
      AS looked_when_due,
    coalesce(portals.looks, 0) AS looks,
    portals.last_ok,
    portals.outcome AS portal_outcome,
    portals.detail AS portal_detail,
    states.state AS portal_state,
    incomplete.portal IS NOT NULL AS list_incomplete
  FROM slots
  LEFT JOIN agencies ON agencies.id = slots.agency
  LEFT JOIN deadlines ON deadlines.kind = agencies.kind
  LEFT JOIN portals ON portals.id = slots.portal
  LEFT JOIN states ON states.outcome = portals.outcome
  LEFT JOIN incomplete ON incomplete.portal = portals.id
)
SELECT
  agency,
  agency_name,
  division,
  year,
  portal,
  CASE
    WHEN removed THEN 'removed'
    WHEN report IS NOT NULL AND (published_on IS NULL OR deadline IS NULL) THEN 'found'
    WHEN report IS NOT NULL AND published_on <= deadline THEN 'found_on_time'
    WHEN report IS NOT NULL THEN 'published_late'
    WHEN list_incomplete AND portal_state = 'not_found' THEN 'list_unreadable'
    WHEN looks > 0 AND looked_when_due THEN 'not_found'
    WHEN portal_outcome IS NULL THEN 'never_looked'
    WHEN portal_state = 'not_found' AND NOT looked_when_due THEN 'not_due'
    ELSE coalesce(portal_state, portal_outcome)
  END AS state,
  report,
  published_on,
  deadline,
  deadline_reason,
  max(0, CAST(julianday(published_on) - julianday(deadline) AS INTEGER)) AS days_late,
  looks,
  last_ok,
  portal_outcome,
  portal_detail
FROM dated
