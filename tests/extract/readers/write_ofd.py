"""Reports as OFD: ruled tables drawn row by row, cut where the page ends."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from xml.sax.saxutils import escape

from tests.extract.grids import Sheet, expand
from tests.extract.layouts import Print
from tests.extract.readers.containers import package

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 15.0
_LEADING = 1.3
_PAD = 0.8
_COLUMNS = {"disclosure": (60,) + (40,) * 3, "applications": (12, 18, 43) + (15.2,) * 7}


@dataclass(frozen=True)
class _Cell:
    lines: Sequence[str]
    row: int
    column: int
    rowspan: int
    colspan: int


def ofd(document: Print, rng: Random) -> bytes:
    """Draw a report; the seed decides how rules and texts are written down."""
    return _Drawing(rng).draw(document)


def container(pages: Sequence[str], template: str = "", *, root: str = "") -> bytes:
    """Return an OFD file of pages' objects; the root of its addresses is relative or absolute."""
    listed = "".join(
        f'<ofd:Page ID="{index + 10}" BaseLoc="{root}Pages/Page_{index}/Content.xml"/>'
        for index in range(len(pages))
    )
    members = {
        "OFD.xml": f"{_XML}<ofd:OFD {_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
        "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{_XML}<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 {_WIDTH} {_HEIGHT}</ofd:PhysicalBox></ofd:PageArea>"
        '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": _page(template, ""),
    }
    for index, objects in enumerate(pages):
        uses = '<ofd:Template TemplateID="5" ZOrder="Background"/>'
        members[f"Doc_0/Pages/Page_{index}/Content.xml"] = _page(objects, uses)
    return package(members)


def _page(objects: str, template: str) -> str:
    return (
        f'{_XML}<ofd:Page {_NS}>{template}<ofd:Content><ofd:Layer ID="9">{objects}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    )


def unruled_ofd(document: Print, rng: Random) -> bytes:
    """Draw a report whose tables are not ruled."""
    return _Drawing(rng, "none").draw(document)


class _Drawing:
    def __init__(self, rng: Random, rules: str = "") -> None:
        self.rng = rng
        self.size = rng.choice((2.8, 3.0))
        self.rules = rng.choice(("boxes", "lines", "thin"))
        self.rules = rules or self.rules
        self.texts = rng.choice(("plain", "runs", "scaled", "none"))
        self.root = rng.choice(("", "/Doc_0/"))
        self.pages: list[list[str]] = [[]]
        self.y = _MARGIN

    def draw(self, document: Print) -> bytes:
        for part in document.parts():
            if isinstance(part, str):
                self._paragraph(part)
            else:
                self._table(part)
        foot = self._text("内部刊物", 90.0, 285.0)
        for index, page in enumerate(self.pages):
            page.append(self._text(f"- {index + 1} -", 100.0, 290.0))
        return container(["".join(page) for page in self.pages], foot, root=self.root)

    def _paragraph(self, text: str) -> None:
        for line in wrap(text, _WIDTH - 2 * _MARGIN, self.size):
            self._room(self.size * 2)
            self.pages[-1].append(self._text(line, _MARGIN, self.y))
            self.y += self.size * _LEADING * 1.2
        self.y += self.size

    def _room(self, height: float) -> bool:
        if self.y + height <= _HEIGHT - _MARGIN - 8:
            return False
        self.pages.append([])
        self.y = _MARGIN
        return True

    def _table(self, sheet: Sheet) -> None:
        widths = _COLUMNS.get(sheet.name, (12.0,) * sheet.width)
        xs = [_MARGIN + sum(widths[:column]) for column in range(sheet.width + 1)]
        cells = list(_cells(sheet, xs, self.size))
        heights = self._heights(cells, len(sheet.rows))
        first = 0
        for row, height in enumerate(heights):
            if self.y + sum(heights[first : row + 1]) > _HEIGHT - _MARGIN - 8:
                self._rows(cells, xs, heights, first, row)
                self.pages.append([])
                self.y, first = _MARGIN, row
            del height
        self._rows(cells, xs, heights, first, len(heights))
        self.y += self.size

    def _heights(self, cells: Sequence[_Cell], rows: int) -> list[float]:
        heights = [self.size * _LEADING + 2 * _PAD] * rows
        for cell in sorted(cells, key=lambda cell: cell.rowspan):
            need = len(cell.lines) * self.size * _LEADING + 2 * _PAD
            last = cell.row + cell.rowspan - 1
            # A label that crosses the end of a page needs room in the larger part.
            have = sum(heights[cell.row : last + 1]) / (2 if cell.rowspan > 2 else 1)
            if need > have:
                for row in range(cell.row, last + 1):
                    heights[row] += (need - have) / cell.rowspan * (2 if cell.rowspan > 2 else 1)
        return heights

    def _rows(
        self,
        cells: Sequence[_Cell],
        xs: Sequence[float],
        heights: Sequence[float],
        first: int,
        end: int,
    ) -> None:
        ys = [self.y + sum(heights[first:row]) for row in range(first, end + 1)]
        for cell in cells:
            top, low = max(cell.row, first), min(cell.row + cell.rowspan, end)
            if top >= low:
                continue
            x, right = xs[cell.column], xs[cell.column + cell.colspan]
            y, bottom = ys[top - first], ys[low - first]
            self.pages[-1].append(self._box(x, y, right - x, bottom - y))
            shares = (low - top, cell.rowspan - (low - top))
            if shares[0] > shares[1] or (shares[0] == shares[1] and top == cell.row):
                self._lines(cell.lines, x, y + _PAD, right - x)
        self.y = ys[-1]

    def _lines(self, lines: Sequence[str], x: float, y: float, width: float) -> None:
        for index, line in enumerate(lines):
            left = x + (width - advance(line) * self.size) / 2
            self.pages[-1].append(self._text(line, left, y + index * self.size * _LEADING))

    def _text(self, line: str, x: float, y: float) -> str:
        scale = 0.5 if self.texts == "scaled" else 1.0
        matrix = f'CTM="{scale} 0 0 {scale} 1 2" ' if self.texts == "scaled" else ""
        corner = (x - 1, y - 2) if self.texts == "scaled" else (x, y)
        size = self.size / scale
        steps = [advance(letter) * size for letter in line[:-1]]
        return (
            f'<ofd:TextObject ID="1" Boundary="{corner[0]:.3f} {corner[1]:.3f} 100 9" {matrix}'
            f'Font="3" Size="{size}"><ofd:TextCode X="0" Y="{0.9 * size:.4f}"'
            f"{self._deltas(steps)}>{escape(line)}</ofd:TextCode></ofd:TextObject>"
        )

    def _deltas(self, steps: Sequence[float]) -> str:
        if not steps or self.texts == "none":
            return ""
        words = [f"{step:.4f}" for step in steps]
        if self.texts == "runs":
            runs = [(step, len(list(same))) for step, same in groupby(words)]
            words = [f"g {count} {step}" if count > 1 else step for step, count in runs]
        return f' DeltaX="{" ".join(words)}"'

    def _box(self, x: float, y: float, w: float, h: float) -> str:
        if self.rules == "none":
            return ""
        if self.rules == "boxes":
            return _path((x, y, w, h), f"M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} C")
        sides = ((x, y, w, 0.0), (x, y + h, w, 0.0), (x, y, 0.0, h), (x + w, y, 0.0, h))
        if self.rules == "lines":
            return "".join(_path(side, f"M 0 0 L {side[2]:.3f} {side[3]:.3f}") for side in sides)
        return "".join(_thin(*side) for side in sides)


def _path(place: tuple[float, float, float, float], data: str, paint: str = "") -> str:
    boundary = " ".join(f"{part:.3f}" for part in place)
    return (
        f'<ofd:PathObject ID="2" Boundary="{boundary}" LineWidth="0.2"{paint}>'
        f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _thin(x: float, y: float, w: float, h: float) -> str:
    w, h = w or 0.2, h or 0.2
    data = f"M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} L 0 0 C"
    return _path((x, y, w, h), data, ' Stroke="false" Fill="true"')


def _cells(sheet: Sheet, xs: Sequence[float], size: float) -> Iterator[_Cell]:
    grid = expand(sheet.rows)
    for r, row in enumerate(grid):
        for c, slot in enumerate(row):
            if not slot.begins:
                continue
            width = sum(place.box is slot.box for place in row)
            height = sum(any(place.box is slot.box for place in below) for below in grid[r:])
            room = xs[c + width] - xs[c] - 2 * _PAD
            lines = [
                line
                for text in slot.box.text.split("\n")
                if text.strip()
                for line in wrap(text.strip(), room, size)
            ]
            yield _Cell(lines, r, c, height, width)


def wrap(text: str, room: float, size: float) -> list[str]:
    """Break a text into lines that fit, numbers kept whole."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and advance(lines[-1] + word) * size > room:
            lines.append("")
        lines[-1] += word
    return lines


def _words(text: str) -> Iterator[str]:
    for ascii_run, letters in groupby(text, key=lambda letter: letter in "0123456789.,-%"):
        run = "".join(letters)
        yield from [run] if ascii_run else run


def advance(text: str) -> float:
    """Return a text's width in ems."""
    wide = sum(unicodedata.east_asian_width(letter) in "WFA" for letter in text)
    return wide + 0.5 * (len(text) - wide)
