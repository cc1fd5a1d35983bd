"""How many reports a portal should list, learned from what it listed before."""

from __future__ import annotations

from statistics import median_low

from archive.archive import Archive

# Of so many good looks the middle one counts: one odd night changes nothing.
_LOOKS = 5
# A portal that lists fewer than this share of what it used to has lost a column.
_SHARE = 0.5
_GOOD = """SELECT reports FROM portal_looks WHERE portal = :portal AND outcome = 'ok'
AND run > coalesce((SELECT max(run) FROM portal_looks WHERE portal = :portal
  AND outcome = 'accepted'), 0) ORDER BY run DESC LIMIT :looks"""


def expected_reports(archive: Archive, portal: str) -> int:
    """Return how many reports a portal is expected to list, 0 where nothing is known."""
    asked = {"portal": portal, "looks": _LOOKS}
    counts = [row["reports"] for row in archive.db.query(_GOOD, asked)]
    return median_low(counts) if counts else 0


def falls_short(found: int, expected: int) -> bool:
    """Tell whether a portal lists so few reports that it cannot be believed."""
    return found < expected * _SHARE


def note_look(archive: Archive, run: int, portal: str, outcome: str, reports: int) -> None:
    """Remember what a portal listed in a run, inside the caller's transaction."""
    archive.db.conn.execute(
        "INSERT OR REPLACE INTO portal_looks (portal, run, outcome, reports) VALUES (?, ?, ?, ?)",
        (portal, run, outcome, reports),
    )


def accept(archive: Archive, portal: str) -> None:
    """Take what a portal listed last for all that it has: its earlier counts are forgotten."""
    with archive.transaction():
        archive.db.conn.execute(
            "UPDATE portal_looks SET outcome = 'accepted' WHERE portal = ?"
            " AND run = (SELECT max(run) FROM portal_looks WHERE portal = ?)",
            (portal, portal),
        )
