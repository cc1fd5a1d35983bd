"""Reports as XLSX: one sheet, or one for each table; numbers as numbers or as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from xml.sax.saxutils import escape

from extract.readers.sheets import a1
from tests.extract.grids import Sheet, expand
from tests.extract.layouts import Print
from tests.extract.readers.containers import package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

Cells = dict[tuple[int, int], str]


def xlsx(document: Print, rng: Random) -> bytes:
    """Write a report; the seed decides on sheets, kinds of cells and formats of blanks."""
    writer = _Writer(rng)
    if rng.random() < 0.5:
        sheets = [list(document.parts())]
    else:
        parts = list(document.parts())
        tables = [index for index, part in enumerate(parts) if not isinstance(part, str)]
        cuts = [0, *(index + 1 for index in tables), len(parts)]
        sheets = [parts[one:two] for one, two in pairwise(cuts)]
    return workbook([writer.sheet(parts) for parts in sheets], writer.strings)


def workbook(
    sheets: Sequence[str],
    strings: Sequence[str] = (),
    styles: str = "",
    states: Sequence[str] = (),
    drawing: str = "",
) -> bytes:
    """Return a workbook of worksheets' XML, named 表1, 表2 …; the drawing is the first one's."""
    members = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Override'
        f' PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": _relations(["officeDocument"], ["xl/workbook.xml"]),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        + "".join(
            f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"{_state(states, n)}/>'
            for n in range(1, len(sheets) + 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            [*("worksheet" for _ in sheets), "sharedStrings", "styles"],
            [*(f"worksheets/s{n}.xml" for n, _ in enumerate(sheets)), "strings.xml", "styles.xml"],
        ),
        "xl/strings.xml": f'{_XML}<sst xmlns="{_MAIN}">'
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
        + "</sst>",
        "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
    }
    for n, sheet in enumerate(sheets):
        members[f"xl/worksheets/s{n}.xml"] = f'{_XML}<worksheet xmlns="{_MAIN}">{sheet}</worksheet>'
    if drawing:
        members["xl/worksheets/_rels/s0.xml.rels"] = _relations(["drawing"], ["../drawing.xml"])
        members["xl/drawing.xml"] = f'{_XML}<d:wsDr xmlns:d="x">{drawing}</d:wsDr>'
    return package(members)


def _state(states: Sequence[str], number: int) -> str:
    return f' state="{states[number - 1]}"' if number <= len(states) else ""


def _relations(kinds: Sequence[str], targets: Sequence[str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(zip(kinds, targets, strict=True), start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


class _Writer:
    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.strings: list[str] = []
        self.inline = rng.random() < 0.3
        self.numeric = rng.random() < 0.7
        self.merge_titles = rng.random() < 0.5

    def sheet(self, parts: Sequence[str | Sheet]) -> str:
        rows: list[str] = []
        merged: list[str] = []
        for part in parts:
            top = len(rows) + 1
            if isinstance(part, str):
                rows.append(f'<row r="{top}">{self._cell(top, 1, part)}</row>')
                if self.merge_titles:
                    merged.append(f"A{top}:J{top}")
            else:
                merged.extend(_merged(part, top))
                rows.extend(self._rows(part, top))
        merges = "".join(f'<mergeCell ref="{reference}"/>' for reference in merged)
        tail = f"<mergeCells>{merges}</mergeCells>" if merges else ""
        return f"<sheetData>{''.join(rows)}</sheetData>{tail}"

    def _rows(self, sheet: Sheet, top: int) -> Iterator[str]:
        for index, row in enumerate(expand(sheet.rows)):
            number = top + index
            cells = (
                self._cell(number, column, slot.box.text if slot.begins else "")
                for column, slot in enumerate(row, start=1)
            )
            yield f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, row: int, column: int, text: str) -> str:
        place = f'r="{a1(row, column)}"'
        if not text:
            return f'<c {place} s="1"/>'
        if self.numeric and _NUMBER.fullmatch(text) and str(float(text)) != text:
            return f"<c {place}><v>{self.rng.choice((text, str(float(text))))}</v></c>"
        if self.inline:
            return f'<c {place} t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        self.strings.append(text)
        return f'<c {place} t="s"><v>{len(self.strings) - 1}</v></c>'


def _merged(sheet: Sheet, top: int) -> Iterator[str]:
    grid = expand(sheet.rows)
    for r, row in enumerate(grid):
        for c, slot in enumerate(row):
            if slot.begins:
                width = sum(place.box is slot.box for place in row)
                height = sum(any(place.box is slot.box for place in low) for low in grid[r:])
                if width * height > 1:
                    yield f"{a1(top + r, c + 1)}:{a1(top + r + height - 1, c + width)}"
