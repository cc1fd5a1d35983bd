"""What the rows of the published copy tell of a place in a source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound

from archive.codebook import codebook, column_name
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
_OF_REPORT = "(findings.version = ? OR findings.report = ?)"
_FINDING = f"SELECT * FROM findings WHERE id = ? AND {_OF_REPORT}"  # noqa: S608
_FINDINGS = f"""
SELECT * FROM findings WHERE {_OF_REPORT}
AND EXISTS (SELECT 1 FROM json_each(findings.keys) WHERE value = ?) ORDER BY id
"""  # noqa: S608
_SECTION = "SELECT * FROM sections WHERE version = ? AND number = ?"
WHOLE = "whole"
_NAMED = re.compile(r"finding-([0-9]{1,18})")


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
    findings: tuple[Mapping[str, Any], ...]
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
    named = _NAMED.fullmatch(name)
    if named:
        return await _find_passage(datasette, source, name, int(named[1]))
    cell = await row(datasette, name, _CELL, source["version"], name)
    findings = await rows(datasette, _FINDINGS, source["version"], source["report"], name)
    aim = Locator.from_json(json.loads(cell["locator"])) if cell["locator"] else None
    return Place(name, source, cell, None, tuple(findings), aim)


async def _find_passage(
    datasette: Datasette, source: Mapping[str, Any], name: str, number: int
) -> Place:
    where = (number, source["version"], source["report"])
    finding = await row(datasette, name, _FINDING, *where)
    if not finding["locator"]:
        raise NotFound(f"{name} is about no sentence · {name} 不涉及某一句")
    told = json.loads(finding["locator"])
    aim = Passage(told["section"], tuple(told["span"]))
    section = await rows(datasette, _SECTION, source["version"], aim.section)
    return Place(name, source, None, section[0] if section else None, (finding,), aim)
