"""What a new version of the extractor would change, before it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.archive import Archive
from archive.extraction import Progress, read_unread
from archive.revisions import Change, find_changes, read_cells
from extract.report import Report

# The last reading of the same bytes by another version.
_FORMER = """
SELECT versions.*, sources.url FROM versions JOIN sources ON sources.id = versions.source
WHERE versions.source = ? AND versions.payload_sha256 = ? ORDER BY versions.id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Difference:
    """One document that would be read otherwise; `told` are status, agency and year that differ.

    Each is the former and the new one, by its name.
    """

    url: str
    extractor: str
    told: Mapping[str, tuple[object, object]]
    cells: Sequence[Change]


@dataclass(frozen=True)
class Foreseen:
    """What reading everything anew would come to: documents read, of them never read before."""

    read: int
    fresh: int
    differences: Sequence[Difference]


def foresee(archive: Archive, progress: Progress | None = None) -> Foreseen:
    """Read every payload that this version has not read, compare with the last reading, keep none.

    A cell differs if its number does; where it is printed does not matter.
    """
    read = fresh = 0
    differences = []
    for row, report in read_unread(archive, progress):
        read += 1
        former = archive.rows(_FORMER, row["source"], row["payload_sha256"])
        if not former:
            fresh += 1
        elif found := _differ(archive, former[0], report):
            differences.append(found)
    return Foreseen(read, fresh, differences)


def _differ(archive: Archive, former: Mapping[str, Any], report: Report) -> Difference | None:
    new = {"status": report.status, "agency_name": report.agency, "year": report.year}
    told = {name: (former[name], value) for name, value in new.items() if former[name] != value}
    after = {key: (value.value, value.raw) for key, value in report.values.items()}
    cells = list(find_changes(read_cells(archive, former["id"]), after))
    if not told and not cells:
        return None
    return Difference(former["url"], former["extractor"], told, cells)
