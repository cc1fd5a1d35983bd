"""How much of each section repeats last year's text, and whose text it shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archive.archive import Archive
from archive.shingles import SHORTEST, Shingles, normalise, share, shingle, sign

# Of a band that many sections share, so many on each side of a section are looked at.
_NEAR = 8
_KEPT = 5
_LEAST = 0.5
_CACHED = 4096
_CURRENT = """
SELECT versions.id AS version, series.series, substr(versions.payload_sha256, 1, 16) AS payload,
  agencies.name, versions.agency_name, divisions.name AS division
FROM reports
JOIN versions ON versions.id = reports.version
JOIN agencies ON agencies.id = reports.agency
JOIN series ON series.agency = agencies.id
LEFT JOIN divisions ON divisions.code = agencies.division
WHERE reports.year IS NOT NULL
ORDER BY versions.id
"""
_YEARS = """
SELECT now.version, before.version AS other
FROM predecessors
JOIN reports AS now ON now.id = predecessors.report
JOIN reports AS before ON before.id = predecessors.previous_report
"""

_BANDS = """
SELECT band, hash, digest, payload, number FROM section_bands WHERE version = ? AND number = ?
"""
# The rows before and after that of a section, and its own.
_NEXT = f"""
SELECT version, number, digest, payload FROM (
  SELECT * FROM section_bands WHERE band = ?1 AND hash = ?2
    AND (digest, payload, number) >= (?3, ?4, ?5)
  ORDER BY digest, payload, number LIMIT {_NEAR + 1}
)
UNION ALL
SELECT version, number, digest, payload FROM (
  SELECT * FROM section_bands WHERE band = ?1 AND hash = ?2
    AND (digest, payload, number) < (?3, ?4, ?5)
  ORDER BY digest DESC, payload DESC, number DESC LIMIT {_NEAR}
)
"""  # noqa: S608

# Sections that repeat one whose reading a merge replaced.
_LOST = """
SELECT DISTINCT version, number FROM section_reuse
WHERE kind = 'other_agency'
  AND other_version NOT IN (SELECT version FROM section_bands WHERE band = 0)
"""

# Version and number.
Section = tuple[int, int]


@dataclass(frozen=True)
class _Reading:
    series: int
    payload: str
    names: tuple[str | None, ...]


def find_reuse(archive: Archive) -> int:
    """Bring `section_reuse` up to date with the current versions; returns how many rows it has.

    Only sections that are new, and those near them or near what went, are compared; the rows are
    the same in whatever order the sections came.
    """
    with archive.transaction():
        found = _Reuse(archive)
        found.follow_years()
        found.follow_others()
    return int(archive.rows("SELECT count(*) AS n FROM section_reuse")[0]["n"])


class _Reuse:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._readings = {
            row["version"]: _Reading(
                row["series"], row["payload"], (row["name"], row["agency_name"], row["division"])
            )
            for row in archive.rows(_CURRENT)
        }
        self._shingles = lru_cache(_CACHED)(self._read_shingles)

    def follow_years(self) -> None:
        """Compare each section with that of the same number in the reports before."""
        sql = "SELECT DISTINCT version, other_version AS other FROM section_reuse"
        rows = self._archive.rows(f"{sql} WHERE kind = 'last_year'")
        known = {(row["version"], row["other"]) for row in rows}
        wanted = {(row["version"], row["other"]) for row in self._archive.rows(_YEARS)}
        self._archive.db.conn.executemany(
            "DELETE FROM section_reuse"
            " WHERE kind = 'last_year' AND version = ? AND other_version = ?",
            sorted(known - wanted),
        )
        for version, other in sorted(wanted - known):
            before = dict(self._texts(other))
            for number, text in self._texts(version):
                if number in before:
                    part = share(shingle(text), shingle(before[number]))
                    self._insert((version, number), "last_year", (other, number), part)

    def follow_others(self) -> None:
        """Compare each section with those of other bodies that are nearly the same."""
        rows = self._archive.rows("SELECT DISTINCT version FROM section_bands WHERE band = 0")
        known = {row["version"] for row in rows}
        near = self._leave(sorted(known - self._readings.keys()))
        near.update(self._archive.db.conn.execute(_LOST).fetchall())
        entered = self._enter(sorted(self._readings.keys() - known))
        if known:
            near.update(other for section in entered for other in self._near(section))
        for section in self._in_order(near.union(entered)):
            self._compare(section)

    def _leave(self, versions: list[int]) -> set[Section]:
        """Forget versions that count no more; returns the sections that stood near theirs."""
        sql = "SELECT version, number FROM section_bands WHERE band = 0 AND version = ?"
        rows = [row for version in versions for row in self._archive.rows(sql, version)]
        sections = [(row["version"], row["number"]) for row in rows]
        near = {other for section in sections for other in self._near(section)}
        for sql in (
            "DELETE FROM section_reuse WHERE version = ?1 OR other_version = ?1",
            "DELETE FROM section_bands WHERE version = ?1",
        ):
            self._archive.db.conn.executemany(sql, [(version,) for version in versions])
        return {section for section in near if section[0] in self._readings}

    def _enter(self, versions: list[int]) -> list[Section]:
        """Enter the bands of the sections of new versions; returns the sections."""
        sections = []
        execute = self._archive.db.conn.execute
        # Hashes come in no order: a table of a nation's would be written ten times over.
        execute("CREATE TEMP TABLE entering AS SELECT * FROM section_bands LIMIT 0")
        for version in versions:
            payload = self._readings[version].payload
            for number, text in self._texts(version):
                signature = sign(text)
                self._archive.db.conn.executemany(
                    "INSERT INTO temp.entering VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        (band, part, signature.digest, payload, number, version)
                        for band, part in enumerate(signature.bands)
                    ],
                )
                sections.append((version, number))
        execute("INSERT INTO section_bands SELECT * FROM temp.entering ORDER BY 1, 2, 3, 4, 5, 6")
        execute("DROP TABLE temp.entering")
        return sections

    def _in_order(self, sections: set[Section]) -> Iterator[Section]:
        """Yield sections so that those follow each other which are likely to be compared."""
        sql = "SELECT version, number FROM section_bands WHERE band = 0 ORDER BY hash, digest"
        places = [(row["version"], row["number"]) for row in self._archive.rows(sql)]
        yield from (place for place in places if place in sections)

    def _compare(self, section: Section) -> None:
        """Find anew whose text a section shares."""
        self._archive.db.conn.execute(
            "DELETE FROM section_reuse WHERE kind = 'other_agency' AND version = ? AND number = ?",
            section,
        )
        digest = self._archive.rows(_BANDS, *section)[0]["digest"]
        series, own = self._readings[section[0]].series, self._shingles(section)
        found = []
        for other, (copied, payload) in self._near(section).items():
            if self._readings[other[0]].series != series:
                part = 1.0 if copied == digest else share(own, self._shingles(other))
                found.append((-part, copied, payload, other))
        for part, _, _, other in sorted(found)[:_KEPT]:
            if -part >= _LEAST:
                self._insert(section, "other_agency", other, -part)

    def _near(self, section: Section) -> dict[Section, tuple[Any, ...]]:
        """Return the sections near one in any of its bands: digest and payload of each."""
        execute = self._archive.db.conn.execute
        near: dict[Section, tuple[Any, ...]] = {}
        for band in execute(_BANDS, section).fetchall():
            rows = execute(_NEXT, band).fetchall()
            near.update({(row[0], row[1]): row[2:] for row in rows})
            if len(rows) > 2 * _NEAR and {row[2] for row in rows} == {band[2]}:
                # Copies to the letter on either side are so in every band.
                break
        near.pop(section, None)
        return near

    def _read_shingles(self, section: Section) -> Shingles:
        sql = "SELECT text FROM sections WHERE version = ? AND number = ?"
        (row,) = self._archive.rows(sql, *section)
        return shingle(normalise(row["text"], self._readings[section[0]].names))

    def _texts(self, version: int) -> Iterator[tuple[int, str]]:
        """Yield number and normalised text of the sections that are long enough to compare."""
        sql = "SELECT number, text FROM sections WHERE version = ? ORDER BY number"
        for row in self._archive.rows(sql, version):
            text = normalise(row["text"] or "", self._readings[version].names)
            if len(text) >= SHORTEST:
                yield row["number"], text

    def _insert(self, section: Section, kind: str, other: Section, part: float) -> None:
        self._archive.db.conn.execute(
            "INSERT INTO section_reuse (version, number, kind, other_version, other_number, share)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (*section, kind, *other, part),
        )
