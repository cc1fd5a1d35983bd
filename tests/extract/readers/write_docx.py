"""Reports as DOCX with the widths that Word always writes, which other programs lay out by."""

from __future__ import annotations

from html import escape
from random import Random

from tests.extract.grids import Sheet, Slot, expand
from tests.extract.layouts import Print, word_file

_WIDTH_TWIPS = 9000


def docx(document: Print, rng: Random) -> bytes:
    """Write a report with ruled tables of equal columns."""
    parts = (_lines(part) if isinstance(part, str) else table(part) for part in document.parts())
    return word_file("".join(parts))


def table(sheet: Sheet) -> str:
    """Return a table with its grid."""
    share = _WIDTH_TWIPS // sheet.width
    grid = f'<w:gridCol w:w="{share}"/>' * sheet.width
    rows = (
        "".join(_cell(slot, row, share) for slot in row if slot.left) for row in expand(sheet.rows)
    )
    body = "".join(f"<w:tr>{cells}</w:tr>" for cells in rows)
    layout = f'<w:tblW w:w="{_WIDTH_TWIPS}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def _cell(slot: Slot, row: list[Slot], share: int) -> str:
    width = sum(place.box is slot.box for place in row)
    span = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
    role = ' w:val="restart"' if slot.top else ""
    merge = f"<w:vMerge{role}/>" if slot.box.rowspan > 1 else ""
    size = f'<w:tcW w:w="{share * width}" w:type="dxa"/>'
    text = _lines(slot.box.text if slot.top else "")
    return f"<w:tc><w:tcPr>{size}{span}{merge}</w:tcPr>{text}</w:tc>"


def _lines(text: str) -> str:
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in text.split("\n")
    )
    return f"<w:p>{runs}</w:p>"
