"""Under which addresses a source was captured: its own, and those that it had before.

A document whose address is signed for a short while has another one at each look at its page.
"""

from __future__ import annotations

from archive.archive import Archive

# To be put after `IN` where `sources` is at hand. With an index on another column of `captures`
# SQLite would look through all of them for each source: name those columns with a plus sign.
ADDRESSES = (
    "(SELECT sources.url UNION ALL SELECT former_addresses.url FROM former_addresses"
    " WHERE former_addresses.source = sources.id)"
)


def change_address(archive: Archive, old: str, new: str) -> None:
    """Give a source another address and remember the old one, inside the caller's transaction.

    Nothing happens where there is no such source, or where the new address is another's.
    """
    archive.db.conn.execute(
        "INSERT INTO former_addresses (url, source) SELECT url, id FROM sources WHERE url = ?1"
        " AND NOT EXISTS (SELECT 1 FROM sources AS other WHERE other.url = ?2)"
        " ON CONFLICT (url) DO UPDATE SET source = excluded.source",
        (old, new),
    )
    archive.db.conn.execute(
        "UPDATE sources SET url = ?2 WHERE url = ?1"
        " AND NOT EXISTS (SELECT 1 FROM sources AS other WHERE other.url = ?2)",
        (old, new),
    )
