"""Grid and form to values: every number is placed by the labels of its row and its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.document import Cell
from extract.forms import Indicator, TableForm
from extract.heads import Misspelling
from extract.lines import Line
from extract.numbers import Doubt, is_blank, read_number
from extract.placing import Placement, Slot, place
from extract.report import CERTAIN, Finding, Number, Origin, Place, Severity, Value
from extract.rows import Row, print_line, read_rows

_DOUBTS: Mapping[Doubt, tuple[str, Severity, Origin, str]] = {
    "unreadable": ("cell.unreadable", "error", "unknown", " is not a number"),
    "no_unit": ("cell.unreadable", "error", "unknown", ": neither head nor cell says 元 or 万元"),
    "annotated": ("cell.annotated", "notice", "publisher", ""),
    "converted": ("cell.unit_converted", "notice", "publisher", " read as {value} {unit}"),
}


@dataclass(frozen=True)
class TableReading:
    """One statutory table read as one edition of the form.

    `values` holds every key of the form; `found` counts those whose row and column were found.
    """

    table: TableForm
    values: Mapping[str, Value]
    findings: Sequence[Finding]
    found: int

    @property
    def numbers(self) -> int:
        """Return how many cells gave a number."""
        return sum(value.value is not None for value in self.values.values())


def read_table(lines: Sequence[Line], table: TableForm) -> TableReading:
    """Read the lines of one statutory table as an edition of the form prescribes them."""
    found = read_rows(lines, table)
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    for row, placement in zip(found.rows, place(found.rows, table), strict=True):
        for key, value, doubts in _read_row(row, placement, table):
            if key not in values:
                values[key] = value
                findings.extend(doubts)
            elif values[key].value != value.value:
                findings.append(_twice(table, key, values[key], value))
                values[key] = Value(None, f"{values[key].raw} | {value.raw}")
    findings.extend(_unknown(table, found.unknown, [head.unknown for head in found.heads]))
    slips = [*found.misspelt, *(slip for head in found.heads for slip in head.misspelt)]
    findings.extend(_misspelt(table, slips, _origin(lines)))
    findings.extend(_absent(table, values))
    whole = {cell.key: values.get(cell.key, Value(None, "")) for cell in table.indicators}
    findings.extend(_blank(table, whole, set(values), findings))
    return TableReading(table, whole, tuple(_merged(findings)), len(values))


def _read_row(
    row: Row, placement: Placement | None, table: TableForm
) -> Iterator[tuple[str, Value, list[Finding]]]:
    """Yield the key, value and doubts of each cell of one row."""
    for (name, column), cell in table.cells.items():
        if name != row.form.key:
            continue
        if placement is None or column not in placement.slots:
            if placement is None:
                why = "no column heads above" if row.head is None else "cells do not fit the heads"
                message = f"表{table.number} {why}: {print_line(row.line)}"
                yield cell.key, Value(None, ""), [_unreadable(message, cell)]
            continue
        printed = row.head.printed[column] if row.head else ""
        value, doubts = _read_cell(cell, placement.slots[column], row.line, printed)
        if placement.inferred:
            message = f"表{table.number} placed by order, no head above: {print_line(row.line)}"
            doubts.append(Finding("cell.inferred", "warning", "reading", message, (cell.key,)))
        yield cell.key, value, doubts


def _read_cell(cell: Indicator, slot: Slot, line: Line, head: str) -> tuple[Value, list[Finding]]:
    if slot.unclear is not None:
        message = f"{cell.row_label}/{cell.column_label}: {slot.unclear} cannot be placed"
        return Value(None, slot.unclear), [_unreadable(message, cell)]
    if slot.cell is None:
        return Value(None, ""), []
    raw = slot.cell.text
    reading = read_number(raw, cell, head)
    value = Value(reading.value, raw, _where(slot, line))
    unsure = _unsure(cell, slot.cell, reading.value)
    if unsure or reading.doubt is None:
        return value, unsure
    rule, severity, origin, told = _DOUBTS[reading.doubt]
    told = told.format(value=reading.value, unit=cell.unit)
    message = f"{cell.row_label}/{cell.column_label}: {raw}{told}"
    return value, [Finding(rule, severity, origin, message, (cell.key,))]


def _unsure(cell: Indicator, printed: Cell, number: Number | None) -> list[Finding]:
    """Return the finding for a cell that was recognised with little confidence, if it was."""
    sure = printed.locator.confidence if printed.locator else None
    if sure is None or sure >= CERTAIN:
        return []
    name = f"{cell.row_label}/{cell.column_label}"
    if number is None:
        text = f"{printed.text} is not surely read" if printed.text else "print that is not read"
        message = f"{name}: {text}"
        return [Finding("cell.unreadable", "error", "reading", message, (cell.key,))]
    message = f"{name}: {printed.text} is not surely read ({sure:.2f})"
    return [Finding("cell.uncertain", "warning", "reading", message, (cell.key,))]


def _where(slot: Slot, line: Line) -> Place | None:
    if slot.cell is None or slot.cell.locator is None:
        return None
    return Place(line.table, slot.cell.row, slot.cell.column, slot.cell.locator)


def _twice(table: TableForm, key: str, first: Value, second: Value) -> Finding:
    texts = f"{first.raw or 'blank'} and {second.raw or 'blank'}"
    message = f"表{table.number}: a row stands here twice, with {texts}"
    return Finding("cell.unreadable", "error", "unknown", message, (key,))


def _unreadable(message: str, cell: Indicator) -> Finding:
    return Finding("cell.unreadable", "error", "unknown", message, (cell.key,))


def _unknown(
    table: TableForm, rows: Sequence[str], columns: Sequence[Sequence[str]]
) -> Iterator[Finding]:
    for text in rows:
        yield Finding("row.unknown", "warning", "unknown", f"表{table.number}: {text}")
    for text in dict.fromkeys(text for head in columns for text in head):
        yield Finding("column.unknown", "warning", "unknown", f"表{table.number}: {text}")


def _origin(lines: Sequence[Line]) -> Origin:
    """Say who misspelt a label: the publisher, unless it was recognised in a picture."""
    places = (cell.locator for line in lines for cell in line.cells)
    recognised = any(place and place.confidence is not None for place in places)
    return "reading" if recognised else "publisher"


def _misspelt(table: TableForm, slips: Sequence[Misspelling], origin: Origin) -> Iterator[Finding]:
    for slip in dict.fromkeys(slips):
        keys = tuple(cell.key for name, cell in table.cells.items() if _below(name, slip.key))
        message = f"表{table.number}: {slip.printed} taken for {slip.meant}"
        yield Finding("label.inexact", "notice", origin, message, keys)


def _below(name: tuple[str, str], slip: str) -> bool:
    """Tell whether a cell stands in a misspelt row (`row.`) or below a misspelt head."""
    row, column = name
    return slip in {f"{row}.", column} or column.startswith(f"{slip}.")


def _absent(table: TableForm, values: Mapping[str, Value]) -> Iterator[Finding]:
    """Yield one finding for the rows and columns of the form that are not in the print."""
    absent = [cell for cell in table.indicators if cell.key not in values]
    if absent:
        names = dict.fromkeys(_absent_name(cell, absent, table) for cell in absent)
        message = f"表{table.number} lacks {'; '.join(names)}"
        keys = tuple(cell.key for cell in absent)
        yield Finding("row.missing", "warning", "unknown", message, keys)


def _absent_name(cell: Indicator, absent: Sequence[Indicator], table: TableForm) -> str:
    """Name the row that is missing, or row and column if the rest of the row is there."""
    row = [other for other in table.indicators if other.row_label == cell.row_label]
    whole = all(other in absent for other in row)
    return cell.row_label if whole else f"{cell.row_label}/{cell.column_label}"


def _blank(
    table: TableForm, whole: Mapping[str, Value], found: set[str], findings: Sequence[Finding]
) -> Iterator[Finding]:
    doubtful = {key for note in findings if note.rule == "cell.unreadable" for key in note.keys}
    blank = tuple(
        key
        for key, value in whole.items()
        if key in found - doubtful and value.value is None and is_blank(value.raw)
    )
    if not any(value.value is not None for value in whole.values()) and not doubtful:
        message = f"表{table.number} {table.title}: every cell is blank"
        yield Finding("table.blank", "error", "publisher", message, tuple(whole))
    elif blank:
        message = f"表{table.number}: {len(blank)} cells show no number"
        yield Finding("cell.blank", "notice", "publisher", message, blank)


def _merged(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Join findings that say the same of several cells."""
    keys: dict[tuple[str, str], list[str]] = {}
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        same = (finding.rule, finding.message)
        first.setdefault(same, finding)
        keys.setdefault(same, []).extend(finding.keys)
    for same, finding in first.items():
        yield Finding(
            finding.rule, finding.severity, finding.origin, finding.message, tuple(keys[same])
        )
