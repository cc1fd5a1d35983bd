"""Old readings go, where a later version of the program has read the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from archive.archive import DATABASE, Archive

# The row of `identity` that says since when an archive keeps no old readings.
MARK = "compacted"
RELEASES = "releases"
# What a reading consists of, and what is made from it.
_WITHIN = ("cells", "sections", "findings", "wide_cells")
# Each reading of which there is a later one, and what keeps it. A verdict that has no effect now
# was about a finding of an old reading, which nothing else tells.
_SUPERSEDED = f"""
WITH idle AS (
  SELECT report, rule, keys, observed FROM verdicts
  EXCEPT SELECT report, rule, keys, observed FROM standing WHERE decision IS NOT NULL
)
SELECT versions.id, versions.extractor, CASE
  WHEN versions.id IN (SELECT version FROM reports) THEN 'reports'
  WHEN versions.id IN (
    SELECT old_version FROM revisions UNION ALL SELECT new_version FROM revisions
  ) THEN 'revisions'
  WHEN versions.id IN (
    SELECT version FROM section_bands
    UNION ALL SELECT version FROM section_reuse
    UNION ALL SELECT other_version FROM section_reuse
  ) THEN 'section_reuse'
  WHEN EXISTS (
    SELECT 1 FROM sources
    JOIN idle ON idle.report = sources.report
    JOIN findings ON findings.version = versions.id
      AND findings.rule = idle.rule AND findings.keys = idle.keys
    WHERE sources.id = versions.source
  ) THEN 'verdicts'
END AS kept_by
FROM versions
JOIN temp.{RELEASES} AS release ON release.extractor = versions.extractor
WHERE EXISTS (
  SELECT 1 FROM versions AS later
  JOIN temp.{RELEASES} AS newer ON newer.extractor = later.extractor
  WHERE later.source = versions.source AND later.payload_sha256 = versions.payload_sha256
    AND newer.place > release.place
)
ORDER BY versions.id
"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Compacted:
    """What went, or would go: readings by the extractor that made them, and rows by table.

    `kept` counts old readings by the table that refers to them; bytes are those of the database.
    """

    versions: Mapping[str, int]
    rows: Mapping[str, int]
    kept: Mapping[str, int]
    bytes_before: int
    bytes_after: int


def foresee_compaction(archive: Archive) -> Compacted:
    """Return what `compact` would do; nothing is changed."""
    going, versions, kept = _find(archive)
    size = _size(archive)
    return Compacted(versions, _count(archive, going), kept, size, size)


def compact(archive: Archive) -> Compacted:
    """Drop the readings that a later version of the program made again, and give back their room.

    A reading stays that a report, a revision, repeated text or a verdict refers to. The archive
    remembers that it keeps no old readings: a merge does not bring them back.
    """
    before = _size(archive)
    going, versions, kept = _find(archive)
    rows = _count(archive, going)
    with archive.transaction():
        for table, column in (*((table, "version") for table in _WITHIN), ("versions", "id")):
            archive.db.conn.executemany(
                f"DELETE FROM [{table}] WHERE [{column}] = ?",  # noqa: S608 - our own names
                ((number,) for number in going),
            )
        archive.db.conn.execute(
            "INSERT OR REPLACE INTO identity VALUES (?, ?)", (MARK, archive.stamp())
        )
    archive.sync()
    archive.db.conn.execute("VACUUM")
    archive.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return Compacted(versions, rows, kept, before, _size(archive))


def rank_releases(db: Database, *schemas: str) -> None:
    """Make the temporary table that puts the extractors that databases know in their order."""
    asked = " UNION ".join(
        f"SELECT DISTINCT extractor FROM {schema}.versions"  # noqa: S608
        for schema in schemas
    )
    names = sorted((name for (name,) in db.execute(asked)), key=_parts)
    db.conn.execute(f"DROP TABLE IF EXISTS temp.{RELEASES}")
    db.conn.execute(f"CREATE TEMP TABLE {RELEASES} (extractor TEXT PRIMARY KEY, place INTEGER)")
    places = ((name, place) for place, name in enumerate(names))
    db.conn.executemany(f"INSERT INTO temp.{RELEASES} VALUES (?, ?)", places)  # noqa: S608


def _parts(extractor: str) -> tuple[list[int], str]:
    return [int(number) for number in re.findall(r"\d+", extractor)], extractor


def _find(archive: Archive) -> tuple[Sequence[int], Counter[str], Counter[str]]:
    """Return the readings that go, how many of each extractor, and how many others are kept."""
    rank_releases(archive.db, "main")
    rows = archive.rows(_SUPERSEDED)
    going = [row for row in rows if row["kept_by"] is None]
    kept = Counter(row["kept_by"] for row in rows if row["kept_by"])
    return [row["id"] for row in going], Counter(row["extractor"] for row in going), kept


def _count(archive: Archive, versions: Sequence[int]) -> dict[str, int]:
    """Return how many rows of each table belong to readings."""
    return {
        table: sum(
            archive.db.execute(
                f"SELECT count(*) FROM [{table}] WHERE version = ?",  # noqa: S608 - our own names
                (number,),
            ).fetchone()[0]
            for number in versions
        )
        for table in _WITHIN[:3]
    }


def _size(archive: Archive) -> int:
    return (archive.path / DATABASE).stat().st_size
