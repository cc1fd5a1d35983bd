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


# What was captured under a former address after that was left is not the source's any more.
STILL = (
    "NOT EXISTS (SELECT 1 FROM former_addresses AS left_address WHERE left_address.url ="
    " {captures}.url AND left_address.source = sources.id"
    " AND left_address.until < {captures}.fetched_at)"
)


def succeed(archive: Archive, old: str, new: str, until: str) -> None:
    """Let one source have two addresses, the old one until a moment, inside a transaction.

    A source that stood for one of them and was never read is forgotten; two that were read stay.
    """
    for unread in (old, new):
        archive.db.conn.execute(
            "DELETE FROM sources WHERE url = ?1 AND EXISTS (SELECT 1 FROM sources WHERE url = ?2)"
            " AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.source = sources.id)",
            (unread, new if unread == old else old),
        )
    archive.db.conn.execute(
        "INSERT OR IGNORE INTO former_addresses (url, source, until) SELECT ?1, id, ?3 FROM sources"
        " WHERE url = ?2 AND NOT EXISTS (SELECT 1 FROM sources WHERE url = ?1)",
        (old, new, until),
    )
    change_address(archive, old, new, until)


def change_address(archive: Archive, old: str, new: str, until: str) -> None:
    """Give a source another address and remember the old one, inside the caller's transaction.

    Nothing happens where there is no such source, or where the new address is another's.
    """
    archive.db.conn.execute(
        "INSERT INTO former_addresses (url, source, until) SELECT url, id, ?3 FROM sources"
        " WHERE url = ?1 AND NOT EXISTS (SELECT 1 FROM sources AS other WHERE other.url = ?2)"
        " ON CONFLICT (url) DO UPDATE SET source = excluded.source, until = excluded.until",
        (old, new, until),
    )
    archive.db.conn.execute(
        "UPDATE sources SET url = ?2 WHERE url = ?1"
        " AND NOT EXISTS (SELECT 1 FROM sources AS other WHERE other.url = ?2)",
        (old, new),
    )
    # An address that a source comes back to is its own again, not a former one.
    archive.db.conn.execute(
        "DELETE FROM former_addresses WHERE url = ?1"
        " AND source = (SELECT id FROM sources WHERE url = ?1)",
        (new,),
    )
