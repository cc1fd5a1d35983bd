"""DOCX: paragraphs and tables of the main document, merged cells laid out, each with its XPath."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from extract.document import Block, Document, Paragraph, Table
from extract.grid import RawCell, lay_out
from extract.numbers import is_value
from extract.readers.parts import Package, parse_xml
from extract.readers.paths import Paths
from extract.readers.sniff import DOCX
from extract.readers.word_looks import Look, Looks, W, is_on
from extract.report import Locator
from extract.text import UNKNOWN, fold, strike

MEMBER = "word/document.xml"

# The name of WordprocessingML's namespace (word_looks.W) in strict files.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_NAMES = {"w": W}
_CONTINUES = -1

_P, _TBL, _TR, _TC = (f"{{{W}}}{name}" for name in ("p", "tbl", "tr", "tc"))
_R, _T, _BOX = (f"{{{W}}}{name}" for name in ("r", "t", "txbxContent"))
_CHOICE, _FALLBACK = f"{{{_MC}}}Choice", f"{{{_MC}}}Fallback"
_SPACES = frozenset((_P, *(f"{{{W}}}{name}" for name in ("tab", "br", "cr"))))
# Text; text that a revision deleted; text of an equation.
_TEXTS = frozenset((_T, f"{{{W}}}delText", f"{{{_MATH}}}t"))
# A hyphen that breaks no line, which may be a minus; a character of a font of symbols.
_SIGNS = {f"{{{W}}}noBreakHyphen": "-", f"{{{W}}}sym": UNKNOWN}
_REVISED = frozenset(f"{{{W}}}{name}" for name in ("del", "moveFrom"))
_OBJECT = f"{{{W}}}object"
# Two pixels, in English Metric Units.
_HAIRLINE = 19_050
_FIGURE = re.compile(r"\d")
_READING = f"{{{W}}}rt"

_Item = Paragraph | list[list[RawCell]]


def read_docx(body: bytes) -> Document:
    """Read the main part; a table inside a cell of a layout table is a table of its own.

    Headers, footers, hidden text and what revisions deleted are left out.
    """
    package = Package(body)
    member = package.main_part(MEMBER)
    root, looks = _main_part(package, member)
    blocks = list(_Walk(member, looks).blocks(root.find(f"{{{W}}}body")))
    pictures = sum(1 for _ in root.iter(f"{{{W}}}drawing", f"{{{W}}}pict"))
    return Document(DOCX, None, _numbered(blocks), {}, pictures)


def text_at(body: bytes, member: str, at: str) -> str:
    """Return the text of the one element that an XPath names, `w:` being Word's namespace."""
    root, looks = _main_part(Package(body), member)
    try:
        found = root.xpath(at, namespaces=_NAMES)
    except etree.XPathError as error:
        raise LookupError(f"{at}: {error}") from error
    elements = found if isinstance(found, list) else []
    if len(elements) != 1 or not isinstance(elements[0], etree._Element):
        raise LookupError(f"{at} names {len(elements)} elements")
    return _text(elements[0], looks)


def _main_part(package: Package, member: str) -> tuple[etree._Element, Looks]:
    """Return the root of the main part, and how the document's styles make its runs look."""
    links = package.relations(member).values()
    part = next((link.target for link in links if link.kind == "styles"), None)
    known = part is not None and part in package.names
    styles = _parse(package, part) if part is not None and known else etree.Element("styles")
    return _parse(package, member), Looks(styles)


def _parse(package: Package, member: str) -> etree._Element:
    return parse_xml(package.read(member).replace(_STRICT, W.encode()))


class _Walk:
    """One pass over the main part."""

    def __init__(self, member: str, looks: Looks) -> None:
        self._member = member
        self._looks = looks
        self._paths = Paths(W, "w")

    def blocks(self, parent: etree._Element | None) -> Iterator[_Item]:
        """Yield text and tables of a container in order, those of layout tables in place."""
        stack = list(reversed(parent)) if parent is not None else []
        while stack:
            node = stack.pop()
            if not _is_shown(node, self._looks) or node.tag in _REVISED:
                continue
            if node.tag == _TBL and not _is_layout(node):
                yield _merge([list(self._cells(row)) for row in _rows(node)])
                continue
            if node.tag == _P:
                text = _text(node, self._looks)
                if text:
                    yield Paragraph(text, self._locate(node))
            stack.extend(reversed(node))

    def _cells(self, row: etree._Element) -> Iterator[RawCell]:
        """Yield a row's cells; one that continues the cell above it is marked as such."""
        skipped = _number(row.find("w:trPr/w:gridBefore", _NAMES), 0)
        if skipped:
            yield RawCell("", colspan=skipped)
        for cell in row.iterfind(".//w:tc", _NAMES):
            if next(cell.iterancestors(_TR)) is row:
                merge = cell.find("w:tcPr/w:vMerge", _NAMES)
                continues = merge is not None and merge.get(f"{{{W}}}val") != "restart"
                span = _number(cell.find("w:tcPr/w:gridSpan", _NAMES), 1)
                height = _CONTINUES if continues else 1
                yield RawCell(_text(cell, self._looks), self._locate(cell), height, span)

    def _locate(self, node: etree._Element) -> Locator:
        return Locator(at=self._paths.of(node), member=self._member)


def _is_shown(node: etree._Element, looks: Looks) -> bool:
    """Tell whether a node counts: not hidden, no second version of a drawing, no ruby reading."""
    if not isinstance(node.tag, str) or node.tag == _READING:
        return False
    if node.tag == _FALLBACK:
        parent = node.getparent()
        return parent is None or parent.find(_CHOICE) is None
    return node.tag != _R or not looks.of(node).hidden


def _numbered(blocks: Sequence[_Item]) -> tuple[Block, ...]:
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
    return any(len(list(inner.iter(_TC))) > 3 for inner in table.iter(_TBL) if inner is not table)


def _text(root: etree._Element, looks: Looks) -> str:
    """Return the visible text; tabs, breaks and ends of paragraphs are spaces, fields are left.

    A text box is no part of the paragraph that it hangs on, but of the cell that it stands in. Text
    that is struck out, or that a revision deleted in a cell, keeps a stroke. In a cell that holds a
    number or nothing, a mark stands for a picture, which may be a digit.
    """
    pieces = list(_pieces(root, looks))
    text = fold("".join(piece for piece in pieces if piece is not None))
    if None in pieces and root.tag == _TC and is_value(text):
        return fold("".join(UNKNOWN if piece is None else piece for piece in pieces))
    return text


def _pieces(root: etree._Element, looks: Looks) -> Iterator[str | None]:
    """Yield what is shown, None for a picture."""
    deleted = root.find("w:tcPr/w:cellDel", _NAMES) is not None
    stack = [(node, deleted) for node in reversed(root)]
    while stack:
        node, deleted = stack.pop()
        if not _is_shown(node, looks) or (
            root.tag == _P and (node.tag == _BOX or node.tag in _REVISED)
        ):
            continue
        if node.tag in _TEXTS:
            yield _print(node, deleted, looks)
        elif node.tag in _SPACES:
            yield " "
        elif _is_picture(node):
            yield None
        else:
            yield _SIGNS.get(node.tag, "")
        gone = deleted or node.tag in _REVISED
        stack.extend((child, gone) for child in reversed(node))


def _is_picture(node: etree._Element) -> bool:
    """Tell whether a picture stands in the text like a character; others float over it."""
    if node.tag == _OBJECT:
        return True
    kind = node.tag.rpartition("}")[2]
    if kind not in {"inline", "shape"} or node.find(f".//{_BOX}") is not None:
        return False
    if kind == "shape":
        looks = node.get("style") or ""
        return "absolute" not in looks and next(node.iterancestors(_OBJECT), None) is None
    extent = node.find("{*}extent")
    sides = ("9" * 9,) if extent is None else (extent.get("cx", ""), extent.get("cy", ""))
    return all(not side.isdecimal() or int(side[:12]) > _HAIRLINE for side in sides)


def _print(node: etree._Element, deleted: bool, looks: Looks) -> str:
    """Return a text as its run shows it: struck out, or raised and parted from its neighbours.

    Figures in white whose ground is not known are marks.
    """
    text = node.text or ""
    run = node.getparent()
    look = Look() if run is None else looks.of(run)
    if look.ink != "seen":
        text = "" if look.ink == "unseen" else _FIGURE.sub(UNKNOWN, text)
    shown = strike(text) if deleted or look.struck else text
    return f" {shown} " if look.raised else shown


def _rows(table: etree._Element) -> list[etree._Element]:
    """Return a table's own rows that are not hidden and that no revision deleted."""
    own = (row for row in table.iter(_TR) if next(row.iterancestors(_TBL)) is table)
    return [
        row
        for row in own
        if row.find("w:trPr/w:del", _NAMES) is None
        and not is_on(row.find("w:trPr/w:hidden", _NAMES))
    ]


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
        [cell._replace(rowspan=heights[index, column]) for column, cell in row]
        for index, row in enumerate(kept)
    ]


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{{{W}}}val") if element is not None else None
    return int(value) if value and value.isdecimal() and len(value) < 10 else default
