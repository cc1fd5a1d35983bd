-- One row an agency-year with table 3 or 4: rates and changes, each named by its definition. A
-- rate is NULL where its denominator is 0 or a part of it is blank or absent; it has four digits.
-- The year before is that of the series, see `predecessors`.
WITH
numbers AS (
  SELECT
    reports.id AS report,
    max(cells.value) FILTER (WHERE cells.key = 'applications.received.total') AS received,
    max(cells.value) FILTER (WHERE cells.key = 'applications.received.natural_person')
      AS natural_person,
    max(cells.value) FILTER (WHERE cells.key = 'applications.carried_in.total') AS carried_in,
    max(cells.value) FILTER (WHERE cells.key = 'applications.granted.total') AS granted,
    max(cells.value) FILTER (WHERE cells.key = 'applications.granted_in_part.total')
      AS granted_in_part,
    max(cells.value) FILTER (WHERE cells.key = 'applications.processed_total.total') AS processed,
    max(cells.value) FILTER (WHERE cells.key = 'applications.carried_out.total') AS carried_out,
    CASE
      WHEN count(*) FILTER (
        WHERE cells.key GLOB 'applications.denied.*.total'
      ) = count(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.denied.*.total'
      ) THEN sum(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.denied.*.total'
      )
    END AS denied,
    CASE
      WHEN count(*) FILTER (
        WHERE cells.key GLOB 'applications.not_provided.*.total'
      ) = count(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.not_provided.*.total'
      ) THEN sum(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.not_provided.*.total'
      )
    END AS not_provided,
    CASE
      WHEN count(*) FILTER (
        WHERE cells.key GLOB 'applications.not_processed.*.total'
      ) = count(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.not_processed.*.total'
      ) THEN sum(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.not_processed.*.total'
      )
    END AS not_processed,
    CASE
      WHEN count(*) FILTER (
        WHERE cells.key GLOB 'applications.other.*.total'
      ) = count(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.other.*.total'
      ) THEN sum(cells.value) FILTER (
        WHERE cells.key GLOB 'applications.other.*.total'
      )
    END AS other,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.state_secret.total')
      AS state_secret,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.prohibited_by_law.total')
      AS prohibited_by_law,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.security_and_stability.total')
      AS security_and_stability,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.third_party_rights.total')
      AS third_party_rights,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.internal_affairs.total')
      AS internal_affairs,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.process_information.total')
      AS process_information,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.enforcement_files.total')
      AS enforcement_files,
    max(cells.value) FILTER (WHERE cells.key = 'applications.denied.administrative_queries.total')
      AS administrative_queries,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.review.upheld') AS review_upheld,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.review.corrected') AS review_corrected,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.review.other') AS review_other,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.review.total') AS review_total,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_direct.upheld')
      AS direct_upheld,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_direct.corrected')
      AS direct_corrected,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_direct.other')
      AS direct_other,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_direct.total')
      AS direct_total,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_after_review.upheld')
      AS after_review_upheld,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_after_review.corrected')
      AS after_review_corrected,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_after_review.other')
      AS after_review_other,
    max(cells.value) FILTER (WHERE cells.key = 'challenges.litigation_after_review.total')
      AS after_review_total,
    (
      SELECT CASE WHEN count(earlier.value) = max(predecessors.parts) THEN sum(earlier.value) END
      FROM predecessors
      JOIN reports AS before ON before.id = predecessors.previous_report
      JOIN cells AS earlier ON earlier.version = before.version
        AND earlier.key = 'applications.received.total'
      WHERE predecessors.report = reports.id
    ) AS received_before,
    (
      SELECT CASE WHEN count(earlier.value) = max(predecessors.parts) THEN sum(earlier.value) END
      FROM predecessors
      JOIN reports AS before ON before.id = predecessors.previous_report
      JOIN cells AS earlier ON earlier.version = before.version
        AND earlier.key = 'applications.carried_out.total'
      WHERE predecessors.report = reports.id
    ) AS carried_out_before
  FROM reports
  JOIN cells ON cells.version = reports.version
    AND cells.key BETWEEN 'applications.' AND 'challenges.~'
  WHERE reports.agency IS NOT NULL AND reports.year IS NOT NULL
  GROUP BY reports.id
),
figures AS (
  SELECT
    numbers.*,
    CASE
      WHEN not_processed + other <= processed THEN processed - not_processed - other
    END AS answered,
    review_upheld + review_corrected + review_other AS review_decided,
    direct_corrected + after_review_corrected AS litigation_corrected,
    direct_upheld + after_review_upheld + direct_corrected + after_review_corrected
    + direct_other + after_review_other AS litigation_decided,
    direct_total + after_review_total AS litigation_total
  FROM numbers
)
SELECT
  figures.report,
  reports.agency,
  agencies.name AS agency_name,
  agencies.kind,
  agencies.division,
  reports.year,
  reports.status,
  figures.received,
  figures.carried_in,
  figures.granted,
  figures.granted_in_part,
  figures.processed,
  figures.answered,
  figures.carried_out,
  figures.received - figures.received_before AS received_change,
  round(1.0 * (received - received_before) / nullif(received_before, 0), 4) AS received_growth,
  round(1.0 * natural_person / nullif(received, 0), 4) AS natural_person_of_received,
  round(1.0 * granted / nullif(processed, 0), 4) AS granted_of_processed,
  round(1.0 * granted / nullif(answered, 0), 4) AS granted_of_answered,
  round(1.0 * (granted + granted_in_part) / nullif(processed, 0), 4)
    AS granted_or_in_part_of_processed,
  round(1.0 * (granted + granted_in_part) / nullif(answered, 0), 4)
    AS granted_or_in_part_of_answered,
  round(1.0 * denied / nullif(processed, 0), 4) AS denied_of_processed,
  round(1.0 * state_secret / nullif(denied, 0), 4) AS state_secret_of_denied,
  round(1.0 * prohibited_by_law / nullif(denied, 0), 4) AS prohibited_by_law_of_denied,
  round(1.0 * security_and_stability / nullif(denied, 0), 4) AS security_and_stability_of_denied,
  round(1.0 * third_party_rights / nullif(denied, 0), 4) AS third_party_rights_of_denied,
  round(1.0 * internal_affairs / nullif(denied, 0), 4) AS internal_affairs_of_denied,
  round(1.0 * process_information / nullif(denied, 0), 4) AS process_information_of_denied,
  round(1.0 * enforcement_files / nullif(denied, 0), 4) AS enforcement_files_of_denied,
  round(1.0 * administrative_queries / nullif(denied, 0), 4) AS administrative_queries_of_denied,
  round(1.0 * not_provided / nullif(processed, 0), 4) AS not_provided_of_processed,
  round(1.0 * not_processed / nullif(processed, 0), 4) AS not_processed_of_processed,
  round(1.0 * other / nullif(processed, 0), 4) AS other_of_processed,
  round(1.0 * carried_out / nullif((received + carried_in), 0), 4) AS carried_out_of_due,
  figures.carried_out - figures.carried_out_before AS carried_out_change,
  round(1.0 * review_total / nullif(processed, 0), 4) AS reviews_of_processed,
  round(1.0 * litigation_total / nullif(processed, 0), 4) AS litigation_of_processed,
  round(1.0 * review_corrected / nullif(review_decided, 0), 4) AS review_corrected_of_decided,
  round(1.0 * review_corrected / nullif(review_total, 0), 4) AS review_corrected_of_all,
  round(1.0 * litigation_corrected / nullif(litigation_decided, 0), 4)
    AS litigation_corrected_of_decided,
  round(1.0 * litigation_corrected / nullif(litigation_total, 0), 4)
    AS litigation_corrected_of_all
FROM figures
JOIN reports ON reports.id = figures.report
JOIN agencies ON agencies.id = reports.agency
