-- One row a report and statutory table with blank cells. Each table is a range of the cells' key, so
-- that all of them are walked through once and none is sorted.
WITH statutory (name) AS (VALUES ('disclosure'), ('applications'), ('challenges')),
counted AS (
  SELECT
    reports.*,
    statutory.name AS statutory_table,
    (
      SELECT count(*) FROM cells
      WHERE cells.version = reports.version
        AND cells.key BETWEEN statutory.name || '.' AND statutory.name || '.~'
        AND cells.value IS NULL
    ) AS blank
  FROM reports
  CROSS JOIN statutory
)
SELECT
  counted.id AS report,
  counted.agency,
  agencies.name AS agency_name,
  agencies.division,
  counted.year,
  counted.status,
  counted.statutory_table,
  counted.blank,
  (
    SELECT count(*) FROM cells
    WHERE cells.version = counted.version
      AND cells.key BETWEEN counted.statutory_table || '.' AND counted.statutory_table || '.~'
  ) AS cells,
  (
    SELECT group_concat(DISTINCT cells.raw) FROM cells
    WHERE cells.version = counted.version
      AND cells.key BETWEEN counted.statutory_table || '.' AND counted.statutory_table || '.~'
      AND cells.value IS NULL
      AND cells.raw <> ''
  ) AS printed
FROM counted
JOIN agencies ON agencies.id = counted.agency
WHERE counted.blank > 0
