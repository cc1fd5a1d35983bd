"""Contacts out of the published texts; the archive keeps what the pages said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from archive.publish.contacts import MASK, mask_contacts
from archive.revisions import Reworded, tell_prose, whole_section
from archive.wording import Piece, compare_wordings, mark_changes

_TEXTS = {
    "sections": ("heading", "text"),
    "findings": ("message", "message_zh"),
    "standing": ("message", "message_zh", "observed"),
    "verdicts": ("observed",),
    "revision_sections": ("heading",),
}
_REWORDED = """
SELECT
  revisions.id AS revision,
  revisions.kind,
  changed.number,
  changed.heading,
  changed.difference,
  old.heading AS old_heading,
  old.text AS old_text,
  new.heading AS new_heading,
  new.text AS new_text
FROM revision_sections AS changed
JOIN revisions ON revisions.id = changed.revision
LEFT JOIN sections AS old ON old.version = revisions.old_version AND old.number = changed.number
LEFT JOIN sections AS new ON new.version = revisions.new_version AND new.number = changed.number
ORDER BY revisions.id, changed.number
"""


def mask_texts(db: Database) -> None:
    """Mask the contacts in all running text of a published copy, character for character."""
    with db.atomic():
        _mask_differences(db)
        for table, columns in _TEXTS.items():
            for column in columns:
                _mask_column(db, table, column)


def mask_difference(old: str, new: str) -> str:
    """Return how two wordings differ, with what is a contact in either of them masked.

    A change may show less of a text than it takes to tell that a number is a telephone's.
    """
    return mark_changes(list(_masked_pieces(old, new)))


def _masked_pieces(old: str, new: str) -> Iterator[Piece]:
    masked_old, masked_new = mask_contacts(old), mask_contacts(new)
    at_old = at_new = 0
    for fate, text in compare_wordings(old, new):
        before = masked_old[at_old : at_old + len(text)] if fate != "added" else text
        after = masked_new[at_new : at_new + len(text)] if fate != "removed" else text
        at_old += len(text) if fate != "added" else 0
        at_new += len(text) if fate != "removed" else 0
        pairs = zip(before, after, strict=True)
        yield Piece(fate, "".join(MASK if MASK in pair else pair[0] for pair in pairs))


def _mask_differences(db: Database) -> None:
    for revision, rows in groupby(list(db.query(_REWORDED)), key=itemgetter("revision")):
        found = list(rows)
        masked = [Reworded(row["number"], row["heading"], _masked_difference(row)) for row in found]
        changed = [
            (part.difference, revision, part.number)
            for part, row in zip(masked, found, strict=True)
            if part.difference != row["difference"]
        ]
        db.conn.executemany(
            "UPDATE revision_sections SET difference = ? WHERE revision = ? AND number = ?", changed
        )
        if changed and found[0]["kind"] == "prose":
            db.conn.execute(
                "UPDATE revisions SET summary = ? WHERE id = ?", (tell_prose(masked), revision)
            )


def _masked_difference(row: dict[str, Any]) -> str:
    old = whole_section(row["old_heading"], row["old_text"])
    new = whole_section(row["new_heading"], row["new_text"])
    if (mask_contacts(old), mask_contacts(new)) == (old, new):
        return str(row["difference"])
    return mask_difference(old, new)


def _mask_column(db: Database, table: str, column: str) -> None:
    rows = db.conn.execute(f"SELECT rowid, [{column}] FROM [{table}]")  # noqa: S608 - our own names
    texts = ((mask_contacts(text), text, number) for number, text in rows if text)
    changed = [(masked, number) for masked, text, number in texts if masked != text]
    db.conn.executemany(f"UPDATE [{table}] SET [{column}] = ? WHERE rowid = ?", changed)  # noqa: S608
