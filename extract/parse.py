"""Bytes to `Report`: read, match, identify, judge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from extract import __version__
from extract.differences import differing, tell_differences
from extract.document import Document
from extract.errors import ToolMissingError, UnreadableError
from extract.forms import TableForm, load_forms
from extract.identity import Hints, Identity, identify
from extract.labels import canonical
from extract.lines import Line, gather, split_instances
from extract.match import TableReading, read_table
from extract.messages import make_finding
from extract.readers import read_document
from extract.report import Finding, Report, Section, Status, Value
from extract.rules import judge
from extract.rules.facts import Facts
from extract.sections import read_sections
from extract.several import several_reports
from extract.statistics import OLD_FORM, has_statistics
from extract.turned import stand_up
from extract.vocabulary import TABLES, labels_of

# The format with three statutory tables begins with report year 2019 (国办公开办函〔2019〕60号).
_FIRST_YEAR = 2019
_DOUBTS = ("error", "warning")
# Sections of this report and no other: disclosure, applications, challenges.
_OWN = frozenset({2, 3, 4})


def parse(body: bytes, hints: Hints = Hints()) -> Report:  # noqa: B008 - frozen
    """Read one payload, whatever it is; what cannot be read gives a report that says so."""
    try:
        document = read_document(body)
    except UnreadableError as error:
        return unreadable(body, error)
    readings, several = _read_tables(document)
    sections = read_sections(document)
    identity = identify(document, hints)
    values: dict[str, Value] = {}
    for reading in readings:
        values |= reading.values
    findings = [
        *(finding for reading in readings for finding in reading.findings),
        *several,
        *several_reports(document),
        *document.findings,
    ]
    tables = {reading.table.name: reading.table for reading in readings}
    statistics = not tables and has_statistics(document)
    is_old = not tables and _is_old(identity, statistics)
    is_report = _is_report(identity, tables, sections) or statistics
    if is_report:
        findings = [*identity.findings, *findings]
    if is_report and not is_old:
        findings.extend(_missing(document, tables))
        findings.extend(_outdated(statistics))
    facts = Facts(identity.agency, identity.year, tables, values, sections, findings)
    findings.extend(judge(facts))
    return Report(
        sha256=hashlib.sha256(body).hexdigest(),
        media_type=document.media_type,
        encoding=document.encoding,
        extractor=__version__,
        title=identity.title,
        agency=identity.agency,
        year=identity.year,
        period=identity.period,
        published=identity.published,
        forms=_forms(tables, is_old or statistics),
        status=_status(is_report, is_old, tables, values, findings),
        values=values,
        sections=sections,
        findings=findings,
        engines=document.engines,
    )


def unreadable(body: bytes, error: UnreadableError) -> Report:
    """Return the record of a payload that no reader can make a document of.

    What could be read if something were installed here is incomplete, not unreadable.
    """
    missing = isinstance(error, ToolMissingError)
    rule = "document.tool_missing" if missing else "document.unreadable"
    finding = make_finding(rule, "explained", "reading", reason=error.text)
    return Report(
        sha256=hashlib.sha256(body).hexdigest(),
        media_type=error.media_type,
        encoding=None,
        extractor=__version__,
        title=None,
        agency=None,
        year=None,
        period=None,
        published=None,
        forms={},
        status="incomplete" if missing else "unreadable",
        findings=(finding,),
    )


def _read_tables(document: Document) -> tuple[list[TableReading], list[Finding]]:
    """Read each table as the edition of the form that its labels fit best."""
    readings: list[TableReading] = []
    several: list[Finding] = []
    for name, lines in gather(document).items():
        instances = split_instances(name, stand_up(name, lines))
        candidates = [_best(name, part, readings) for part in instances]
        found = [reading for reading in candidates if reading.found]
        if found:
            # A summary in the text may have some of the heads; of whole tables the first counts.
            fullest = max(found, key=lambda reading: reading.found)
            readings.append(fullest)
            several.extend(_several(fullest, found))
    return readings, several


def _best(name: str, lines: Sequence[Line], before: Sequence[TableReading]) -> TableReading:
    """Return the reading with most numbers; of equals the form of the tables before it.

    The form that knows most of the labels is tried first: where all of it is there, no other can
    fit better.
    """
    usual = before[0].table.form if before else load_forms()[-1].name
    printed = {canonical(label) for line in lines for label in line.labels}
    tables = [form.table(name) for form in load_forms()]
    tables.sort(key=lambda table: (-len(printed & labels_of(table)), table.form != usual))
    readings: list[TableReading] = []
    for table in tables:
        readings.append(read_table(lines, table))
        if _is_whole(readings[-1]):
            return readings[-1]
    return max(readings, key=lambda reading: (*_fit(reading), reading.table.form == usual))


def _is_whole(reading: TableReading) -> bool:
    """Tell whether every cell of the form is there and nothing else: no other form fits better."""
    doubts = {"row.missing", "row.unknown", "column.unknown", "label.inexact"}
    return not any(finding.rule in doubts for finding in reading.findings)


def _fit(reading: TableReading) -> tuple[int, int, int]:
    inexact = sum(finding.rule == "label.inexact" for finding in reading.findings)
    return reading.numbers, reading.found, -inexact


def _several(kept: TableReading, readings: Sequence[TableReading]) -> Iterator[Finding]:
    """Yield a finding where a table stands in the document more than once and differs."""
    read = _numbers(kept.values)
    for other in readings:
        numbers = _numbers(other.values)
        keys = differing(read, numbers)
        if keys:
            cells = tell_differences(keys, read, numbers)
            found = {"number": other.table.number, "cells": cells}
            yield make_finding("document.several", "tables", "unknown", keys, **found)


def _numbers(values: Mapping[str, Value]) -> dict[str, object]:
    return {key: value.value for key, value in values.items()}


def _is_report(
    identity: Identity, tables: Mapping[str, object], sections: Sequence[Section]
) -> bool:
    """A statutory table or two of the six headings prove a report; so does a title that names one.

    总体情况, 存在问题 and 其他事项 are in other reports of a year too: beside them a title has to
    name a body. A page that only carries a title with a year is a report's whose content is
    elsewhere.
    """
    title = identity.parsed
    numbers = {section.number for section in sections}
    own = not numbers.isdisjoint(_OWN) or (title is not None and title.agency is not None)
    return bool(tables) or (len(numbers) > 1 and own) or (title is not None and bool(title.year))


def _is_old(identity: Identity, statistics: bool) -> bool:
    """Tell whether a report without statutory tables is from before there were any."""
    return statistics if identity.year is None else identity.year < _FIRST_YEAR


def _forms(tables: Mapping[str, TableForm], is_old: bool) -> dict[str, str]:
    forms = {name: table.form for name, table in tables.items()}
    return dict.fromkeys(TABLES, OLD_FORM) if is_old else forms


def _outdated(statistics: bool) -> Iterator[Finding]:
    if statistics:
        yield make_finding("form.outdated", "statistics", "publisher")


def _missing(document: Document, tables: Mapping[str, object]) -> Iterator[Finding]:
    for name in TABLES:
        if name not in tables:
            form = load_forms()[-1].table(name)
            message = "pictured" if document.images else "absent"
            found = {"number": form.number, "title": form.heading, "pictures": document.images}
            yield make_finding("table.missing", message, "unknown", **found)


def _status(
    is_report: bool,
    is_old: bool,
    tables: Mapping[str, TableForm],
    values: Mapping[str, Value],
    findings: Sequence[Finding],
) -> Status:
    if not is_report:
        return "not_a_report"
    if is_old:
        return "pre_2019"
    if any(finding.rule in {"table.missing", "table.blank"} for finding in findings):
        return "incomplete"
    if any(_is_lost(table, values) for table in tables.values()):
        return "incomplete"
    if any(finding.severity in _DOUBTS for finding in findings):
        return "flagged"
    return "verified"


def _is_lost(table: TableForm, values: Mapping[str, Value]) -> bool:
    """Tell whether not one number of a table could be read."""
    return all(values[key].value is None for key in table.keys)
