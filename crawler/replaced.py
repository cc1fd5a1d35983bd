"""Documents that a page replaced: what it links to now is the later version of what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archive.addresses import change_address
from archive.archive import Archive
from crawler.model import Entry, Found
from crawler.page import strip_fragment
from extract.titles import parse_title

# The documents of a page that it had when it was read before, and no other page's.
_KNOWN = """SELECT url, title, file_name FROM sources WHERE role = 'attachment'
AND page = (SELECT id FROM sources WHERE url = ?) ORDER BY id"""

_SAME = """SELECT id, url FROM frontier WHERE portal = ? AND via = ? AND role = 'attachment'
AND json_extract(context, '$.signed') = ? ORDER BY id DESC LIMIT 1"""


def follow_replacements(archive: Archive, entry: Entry, found: Sequence[Found]) -> None:
    """Let the source of a document follow to the one that its page has in its place.

    Inside the caller's transaction. One is in the place of another that has its name, or is the
    only one that is new where only one is gone; never that of another year.
    """
    documents = {strip_fragment(one.url): one for one in found if one.role == "attachment"}
    known = archive.rows(_KNOWN, strip_fragment(entry.url))
    gone = [row for row in known if row["url"] not in documents]
    new = [one for url, one in documents.items() if _is_new(archive, url)]
    for row, one in pair_documents(gone, new):
        url = strip_fragment(one.url)
        change_address(archive, row["url"], url, archive.stamp())
        archive.db.conn.execute(
            "UPDATE frontier SET state = 'rejected', outcome = 'replaced', due_at = ?"
            " WHERE portal = ? AND url = ? AND role = 'attachment'",
            (archive.stamp(), entry.portal, row["url"]),
        )


def _is_new(archive: Archive, url: str) -> bool:
    return not archive.rows("SELECT 1 FROM sources WHERE url = ?", url)


def pair_documents(
    gone: Sequence[Mapping[str, Any]], new: Sequence[Found]
) -> Iterator[tuple[Mapping[str, Any], Found]]:
    """Yield what is gone, by url, title and file_name, with what is new in its place."""
    names = [one.context.get("file_name") for one in new]
    for row in gone:
        if len(gone) == len(new) == 1:
            same = new[0]
        elif row["file_name"] and names.count(row["file_name"]) == 1:
            same = new[names.index(row["file_name"])]
        else:
            continue
        if not _of_other_years(row, same):
            yield row, same


def _of_other_years(row: Mapping[str, Any], one: Found) -> bool:
    years = [_year(row["title"], row["file_name"]),
             _year(one.context.get("title"), one.context.get("file_name"))]  # fmt: skip
    return None not in years and years[0] != years[1]


def _year(*texts: Any) -> int | None:
    """Return the year that a document's own name tells, or else the title of its page."""
    titles = [parse_title(str(text)) for text in reversed(texts) if text]
    return next((title.year for title in titles if title and title.year), None)


def follow_signature(archive: Archive, found: Found, entry: Entry) -> None:
    """Give a document and its source the address that their page gives them now.

    Inside the caller's transaction.
    """
    signed = found.context.get("signed")
    page, url = strip_fragment(entry.url), strip_fragment(found.url)
    known = archive.rows(_SAME, entry.portal, page, signed) if signed else []
    if known and known[0]["url"] != url:
        told = (url, known[0]["id"])
        archive.db.conn.execute("UPDATE OR IGNORE frontier SET url = ? WHERE id = ?", told)
        change_address(archive, known[0]["url"], url, archive.stamp())
