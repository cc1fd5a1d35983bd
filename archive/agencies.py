"""Agencies: one row a publishing body, found again by any of its names."""

from __future__ import annotations

from archive.archive import Archive
from extract.agencies import kind_of
from extract.text import squeeze


class Agencies:
    """The bodies of one archive; a name that is new makes a new body."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        divisions = archive.rows("SELECT code, name, full_name FROM divisions")
        names = {row[name]: row["code"] for row in divisions for name in ("name", "full_name")}
        self._divisions = sorted(names.items(), key=lambda item: -len(item[0]))
        self._known = {
            (row["name"], row["division"]): int(row["agency"])
            for row in archive.rows(
                "SELECT agency_names.name, agency_names.agency, agencies.division"
                " FROM agency_names JOIN agencies ON agencies.id = agency_names.agency"
            )
        }

    def number(self, name: str, portal_division: str | None) -> int:
        """Return the number of the body of that name, whose division its name or portal tells."""
        plain = squeeze(name)
        division = self._division(plain) or portal_division
        known = self._known.get((plain, division))
        if known is None:
            known = self._known[plain, division] = self._insert(plain, division)
        return known

    def _division(self, name: str) -> str | None:
        """Return the division whose name the body's begins with, the longest such name."""
        return next((code for known, code in self._divisions if name.startswith(known)), None)

    def _insert(self, name: str, division: str | None) -> int:
        execute = self._archive.db.conn.execute
        cursor = execute(
            "INSERT INTO agencies (name, kind, division) VALUES (?, ?, ?)",
            (name, kind_of(name), division),
        )
        number = int(cursor.lastrowid or 0)
        execute(
            "INSERT INTO agency_names (agency, name, origin) VALUES (?, ?, 'report')",
            (number, name),
        )
        return number
