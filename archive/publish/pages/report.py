"""`/report/N`: a report as its body published it, with what stands against it at the very cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from archive.another_year import OF_REPORT
from archive.codebook import STATUTORY_TABLES
from archive.publish.pages.findings import Remark, by_key, read_remarks
from archive.publish.pages.render import render, row, rows
from archive.publish.pages.statutory import Block, lay_out
from archive.publish.pages.wording import Piece, mark_claims

if TYPE_CHECKING:
    from datasette.app import Datasette

_REPORT = """
SELECT
  reports.*,
  agencies.name AS agency_name,
  versions.agency_name AS agency_as_read,
  versions.form_disclosure,
  versions.form_applications,
  versions.form_challenges,
  versions.payload_sha256,
  versions.period_start,
  versions.period_end,
  sources.url AS source_url,
  captures.fetched_at AS captured_at
FROM reports
LEFT JOIN agencies ON agencies.id = reports.agency
LEFT JOIN versions ON versions.id = reports.version
LEFT JOIN sources ON sources.id = versions.source
LEFT JOIN captures ON captures.id = versions.capture
WHERE reports.id = ?
"""
_YEARS = "SELECT id, year FROM reports WHERE agency = ? AND year IS NOT NULL ORDER BY year"
_READINGS = f"""
SELECT versions.id, versions.status, versions.payload_sha256, versions.media_type,
  captures.id AS capture, captures.fetched_at, sources.id AS source, sources.url, sources.role,
  sources.state, sources.last_seen
FROM sources
LEFT JOIN versions ON versions.source = sources.id
LEFT JOIN captures ON captures.id = versions.capture
WHERE {OF_REPORT}
ORDER BY sources.role DESC, sources.id, captures.fetched_at, versions.id
"""  # noqa: S608
_NUMBERS = {table: number for number, table in enumerate(STATUTORY_TABLES, 2)}


@dataclass(frozen=True)
class Cell:
    """A cell of a report: its text as printed, its number, and the findings about it."""

    key: str
    raw: str
    value: int | float | None
    remarks: tuple[Remark, ...]

    @property
    def is_converted(self) -> bool:
        """Return whether the number is not what the printed text says at first sight."""
        return self.value is not None and not _says(self.raw, self.value)

    @property
    def severity(self) -> str:
        return self.remarks[0].severity if self.remarks else ""

    @property
    def grave(self) -> tuple[Remark, ...]:
        """Return the findings that are named at the cell: notices are told below the table."""
        return tuple(remark for remark in self.remarks if remark.severity != "notice")


@dataclass(frozen=True)
class Part:
    """A section of a report: its text, its statutory table where it has one, its findings."""

    number: int
    heading: str
    lines: list[list[Piece]]
    table: str | None
    blocks: tuple[Block, ...]
    remarks: tuple[Remark, ...]


async def show_report(datasette: Datasette, request: Request) -> Response:
    """Return the page of a report."""
    number = int(request.url_vars["report"])
    report = await row(datasette, f"report {number}", _REPORT, number)
    remarks = await read_remarks(datasette, number)
    cells = await _cells(datasette, report["version"], remarks)
    parts = _parts(report, await _sections(datasette, report["version"]), remarks, set(cells))
    told = {remark.number for part in parts for remark in part.remarks}
    coverage = await rows(datasette, "SELECT * FROM coverage WHERE report = ?", number)
    context = {
        "report": report,
        "parts": parts,
        "cells": cells,
        "remarks": remarks,
        "others": [remark for remark in remarks if remark.number not in told],
        "coverage": coverage[0] if coverage else None,
        "years": await rows(datasette, _YEARS, report["agency"]),
        "readings": await rows(datasette, _READINGS, number),
        "revisions": await rows(
            datasette, "SELECT * FROM revisions WHERE report = ? ORDER BY seen_at DESC", number
        ),
        "address": datasette.absolute_url(request, datasette.urls.path(f"/report/{number}")),
    }
    return await render(datasette, request, "report", context)


async def _cells(
    datasette: Datasette, version: int | None, remarks: Sequence[Remark]
) -> dict[str, Cell]:
    found = await rows(datasette, "SELECT key, value, raw FROM cells WHERE version = ?", version)
    about = by_key(remarks)
    return {
        cell["key"]: Cell(
            cell["key"], cell["raw"] or "", cell["value"], tuple(about.get(cell["key"], ()))
        )
        for cell in found
    }


async def _sections(datasette: Datasette, version: int | None) -> dict[int, dict[str, Any]]:
    sql = "SELECT number, heading, text FROM sections WHERE version = ? ORDER BY number"
    return {section["number"]: section for section in await rows(datasette, sql, version)}


def _parts(
    report: Mapping[str, Any],
    sections: Mapping[int, Mapping[str, Any]],
    remarks: Sequence[Remark],
    present: set[str],
) -> list[Part]:
    tables = {
        _NUMBERS[table]: table
        for table in STATUTORY_TABLES
        if report[f"form_{table}"] and any(key.startswith(f"{table}.") for key in present)
    }
    numbers = sorted({*sections, *tables})
    places = {remark.number: _place(remark, numbers, tables) for remark in remarks}
    return [
        _part(
            report,
            number,
            sections.get(number),
            tables.get(number),
            tuple(remark for remark in remarks if places[remark.number] == number),
        )
        for number in numbers
    ]


def _place(remark: Remark, numbers: Sequence[int], tables: Mapping[int, str]) -> int | None:
    """Return the section that tells a finding: the one with its words, or with its first cell."""
    if remark.section in numbers:
        return remark.section
    table = remark.keys[0].partition(".")[0] if remark.keys else None
    return next((number for number, name in tables.items() if name == table), None)


def _part(
    report: Mapping[str, Any],
    number: int,
    section: Mapping[str, Any] | None,
    table: str | None,
    remarks: tuple[Remark, ...],
) -> Part:
    claims = [remark for remark in remarks if remark.section == number]
    return Part(
        number,
        section["heading"] if section else "",
        mark_claims(section["text"] or "", claims) if section else [],
        table,
        lay_out(report[f"form_{table}"], table) if table else (),
        remarks,
    )


def _says(raw: str, value: float) -> bool:
    try:
        return float(raw.strip().replace(",", "").replace("，", "")) == value
    except ValueError:
        return False
