-- One row a province and year. Fictional divisions have no province of their own: it is what stands
-- before their name in the full one.
WITH named AS (
  SELECT
    substr(code, 1, 2) || '0000000000' AS province,
    max(CASE WHEN level = 'province' THEN name END) AS official,
    max(
      CASE
        WHEN parent IS NULL AND full_name LIKE '%_' || name
          THEN substr(full_name, 1, length(full_name) - length(name))
      END
    ) AS fictional
  FROM divisions
  GROUP BY province
)
SELECT
  substr(coverage.division, 1, 2) || '0000000000' AS province,
  coalesce(named.official, named.fictional) AS province_name,
  coverage.year,
  count(*) AS slots,
  sum(coverage.state IN ('found_on_time', 'published_late', 'found_no_deadline', 'found')) AS found,
  sum(coverage.state = 'found_on_time') AS on_time,
  sum(coverage.state = 'published_late') AS late,
  sum(coverage.state IN ('not_found', 'removed')) AS missing,
  sum(
    coverage.state IN (
      'list_missing', 'list_unreadable', 'blocked', 'robots_forbidden', 'unreachable', 'broken',
      'never_looked'
    )
  ) AS not_had,
  sum(coverage.status IS 'verified') AS verified,
  sum(coverage.status IS 'flagged') AS flagged,
  sum(coalesce(coverage.status IN ('incomplete', 'unreadable'), 0)) AS incomplete
FROM coverage
LEFT JOIN named ON named.province = substr(coverage.division, 1, 2) || '0000000000'
GROUP BY substr(coverage.division, 1, 2), coverage.year
