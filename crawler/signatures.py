"""Documents whose addresses are signed: each look at their page gives them other ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from archive.addresses import change_address
from archive.archive import Archive
from crawler.file_names import expires, leave_unsigned
from crawler.model import Entry, Found
from crawler.page import strip_fragment

_SAME = """SELECT id, url FROM frontier WHERE portal = ? AND via = ? AND role = 'attachment'
AND json_extract(context, '$.signed') = ? ORDER BY id DESC LIMIT 1"""


def mark_signed(found: Iterable[Found]) -> Iterator[Found]:
    """Note by what the documents of one page are known again: the rest of the address, the place.

    The names of two documents may be the same.
    """
    places: Counter[str] = Counter()
    for one in found:
        if not expires(one.url):
            yield one
            continue
        rest = leave_unsigned(one.url)
        places[rest] += 1
        yield replace(one, context={**one.context, "signed": f"{rest} {places[rest]}"})


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
