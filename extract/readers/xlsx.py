"""XLSX: what each visible sheet shows (ECMA-376 part 1, § 18)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from extract.document import Document
from extract.errors import ReaderError
from extract.messages import say
from extract.numbers import is_value
from extract.readers.parts import Package
from extract.readers.sheet_ink import BLACK, PATTERN, WHITE, Colour, Fill, leave_seen
from extract.readers.sheet_pictures import pictured_cells
from extract.readers.sheets import MOST_CELLS, Sheet, Span, Spot, read_blocks
from extract.readers.shown import BUILT_IN, show
from extract.readers.sniff import XLSX
from extract.text import UNKNOWN, strike

_MAIN = "xl/workbook.xml"
_TRUE = frozenset({"1", "true"})
_LETTERS = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_SHEETS = 200
# Parts of a sheet that fill cells by rules of their own.
_FILLING = ("tableParts", "conditionalFormatting")
_THEME = {"0": WHITE, "1": BLACK}
_INDEXED = {"0": BLACK, "1": WHITE, "8": BLACK, "9": WHITE}


@dataclass(frozen=True)
class _Look:
    """How a cell style shows its text."""

    struck: bool = False
    ink: Colour | None = None
    fill: Fill = None

    def show(self, text: str, *, may_be_filled: bool) -> str:
        """Return a text as it is shown, what is struck out with a stroke."""
        seen = leave_seen(text, self.ink, self.fill, may_be_filled=may_be_filled)
        return strike(seen) if self.struck else seen


@dataclass(frozen=True)
class _Book:
    """What the cells of all sheets refer to."""

    strings: Sequence[str]
    formats: Sequence[str]
    looks: Sequence[_Look]
    since_1904: bool


def read_xlsx(body: bytes) -> Document:
    """Read the cells of every sheet that is not hidden."""
    return Document(XLSX, None, read_blocks(read_sheets(body)))


def read_sheets(body: bytes) -> list[Sheet]:
    """Return what each visible sheet shows."""
    return list(_sheets(Package(body)))


def _sheets(package: Package) -> Iterator[Sheet]:
    main = package.main_part(_MAIN)
    workbook = package.xml(main)
    links = package.relations(main)
    parts = {link.kind: link.target for link in links.values()}
    dates = workbook.find("{*}workbookPr")
    styles = _styles(package, parts.get("styles"))
    book = _Book(
        list(_strings(package, parts.get("sharedStrings"))),
        list(_formats(styles)),
        list(_looks(styles)),
        dates is not None and dates.get("date1904") in _TRUE,
    )
    for node in workbook.findall("{*}sheets/{*}sheet")[:_MOST_SHEETS]:
        link = links.get(_relation_id(node))
        shown = node.get("state", "visible") == "visible"
        if shown and link is not None and link.kind == "worksheet":
            sheet = _sheet(node.get("name", ""), package.xml(link.target), book)
            texts = {
                spot: sheet.texts.get(spot, "") for spot in pictured_cells(package, link.target)
            }
            marked = {spot: text + UNKNOWN for spot, text in texts.items() if is_value(text)}
            yield replace(sheet, texts={**sheet.texts, **marked}) if marked else sheet


def _relation_id(node: etree._Element) -> str:
    ids = (value for name, value in node.items() if str(name).endswith("}id"))
    return next((str(value) for value in ids), "")


def _strings(package: Package, part: str | None) -> Iterator[str]:
    if part is not None and part in package.names:
        yield from (_string(item) for item in package.xml(part).iterchildren("{*}si"))


def _styles(package: Package, part: str | None) -> etree._Element:
    if part is None or part not in package.names:
        return etree.Element("styleSheet")
    return package.xml(part)


def _string(item: etree._Element) -> str:
    """Return a text's runs together, without the reading aids of rPh.

    What is struck out keeps a stroke, what is raised or lowered is parted from its neighbours.
    """
    alone = item.findtext("{*}t") or ""
    return alone + "".join(_run(run) for run in item.iterchildren("{*}r"))


def _run(run: etree._Element) -> str:
    font = run.find("{*}rPr")
    text = run.findtext("{*}t") or ""
    # The cell's own look says what this stands on, but a string may stand in several cells.
    seen = leave_seen(text, _ink(font), PATTERN, may_be_filled=True)
    shown = strike(seen) if _is_struck(font) else seen
    place = run.find("{*}rPr/{*}vertAlign")
    return shown if place is None or place.get("val") == "baseline" else f" {shown} "


def _is_struck(font: etree._Element | None) -> bool:
    mark = None if font is None else font.find("{*}strike")
    return mark is not None and mark.get("val", "1") in _TRUE


def _looks(styles: etree._Element) -> Iterator[_Look]:
    """Yield the look of each cell style."""
    fonts = list(styles.iterfind("{*}fonts/{*}font"))
    fills = list(styles.iterfind("{*}fills/{*}fill"))
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        font, fill = (
            found[index] if index < len(found) else None
            for found, index in (
                (fonts, _integer(style.get("fontId"))),
                (fills, _integer(style.get("fillId"))),
            )
        )
        yield _Look(_is_struck(font), _ink(font), _fill(fill))


def _ink(font: etree._Element | None) -> Colour | None:
    return None if font is None else _colour(font.find("{*}color"))


def _fill(fill: etree._Element | None) -> Fill:
    pattern = None if fill is None else fill.find("{*}patternFill")
    if pattern is None:
        return None if fill is None or not len(fill) else PATTERN
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return None
    return (_colour(pattern.find("{*}fgColor")) or PATTERN) if kind == "solid" else PATTERN


def _colour(node: etree._Element | None) -> Colour | None:
    """Return a colour; of those that a theme tells, the first two are white and black."""
    if node is None:
        return None
    rgb, theme, tint = node.get("rgb"), node.get("theme"), node.get("tint", "0")
    if rgb:
        return rgb[-6:].upper()
    if theme and _is_zero(tint) and theme in _THEME:
        return _THEME[theme]
    return f"theme {theme} {tint}" if theme else _INDEXED.get(node.get("indexed", ""))


def _is_zero(text: str) -> bool:
    return text.strip("-0.") == ""


def _formats(styles: etree._Element) -> Iterator[str]:
    """Yield the number format of each cell style."""
    own = {
        node.get("numFmtId", ""): node.get("formatCode", "")
        for node in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        number = style.get("numFmtId", "0")
        yield own.get(number) or BUILT_IN.get(_integer(number), "")


def _sheet(name: str, root: etree._Element, book: _Book) -> Sheet:
    hidden = _hidden_columns(root)
    zeros = root.find("{*}sheetViews/{*}sheetView[@showZeros]")
    blank_zeros = zeros is not None and zeros.get("showZeros") not in _TRUE
    may_be_filled = any(root.find(f"{{*}}{part}") is not None for part in _FILLING)
    texts: dict[Spot, str] = {}
    for row, column, cell in _cells(root):
        if any(first <= column <= last for first, last in hidden):
            continue
        index = _integer(cell.get("s"))
        text = _text(cell, index, book)
        if index < len(book.looks):
            text = book.looks[index].show(text, may_be_filled=may_be_filled)
        texts[row, column] = "" if blank_zeros and cell.findtext("{*}v") == "0" else text
        if len(texts) > MOST_CELLS:
            raise ReaderError(say("sheet_cells", name=name, most=MOST_CELLS))
    spans = (_span(node.get("ref", "")) for node in root.iterfind("{*}mergeCells/{*}mergeCell"))
    return Sheet(name, texts, [span for span in spans if span])


def _hidden_columns(root: etree._Element) -> list[tuple[int, int]]:
    columns = root.iterfind("{*}cols/{*}col")
    return [
        (_integer(node.get("min")), _integer(node.get("max")))
        for node in columns
        if node.get("hidden") in _TRUE
    ]


def _cells(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Yield row, column and element of the cells of rows that are not hidden."""
    row = 0
    for line in root.iterfind("{*}sheetData/{*}row"):
        row = _integer(line.get("r")) or row + 1
        column = 0
        for cell in line.iterchildren("{*}c") if line.get("hidden") not in _TRUE else ():
            match = _LETTERS.fullmatch(cell.get("r", ""))
            column = _column(match[1]) if match else column + 1
            yield row, column, cell


def _text(cell: etree._Element, style: int, book: _Book) -> str:
    """Return what a cell shows; a formula whose result the file does not hold, as `=…`."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(_string(item) for item in cell.iterchildren("{*}is"))
    value = cell.findtext("{*}v")
    if value is None:
        formula = cell.find("{*}f")
        return "" if formula is None else f"={formula.text or ''}"
    if kind == "s":
        index = _integer(value)
        return book.strings[index] if index < len(book.strings) else f"#{value}"
    if kind == "b":
        return "TRUE" if value in _TRUE else "FALSE"
    return _number(value, style, book) if kind == "n" else value


def _number(text: str, style: int, book: _Book) -> str:
    try:
        value = float(text)
    except ValueError:
        return text
    code = book.formats[style] if style < len(book.formats) else ""
    return show(value, code, since_1904=book.since_1904)


def _span(reference: str) -> Span | None:
    found = [_LETTERS.fullmatch(corner) for corner in reference.split(":")]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    one, other = found[0], found[1]
    return int(one[2]), _column(one[1]), int(other[2]), _column(other[1])


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _integer(text: str | None) -> int:
    """Return a count or an index of the file, 0 where there is none."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
