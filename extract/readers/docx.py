"""DOCX: paragraphs and tables of the main document, merged cells laid out, each with its XPath."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from extract.document import Block, Document, Paragraph, Table
from extract.grid import RawCell, lay_out
from extract.report import Locator
from extract.text import fold

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEMBER = "word/document.xml"

# ECMA-376 part 1, § 17: the main namespace of WordprocessingML.
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = {"w": _W}
# A report's text is some 100 KB; what unpacks to more than this is not a report.
_MOST_BYTES = 50_000_000
_CONTINUES = -1


class DocxError(Exception):
    """The archive cannot be read as a Word document."""


def is_docx(body: bytes) -> bool:
    """Tell whether a ZIP archive has the main part of a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return MEMBER in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read_docx(body: bytes) -> Document:
    """Read the main part; a table inside a cell of a layout table is a table of its own."""
    root = _main_part(body, MEMBER)
    blocks = list(_blocks(root.find(f"{{{_W}}}body")))
    pictures = sum(1 for _ in root.iter(f"{{{_W}}}drawing", f"{{{_W}}}pict"))
    return Document(MEDIA_TYPE, None, _numbered(blocks), {}, pictures)


def text_at(body: bytes, member: str, at: str) -> str:
    """Return the text of the one element that an XPath names, `w:` being Word's namespace."""
    found = _main_part(body, member).xpath(at, namespaces=_NAMES)
    elements = found if isinstance(found, list) else []
    if len(elements) != 1 or not isinstance(elements[0], etree._Element):
        raise LookupError(f"{at} names {len(elements)} elements")
    return _text(elements[0])


def _main_part(body: bytes, member: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if archive.getinfo(member).file_size > _MOST_BYTES:
                raise DocxError(f"{member} unpacks to over {_MOST_BYTES} bytes")
            with archive.open(member) as file:
                content = file.read(_MOST_BYTES + 1)
        return etree.fromstring(content, parser)
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError, RuntimeError, OSError) as error:
        raise DocxError(f"{member}: {error}") from error


def _blocks(parent: etree._Element | None) -> Iterator[Paragraph | list[list[RawCell]]]:
    """Yield text and tables of a container in order, those of layout tables in place."""
    stack = list(reversed(parent)) if parent is not None else []
    while stack:
        node = stack.pop()
        if node.tag == f"{{{_W}}}p":
            yield from _lines(node)
        elif node.tag == f"{{{_W}}}tbl" and not _is_layout(node):
            yield _merge([list(_cells(row)) for row in _rows(node)])
        elif isinstance(node.tag, str):
            stack.extend(reversed(node))


def _numbered(blocks: Sequence[Paragraph | list[list[RawCell]]]) -> tuple[Block, ...]:
    number = 0
    numbered: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            numbered.append(block)
        else:
            number += 1
            numbered.append(Table(number, lay_out(block)))
    return tuple(numbered)


def _is_layout(table: etree._Element) -> bool:
    return any(
        len(list(inner.iter(f"{{{_W}}}tc"))) > 3
        for inner in table.iter(table.tag)
        if inner is not table
    )


def _lines(node: etree._Element) -> Iterator[Paragraph]:
    text = _text(node)
    if text:
        yield Paragraph(text, Locator(at=_path(node), member=MEMBER))


def _text(node: etree._Element) -> str:
    """Return the visible text; tabs, breaks and ends of paragraphs are spaces, fields are left."""
    parts = node.iter(*(f"{{{_W}}}{name}" for name in ("t", "tab", "br", "cr", "p")))
    text = f"{{{_W}}}t"
    return fold("".join(part.text or "" if part.tag == text else " " for part in parts))


def _path(node: etree._Element) -> str:
    return str(node.getroottree().getpath(node))


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in table.iter(f"{{{_W}}}tr") if next(row.iterancestors(table.tag)) is table]


def _cells(row: etree._Element) -> Iterator[RawCell]:
    """Yield a row's cells; one that continues the cell above it is marked as such."""
    skipped = _number(row.find("w:trPr/w:gridBefore", _NAMES), 0)
    if skipped:
        yield RawCell("", colspan=skipped)
    for cell in row.iterfind(".//w:tc", _NAMES):
        if next(cell.iterancestors(row.tag)) is row:
            merge = cell.find("w:tcPr/w:vMerge", _NAMES)
            continues = merge is not None and merge.get(f"{{{_W}}}val") != "restart"
            span = _number(cell.find("w:tcPr/w:gridSpan", _NAMES), 1)
            locator = Locator(at=_path(cell), member=MEMBER)
            yield RawCell(_text(cell), locator, _CONTINUES if continues else 1, span)


def _merge(rows: list[list[RawCell]]) -> list[list[RawCell]]:
    """Turn cells that continue the one above them (w:vMerge) into row spans."""
    heights: dict[tuple[int, int], int] = {}
    above: dict[int, tuple[int, int]] = {}
    kept: list[list[tuple[int, RawCell]]] = []
    for index, row in enumerate(rows):
        column = 0
        kept.append([])
        for cell in row:
            if cell.rowspan == _CONTINUES and column in above:
                heights[above[column]] += 1
            else:
                above[column] = (index, column)
                heights[index, column] = 1
                kept[-1].append((column, cell))
            column += cell.colspan
    return [
        [replace(cell, rowspan=heights[index, column]) for column, cell in row]
        for index, row in enumerate(kept)
    ]


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{{{_W}}}val") if element is not None else None
    return int(value) if value and value.isdigit() else default
