"""What a killed run was answered and had not settled: such an address is not asked for twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from archive.archive import Archive
from archive.captures import read_asked
from archive.warc import find_file, locate_file
from crawler.model import Entry
from crawler.page import strip_fragment

# Rows are committed once a second: of what was found and asked for within it, the recovered
# records tell the answers, and nothing tells the entries.
_UNCLAIMED = """SELECT * FROM captures WHERE run = ? AND role != 'robots'
AND warc_file IS NOT NULL
AND id NOT IN (SELECT capture FROM frontier WHERE capture IS NOT NULL) ORDER BY id"""


class Unclaimed:
    """The captures of a run that no entry of the frontier has."""

    def __init__(self, archive: Archive, run: int) -> None:
        self._archive = archive
        self._captures: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
        for row in archive.rows(_UNCLAIMED, run):
            self._captures[row["portal"], row["method"], row["url"]].append(row)

    def claim(self, entry: Entry) -> Mapping[str, Any] | None:
        """Return, once, the answer to what an entry asks for next; None where there is none.

        What is older than the entry's capture was an answer to it that it did not end with.
        """
        held = self._captures.get((entry.portal, entry.method, strip_fragment(entry.url)), [])
        for row in held:
            if row["id"] > (entry.capture or 0) and self._answers(row, entry):
                held.remove(row)
                return row
        return None

    def _answers(self, row: Mapping[str, Any], entry: Entry) -> bool:
        """Tell whether it was asked the same; of a file that is elsewhere that is not known."""
        if entry.method == "GET":
            return True
        path = find_file(locate_file(self._archive, row["warc_file"]))
        return path.exists() and read_asked(self._archive, row) == entry.body.encode()
