"""Divisions: official ones by their codes, fictional ones as their portals bring them."""

from __future__ import annotations

from archive.archive import Archive
from extract.divisions import EDITION, ancestors


def add_official(archive: Archive, code: str) -> bool:
    """Insert the division of an official code and those above it, in the caller's transaction.

    Returns whether the code list knows the code.
    """
    chain = ancestors(code)
    for place in chain:
        archive.db.conn.execute(
            "INSERT INTO divisions (code, name, level, parent, full_name, edition)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING",
            (place.code, place.name, place.level, place.parent, place.full_name, EDITION),
        )
    return bool(chain)
