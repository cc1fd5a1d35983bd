"""XLS, and ET of WPS, which is the same (MS-XLS, BIFF 5 to 8): what each visible sheet shows."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence

import xlrd
from xlrd.compdoc import CompDocError

from extract.document import Document
from extract.errors import ReaderError
from extract.messages import say
from extract.readers.sheet_ink import PATTERN, Colour, Fill, leave_seen
from extract.readers.sheets import MOST_CELLS, Sheet, Spot, read_blocks
from extract.readers.shown import show
from extract.readers.sniff import XLS
from extract.text import strike

# What xlrd 2 lets through where records are cut or lie about their lengths.
_DAMAGED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    CompDocError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    xlrd.XLRDError,
)
_MOST_SHEETS = 200


def read_xls(body: bytes) -> Document:
    """Read the cells of every sheet that is not hidden."""
    return Document(XLS, None, read_blocks(read_sheets(body)))


def read_sheets(body: bytes) -> list[Sheet]:
    """Return what each visible sheet shows."""
    try:
        book = xlrd.open_workbook(
            file_contents=body, logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        )
        sheets = [sheet for sheet in book.sheets()[:_MOST_SHEETS] if sheet.visibility == 0]
        return [_sheet(book, sheet) for sheet in sheets]
    except _DAMAGED as error:
        detail = str(error) or type(error).__name__
        raise ReaderError(say("sheet_damaged", detail=detail)) from error


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Sheet:
    texts: dict[Spot, str] = {}
    for row, column in _places(sheet):
        cell = sheet.cell(row, column)
        text = _dress(
            book, cell, _text(book, cell), sheet.rich_text_runlist_map.get((row, column), ())
        )
        hidden = not sheet.show_zero_values and cell.ctype == xlrd.XL_CELL_NUMBER and not cell.value
        texts[row + 1, column + 1] = "" if hidden else text
        if len(texts) > MOST_CELLS:
            raise ReaderError(say("sheet_cells", name=sheet.name, most=MOST_CELLS))
    merged = [(top + 1, left + 1, low, right) for top, low, left, right in sheet.merged_cells]
    return Sheet(sheet.name, texts, merged)


def _places(sheet: xlrd.sheet.Sheet) -> Iterator[Spot]:
    """Yield row and column, from 0, of the cells that are there and not hidden."""
    hidden = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    for row in range(sheet.nrows):
        info = sheet.rowinfo_map.get(row)
        if info is not None and info.hidden:
            continue
        for column in range(sheet.row_len(row)):
            if column not in hidden and sheet.cell_type(row, column) != xlrd.XL_CELL_EMPTY:
                yield row, column


def _dress(book: xlrd.Book, cell: xlrd.sheet.Cell, text: str, runs: Sequence[Spot]) -> str:
    """Return what is seen of a text, struck out with strokes, raised or lowered parted.

    `runs` tell from which character on which font is used; what stands before is in the cell's.
    """
    style = book.xf_list[cell.xf_index]
    starts = [(0, style.font_index), *runs]
    ends = [*(start for start, _ in starts[1:]), len(text)]
    parts = []
    for (start, font), end in zip(starts, ends, strict=True):
        looks = book.font_list[font]
        seen = leave_seen(
            text[start:end],
            _colour(book, looks.colour_index),
            _fill(book, style),
            may_be_filled=False,
        )
        part = strike(seen) if looks.struck_out else seen
        parts.append(f" {part} " if looks.escapement else part)
    return "".join(parts)


def _fill(book: xlrd.Book, style: xlrd.formatting.XF) -> Fill:
    """Return what a cell style fills with; pattern 1 is solid (MS-XLS 2.5.128)."""
    ground = style.background
    if ground.fill_pattern == 1:
        return _colour(book, ground.pattern_colour_index) or PATTERN
    return PATTERN if ground.fill_pattern else None


def _colour(book: xlrd.Book, index: int) -> Colour | None:
    """Return a colour of the palette, None where Windows chooses it."""
    found = book.colour_map.get(index)
    return None if found is None else bytes(found).hex().upper()


def _text(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
        return show(cell.value, code, since_1904=bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    return str(cell.value)
