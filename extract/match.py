"""Grid and form to values: every number is placed by the labels of its row and its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.forms import Indicator, TableForm
from extract.heads import Misspelling
from extract.lines import Line, is_unit_caption
from extract.messages import join, make_finding, say
from extract.numbers import Doubt, is_blank, read_number, unit_of
from extract.placing import Placement, Slot, Unclear, place
from extract.report import CERTAIN, Finding, Number, Origin, Place, Value
from extract.rows import Row, print_line, read_rows

# Rule, message and origin of the finding about a cell's text.
_DOUBTS: Mapping[Doubt, tuple[str, str, Origin]] = {
    "unreadable": ("cell.unreadable", "not_a_number", "unknown"),
    "no_unit": ("cell.unreadable", "no_unit", "unknown"),
    "two_units": ("cell.unreadable", "two_units", "unknown"),
    "annotated": ("cell.annotated", "noted", "publisher"),
    "converted": ("cell.unit_converted", "converted", "publisher"),
    "struck": ("cell.struck", "out", "publisher"),
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
    units = _units(lines) if table.counts_money else {}
    for row, placement in zip(found.rows, place(found.rows, table), strict=True):
        stated = units.get(id(row.line), "")
        for key, value, doubts in _read_row(row, placement, table, stated):
            if key not in values:
                values[key] = value
                findings.extend(doubts)
            elif values[key].value != value.value:
                findings.append(_twice(table, key, values[key], value))
                values[key] = Value(None, f"{values[key].raw} | {value.raw}")
    findings.extend(_unknown(table, found.unknown, [head.unknown for head in found.heads]))
    slips = [*found.misspelt, *(slip for head in found.heads for slip in head.misspelt)]
    if slips:
        findings.extend(_misspelt(table, slips, _origin(lines)))
    findings.extend(_absent(table, values))
    whole = {**dict.fromkeys(table.keys, Value(None, "")), **values}
    findings.extend(_blank(table, whole, set(values), findings, lines))
    return TableReading(table, whole, tuple(_merged(findings)), len(values))


def _units(lines: Sequence[Line]) -> dict[int, str]:
    """Return the units of money stated in each line of numbers, and in heads and captions over it.

    A caption that says nothing else holds for all that follows, others for the lines below them.
    """
    units: dict[int, str] = {}
    caption = above = ""
    below_numbers = False
    for line in lines:
        own = "".join(map(unit_of, line.labels))
        if line.values:
            units[id(line)] = f"{caption} {above} {own}"
        elif is_unit_caption(line.labels):
            caption = own
        else:
            above = own if below_numbers else above + own
        below_numbers = bool(line.values)
    return units


def _read_row(
    row: Row, placement: Placement | None, table: TableForm, stated: str
) -> Iterator[tuple[str, Value, list[Finding]]]:
    """Yield the key, value and doubts of each cell of one row."""
    for column, cell in table.by_row[row.form.key].items():
        if placement is None:
            if row.head is None or column in row.head.printed:
                yield cell.key, Value(None, ""), [_unplaced(row, cell, table)]
        elif column in placement.slots:
            head = row.head.printed[column] if row.head else ""
            printed = f"{head} {stated}" if stated else head
            value, doubts = _read_cell(cell, placement.slots[column], row.line.table, printed)
            if placement.inferred or (row.head and column in row.head.assumed):
                found = {"number": table.number, "line": print_line(row.line)}
                doubts.append(
                    make_finding("cell.inferred", "by_order", "reading", [cell.key], **found)
                )
            yield cell.key, value, doubts


def _read_cell(cell: Indicator, slot: Slot, table: int, head: str) -> tuple[Value, list[Finding]]:
    if slot is None:
        return Value(None, ""), []
    if isinstance(slot, Unclear):
        return Value(None, slot.text), [_unreadable("not_placed", cell, raw=slot.text)]
    text, row, column, locator, _, _ = slot
    number, doubt = read_number(text, cell, head)
    value = Value(number, text, None if locator is None else Place(table, row, column, locator))
    sure = locator and locator.confidence
    if sure is not None and sure < CERTAIN:
        return value, [_unsure(cell, text, number, sure)]
    return value, [] if doubt is None else [_doubtful(cell, text, number, doubt)]


def _unsure(cell: Indicator, text: str, number: Number | None, confidence: float) -> Finding:
    """Return the finding for a cell that was recognised with little confidence."""
    found = {"cell": cell.name, "raw": text}
    if number is not None:
        found["confidence"] = confidence
        return make_finding("cell.uncertain", "recognised", "reading", [cell.key], **found)
    message = "not_sure" if text else "not_read"
    return make_finding("cell.unreadable", message, "reading", [cell.key], **found)


def _doubtful(cell: Indicator, text: str, number: Number | None, doubt: Doubt) -> Finding:
    rule, message, origin = _DOUBTS[doubt]
    shown = say("blank") if number is None else number
    found = {"cell": cell.name, "raw": text, "value": shown, "unit": cell.unit}
    return make_finding(rule, message, origin, [cell.key], **found)


def _twice(table: TableForm, key: str, first: Value, second: Value) -> Finding:
    cell = next(cell for cell in table.indicators if cell.key == key)
    blank = say("blank")
    return _unreadable("twice", cell, first=first.raw or blank, second=second.raw or blank)


def _unplaced(row: Row, cell: Indicator, table: TableForm) -> Finding:
    message = "no_head" if row.head is None else "not_fitting"
    return _unreadable(message, cell, number=table.number, line=print_line(row.line))


def _unreadable(message: str, cell: Indicator, **found: object) -> Finding:
    return make_finding("cell.unreadable", message, "unknown", [cell.key], cell=cell.name, **found)


def _unknown(
    table: TableForm, rows: Sequence[str], columns: Sequence[Sequence[str]]
) -> Iterator[Finding]:
    for text in rows:
        yield make_finding("row.unknown", "printed", "unknown", number=table.number, line=text)
    for text in dict.fromkeys(text for head in columns for text in head):
        yield make_finding("column.unknown", "printed", "unknown", number=table.number, head=text)


def _origin(lines: Sequence[Line]) -> Origin:
    """Say whose a blank or a slip is: the publisher's, unless it was recognised in a picture."""
    places = (cell.locator for line in lines for cell in line.cells)
    recognised = any(place and place.confidence is not None for place in places)
    return "reading" if recognised else "publisher"


def _misspelt(table: TableForm, slips: Sequence[Misspelling], origin: Origin) -> Iterator[Finding]:
    for slip in dict.fromkeys(slips):
        keys = [cell.key for name, cell in table.cells.items() if _below(name, slip.key)]
        found = {"number": table.number, "printed": slip.printed, "meant": slip.meant}
        yield make_finding("label.inexact", "taken", origin, keys, **found)


def _below(name: tuple[str, str], slip: str) -> bool:
    """Tell whether a cell stands in a misspelt row (`row.`) or below a misspelt head."""
    row, column = name
    return slip in {f"{row}.", column} or column.startswith(f"{slip}.")


def _absent(table: TableForm, values: Mapping[str, Value]) -> Iterator[Finding]:
    """Yield one finding for the rows and columns of the form that are not in the print.

    A row is named if all of it is missing, else row and column of each cell.
    """
    absent = [cell for cell in table.indicators if cell.key not in values]
    if absent:
        lacking = Counter(cell.row_label for cell in absent)
        size = Counter(cell.row_label for cell in table.indicators)
        whole = {label for label, count in lacking.items() if count == size[label]}
        names = (cell.row_name if cell.row_label in whole else cell.name for cell in absent)
        found = {"number": table.number, "lacking": join(dict.fromkeys(names))}
        keys = [cell.key for cell in absent]
        yield make_finding("row.missing", "absent", "unknown", keys, **found)


def _blank(
    table: TableForm,
    whole: Mapping[str, Value],
    found: set[str],
    findings: Sequence[Finding],
    lines: Sequence[Line],
) -> Iterator[Finding]:
    doubtful = {key for note in findings if note.rule == "cell.unreadable" for key in note.keys}
    bare = [key for key, value in whole.items() if value.value is None]
    seen = found - doubtful
    blank = tuple(key for key in bare if key in seen and is_blank(whole[key].raw))
    if len(bare) == len(whole) and not doubtful:
        titled = {"number": table.number, "title": table.heading}
        yield make_finding("table.blank", "whole", _origin(lines), whole, **titled)
    elif blank:
        counted = {"number": table.number, "count": len(blank), "whole": len(whole)}
        yield make_finding("cell.blank", "listed", _origin(lines), blank, **counted)


def _merged(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Join findings that say the same of several cells."""
    keys: dict[tuple[str, str], list[str]] = {}
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        same = (finding.rule, finding.message)
        first.setdefault(same, finding)
        keys.setdefault(same, []).extend(finding.keys)
    for same, finding in first.items():
        yield replace(finding, keys=tuple(keys[same]))
