"""The record: what one document says, value by value, and why it may be doubted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

# Below this confidence a recognised cell is doubtful; readings that differ give at most 0.5.
CERTAIN = 0.6

Number = int | float
Severity = Literal["error", "warning", "notice"]
Origin = Literal["publisher", "reading", "unknown"]
Status = Literal["verified", "flagged", "incomplete", "pre_2019", "not_a_report", "unreadable"]


class Locator(NamedTuple):
    """Where a text stands in its source.

    `at` is an XPath (HTML, DOCX), `span` a pair of character offsets into the decoded text or, with
    `at`, into that element's lines, `page`
    and `bbox` points from the lower left (PDF), `sheet` and `cell` a spreadsheet's; `member` names
    what lies inside something else (a file of a ZIP, a JSON pointer).
    """

    at: str | None = None
    span: tuple[int, int] | None = None
    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    confidence: float | None = None
    sheet: str | None = None
    cell: str | None = None
    member: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the parts that are known, by name."""
        return {
            name: list(part) if isinstance(part, tuple) else part
            for name, part in zip(self._fields, self, strict=True)
            if part is not None
        }

    @classmethod
    def from_json(cls, parts: Mapping[str, Any]) -> Locator:
        """Return the locator of parts by name."""
        known: dict[str, Any] = {
            name: tuple(part) if isinstance(part, list) else part
            for name, part in parts.items()
            if name in cls._fields
        }
        return cls(**known)


class Place(NamedTuple):
    """A cell's place: number of the table in the document and its grid row and column, from 1."""

    table: int
    row: int
    column: int
    locator: Locator

    def to_json(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "row": self.row,
            "column": self.column,
            **self.locator.to_json(),
        }


class Value(NamedTuple):
    """One cell: the number in the form's unit, None where blank; the text as printed; its place."""

    value: Number | None
    raw: str
    where: Place | None = None

    def to_json(self) -> dict[str, Any]:
        record: dict[str, Any] = {"value": self.value, "raw": self.raw}
        if self.where is not None:
            record["where"] = self.where.to_json()
        return record


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of running text: the section's number, and where in its text, in characters."""

    section: int
    span: tuple[int, int]

    def to_json(self) -> dict[str, Any]:
        return {"section": self.section, "span": list(self.span)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or doubtful about some cells, by the stable name of a rule.

    `message` says it in English, `message_zh` in Chinese: what was found and what was expected.
    `where` is the sentence that it is about, where it is about one.
    """

    rule: str
    severity: Severity
    origin: Origin
    message: str
    message_zh: str
    keys: tuple[str, ...] = ()
    where: Passage | None = None

    def to_json(self) -> dict[str, Any]:
        record: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity,
            "origin": self.origin,
            "message": self.message,
            "message_zh": self.message_zh,
            "keys": list(self.keys),
        }
        if self.where is not None:
            record["where"] = self.where.to_json()
        return record


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six statutory sections, numbered by its meaning, not by its printed numeral."""

    number: int
    heading: str
    text: str

    def to_json(self) -> dict[str, Any]:
        return {"number": self.number, "heading": self.heading, "text": self.text}


@dataclass(frozen=True, slots=True)
class Report:
    """One reading of one document.

    `values` holds every key of the form of each table that was found; keys of tables that were not
    found are absent. `forms` maps a table's name to the name of the form that its labels follow;
    `engines` are the versions of the programs that took part in recognising or converting it.
    """

    sha256: str
    media_type: str
    encoding: str | None
    extractor: str
    title: str | None
    agency: str | None
    year: int | None
    period: tuple[str, str] | None
    published: str | None
    forms: Mapping[str, str]
    status: Status
    values: Mapping[str, Value] = field(default_factory=dict)
    sections: Sequence[Section] = ()
    findings: Sequence[Finding] = ()
    engines: Mapping[str, str] = field(default_factory=dict)

    def to_json(self, source: str) -> dict[str, Any]:
        """Return the record of one document, `source` being the address or file it came from."""
        return {
            "source": source,
            "sha256": self.sha256,
            "media_type": self.media_type,
            "encoding": self.encoding,
            "extractor": self.extractor,
            "engines": dict(self.engines),
            "title": self.title,
            "agency": self.agency,
            "year": self.year,
            "period": list(self.period) if self.period else None,
            "published": self.published,
            "forms": dict(self.forms),
            "status": self.status,
            "values": {key: value.to_json() for key, value in self.values.items()},
            "sections": [section.to_json() for section in self.sections],
            "findings": [finding.to_json() for finding in self.findings],
        }
