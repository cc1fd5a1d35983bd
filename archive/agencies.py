"""Agencies: one row a publishing body, found again by any of its names, in its division."""

from __future__ import annotations

from archive.archive import Archive
from archive.divisions import add_official
from extract.agencies import kind_of
from extract.divisions import resolve
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
        division = self._division(plain, portal_division)
        known = self._known.get((plain, division))
        if known is None:
            known = self._known[plain, division] = self._insert(plain, division)
        return known

    def _division(self, name: str, portal_division: str | None) -> str | None:
        """Return the division that a name begins with, else the portal's.

        Sample portals bring fictional divisions, which stand in the archive only.
        """
        official = resolve(name, within=portal_division)
        if official is not None:
            add_official(self._archive, official.code)
            return official.code
        own = next((code for known, code in self._divisions if name.startswith(known)), None)
        return own or portal_division

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
