-- One row an agency and year: found, or what is known of why not; and one row a portal without any
-- agency and year. The years are those of the archive's reports, from the first to the last, so that
-- every agency and portal is in one state in each. Reports whose agency or year is not known stand
-- beside them. A pager may ask for a page past the last: that one may be missing, but where any other
-- page of the list could not be had, no report is called missing; nor is one that may be among those
-- whose agency or year is not known.
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
  UNION
  -- The address of a report may have another year's report now.
  SELECT portal, agency, year FROM found WHERE portal IS NOT NULL
),
begins AS (
  SELECT portal, min(year) AS year FROM carried GROUP BY portal
),
loose AS (
  SELECT DISTINCT portal, agency, year FROM carried WHERE agency IS NULL OR year IS NULL
),
years (year) AS (
  SELECT min(year) FROM found
  UNION ALL
  SELECT year + 1 FROM years WHERE year < (SELECT max(year) FROM found)
),
homes AS (
  SELECT
    agencies.id AS agency,
    carried.portal,
    row_number() OVER (
      PARTITION BY agencies.id
      ORDER BY carried.portal IS NULL, portals.looks DESC, carried.portal
    ) AS choice
  FROM agencies
  LEFT JOIN carried ON carried.agency = agencies.id
  LEFT JOIN portals ON portals.id = carried.portal
),
slots AS (
  SELECT report, agency, year, portal, published_on, removed FROM found
  UNION ALL
  SELECT NULL, homes.agency, years.year, homes.portal, NULL, 0
  FROM homes
  JOIN years
  WHERE homes.choice = 1 AND NOT EXISTS (
    SELECT 1 FROM reports
    WHERE reports.agency = homes.agency
      AND reports.year = years.year
      AND reports.status <> 'not_a_report'
  )
  UNION ALL
  SELECT NULL, NULL, years.year, portals.id, NULL, 0
  FROM portals
  JOIN years
  WHERE portals.id NOT IN (SELECT portal FROM carried WHERE agency IS NOT NULL)
),
incomplete AS (
  SELECT DISTINCT portals.id AS portal
  FROM portals
  JOIN frontier ON frontier.portal = portals.id AND frontier.run = portals.last_run
  WHERE frontier.role IN ('column', 'list')
    AND frontier.state IN ('failed', 'forbidden')
    AND coalesce(frontier.outcome, '') NOT IN ('not_found', 'soft_404', 'off_site')
),
whole_looks AS (
  SELECT looks.portal, max(captures.id) AS capture
  FROM (
    SELECT portal, max(run) AS run
    FROM portal_looks
    WHERE outcome IN ('ok', 'accepted')
    GROUP BY portal
  ) AS looks
  JOIN captures ON captures.portal = looks.portal AND captures.run = looks.run
  WHERE captures.role IN ('column', 'list') AND captures.outcome IN ('ok', 'not_modified')
  GROUP BY looks.portal
),
failures AS (
  SELECT portals.id AS portal, max(captures.id) AS capture
  FROM portals
  JOIN captures ON captures.portal = portals.id AND captures.run = portals.last_run
  WHERE captures.role IN ('root', 'hub', 'column', 'list')
    AND captures.outcome NOT IN ('ok', 'not_modified')
  GROUP BY portals.id
),
dated AS (
  SELECT
    slots.*,
    agencies.name AS agency_name,
    agencies.kind,
    coalesce(agencies.division, portals.division) AS division,
    (slots.year + 1) || '-' || deadlines.due AS deadline,
    deadlines.kind IS NOT NULL AND deadlines.due IS NULL AS free,
    CASE
      WHEN slots.agency IS NULL THEN 'no agency known'
      ELSE coalesce(deadlines.reason, 'the kind of the agency is not known')
    END AS deadline_reason,
    (slots.year + 1) || '-' || coalesce(deadlines.due, '03-31') < date(portals.last_ok)
      AS looked_when_due,
    coalesce(slots.year < series.from_year OR slots.year > series.to_year, 0) AS elsewhere,
    coalesce(slots.year < begins.year, 0) AS before_list,
    slots.report IS NULL AND EXISTS (
      SELECT 1 FROM loose
      WHERE loose.portal = slots.portal
        AND coalesce(loose.agency = slots.agency, 1)
        AND coalesce(loose.year = slots.year, 1)
    ) AS loose,
    coalesce(portals.looks, 0) AS looks,
    portals.last_ok,
    portals.outcome AS portal_outcome,
    portals.detail AS portal_detail,
    states.state AS portal_state,
    incomplete.portal IS NOT NULL AS list_incomplete
  FROM slots
  LEFT JOIN agencies ON agencies.id = slots.agency
  LEFT JOIN deadlines ON deadlines.kind = agencies.kind
    AND slots.year BETWEEN deadlines.from_year AND coalesce(deadlines.to_year, slots.year)
  LEFT JOIN portals ON portals.id = slots.portal
  LEFT JOIN states ON states.outcome = portals.outcome
  LEFT JOIN incomplete ON incomplete.portal = portals.id
  LEFT JOIN begins ON begins.portal = portals.id
  LEFT JOIN series ON series.agency = slots.agency
),
told AS (
  SELECT
    dated.*,
    CASE
      WHEN removed THEN 'removed'
      WHEN report IS NOT NULL AND free THEN 'found_no_deadline'
      WHEN report IS NOT NULL AND (published_on IS NULL OR deadline IS NULL) THEN 'found'
      WHEN report IS NOT NULL AND published_on <= deadline THEN 'found_on_time'
      WHEN report IS NOT NULL THEN 'published_late'
      WHEN elsewhere THEN 'other_body'
      WHEN loose THEN 'perhaps_unplaced'
      WHEN before_list THEN 'before_list'
      WHEN list_incomplete AND portal_state = 'not_found' THEN 'list_unreadable'
      WHEN looks > 0 AND looked_when_due THEN 'not_found'
      WHEN portal_outcome IS NULL THEN 'never_looked'
      WHEN portal_state = 'not_found' AND NOT looked_when_due THEN 'not_due'
      ELSE coalesce(portal_state, portal_outcome)
    END AS state
  FROM dated
)
SELECT
  told.agency,
  told.agency_name,
  told.kind,
  told.division,
  told.year,
  told.portal,
  told.state,
  told.report,
  reports.status,
  told.published_on,
  told.deadline,
  told.deadline_reason,
  max(0, CAST(julianday(told.published_on) - julianday(told.deadline) AS INTEGER)) AS days_late,
  told.looks,
  told.last_ok,
  told.portal_outcome,
  told.portal_detail,
  CASE
    WHEN told.state = 'removed' THEN (
      SELECT captures.id
      FROM sources
      JOIN captures ON captures.url = sources.url
      WHERE sources.id = versions.source
      ORDER BY captures.fetched_at DESC, captures.id DESC
      LIMIT 1
    )
    WHEN told.report IS NOT NULL THEN versions.capture
    WHEN told.state IN ('not_found', 'not_due', 'before_list') THEN whole_looks.capture
    WHEN told.state NOT IN ('other_body', 'perhaps_unplaced') THEN failures.capture
  END AS capture
FROM told
LEFT JOIN reports ON reports.id = told.report
LEFT JOIN versions ON versions.id = reports.version
LEFT JOIN whole_looks ON whole_looks.portal = told.portal
LEFT JOIN failures ON failures.portal = told.portal
