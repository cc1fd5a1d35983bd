"""Which archive this is, and which runs are its own: names that no other archive has."""

from __future__ import annotations

import uuid

from sqlite_utils import Database

# Copies of an archive of an earlier edition are the same archive: they have the first record alike,
# whose identifier is `<urn:uuid:…>`.
_FIRST = (
    "SELECT substr(record_id, 11, 36) FROM captures WHERE record_id LIKE '<urn:uuid:%'"
    " ORDER BY id LIMIT 1"
)


def name_archive(db: Database) -> None:
    """Give an archive its identifier, unless it has one."""
    first = next(iter(db.execute(_FIRST)), (str(uuid.uuid4()),))
    db.conn.execute("INSERT OR IGNORE INTO identity VALUES ('archive', ?)", first)


def name_runs(db: Database) -> None:
    """Give runs of an earlier edition, which knew no identifiers, theirs: the same in each copy."""
    db.conn.execute(
        "UPDATE runs SET archive = identity.value, uid = identity.value || '/' || runs.id"
        " FROM identity WHERE identity.name = 'archive' AND runs.uid IS NULL"
    )
