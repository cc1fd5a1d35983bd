"""What the rows of the published copy tell of a place in a source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.codebook import codebook, column_name
from archive.publish.pages.findings import Remark, by_key, read_remarks
from archive.publish.pages.render import row, rows
from extract.report import Locator, Passage

if TYPE_CHECKING:
    from datasette.app import Datasette

# A revisit's bytes are in the record of the capture that it repeats.
_SOURCE = """
SELECT reports.id AS report, reports.title, reports.year, reports.agency,
       agencies.name AS agency_name, versions.id AS version, versions.media_type, versions.engines,
       versions.extractor, versions.payload_sha256, captures.id AS capture,
       captures.url, captures.fetched_at, captures.status, captures.origin, captures.payload_length,
       held.record_id, held.warc_file, held.warc_offset, held.warc_length
FROM reports
JOIN versions ON versions.id = reports.version
JOIN captures ON captures.id = versions.capture
JOIN captures AS held ON held.id = coalesce(captures.revisit_of, captures.id)
LEFT JOIN agencies ON agencies.id = reports.agency
WHERE reports.id = ?
"""
_CELL = "SELECT * FROM cells WHERE version = ? AND key = ?"
_SECTION = "SELECT * FROM sections WHERE version = ? AND number = ?"
WHOLE = "whole"


@dataclass(frozen=True)
class Place:
    """A place in a report's source: the rows about it, and what is to be marked there.

    `name` is what the address calls it; only a cell has a `cell`, only a passage a `section`; `aim`
    is None where the source has no such place.
    """

    name: str
    source: Mapping[str, Any]
    cell: Mapping[str, Any] | None
    section: Mapping[str, Any] | None
    remarks: tuple[Remark, ...]
    aim: Locator | Passage | None

    @property
    def label(self) -> Mapping[str, str]:
        """Return what is counted in the cell, by language; nothing for a passage."""
        column = codebook()["panel"].columns.get(column_name(self.name))
        return {"en": column.en, "zh": column.zh} if column else {}

    @property
    def sentence(self) -> tuple[str, str, str] | None:
        """Return what stands before a passage in its section, the passage, and what follows."""
        if self.section is None or not isinstance(self.aim, Passage):
            return None
        text, (start, end) = self.section["text"], self.aim.span
        return text[:start], text[start:end], text[end:]


async def find_place(datasette: Datasette, report: str, name: str) -> Place:
    """Return a place by the parts of an address; one that is not there raises `NotFound`."""
    source = await row(datasette, f"report {report}", _SOURCE, int(report))
    if name == WHOLE:
        return Place(name, source, None, None, (), None)
    remarks = await read_remarks(datasette, source["report"])
    passages = [one for one in remarks if one.anchor == name and one.section and one.span]
    if passages:
        return await _find_passage(datasette, source, name, passages[0])
    cell = await row(datasette, name, _CELL, source["version"], name)
    aim = Locator.from_json(json.loads(cell["locator"])) if cell["locator"] else None
    return Place(name, source, cell, None, tuple(by_key(remarks).get(name, ())), aim)


async def _find_passage(
    datasette: Datasette, source: Mapping[str, Any], name: str, remark: Remark
) -> Place:
    aim = Passage(remark.section or 0, remark.span or (0, 0))
    sections = await rows(datasette, _SECTION, source["version"], aim.section)
    return Place(name, source, None, sections[0] if sections else None, (remark,), aim)
