"""What stands against a report, numbered as its page refers to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.publish.pages.render import rows

if TYPE_CHECKING:
    from datasette.app import Datasette

SEVERITIES = ("error", "warning", "notice")
_FINDINGS = """
SELECT standing.*, findings.locator FROM standing
JOIN findings ON findings.id = standing.finding
WHERE standing.report = ? ORDER BY standing.finding
"""


@dataclass(frozen=True)
class Remark:
    """A finding on a page: its number there, its row, its cells, its place in the text."""

    number: int
    row: Mapping[str, Any]
    keys: tuple[str, ...]
    section: int | None
    span: tuple[int, int] | None

    @property
    def severity(self) -> str:
        return str(self.row["severity"])

    @property
    def anchor(self) -> str:
        return f"finding-{self.row['finding']}"

    def message(self, language: str) -> str:
        """Return what was found and what was expected, in a language where it is to be had."""
        chinese = self.row["message_zh"] if language == "zh" else None
        return str(chinese or self.row["message"])


async def read_remarks(datasette: Datasette, report: int) -> list[Remark]:
    """Return the findings that stand against a report, the gravest first."""
    found = await rows(datasette, _FINDINGS, report)
    found.sort(key=lambda row: SEVERITIES.index(row["severity"]))
    return [_remark(number, row) for number, row in enumerate(found, 1)]


def by_key(remarks: Sequence[Remark]) -> dict[str, list[Remark]]:
    """Return the findings at each cell."""
    found: dict[str, list[Remark]] = {}
    for remark in remarks:
        for key in remark.keys:
            found.setdefault(key, []).append(remark)
    return found


def _remark(number: int, row: Mapping[str, Any]) -> Remark:
    place = json.loads(row["locator"] or "{}")
    span = (place["span"][0], place["span"][1]) if "span" in place else None
    keys = tuple(map(str, json.loads(row["keys"] or "[]")))
    return Remark(number, row, keys, place.get("section"), span)
