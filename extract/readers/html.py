"""HTML: blocks of text and tables in reading order, each with its XPath.

lxml reads here rather than BeautifulSoup: its XPaths are the locators, the text of a cell and all
elements that a style hides are one call each, and it builds the tree in a tenth of the time (1.2 ms
against 17 ms for a 50 KB report).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import groupby, islice, takewhile

from lxml import etree

from extract.document import Block, Document, Paragraph, Table
from extract.encoding import decode
from extract.errors import ReaderError
from extract.grid import Raw, lay_out
from extract.messages import say
from extract.readers.styles import PARTS_LINES, is_ornament, leave_shown
from extract.readers.text_tables import may_be_rows, read_text_tables, text_lines
from extract.report import Locator
from extract.text import fold

MEDIA_TYPE = "text/html"

# A footnote's mark is no digit of the number before it.
_PARTS_TEXT = PARTS_LINES | {"sub", "sup"}
# What may stand beside text in a cell; the parts of a table stand in one for themselves.
_PARTS_CELLS = tuple(_PARTS_TEXT - {"td", "th", "tr", "tbody", "thead", "tfoot"})
_DIGITS = re.compile(r"\s*(\d{1,6})")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_NAME = re.compile(r"[a-z][a-z0-9]*")
# A table of up to three cells inside a cell is part of that cell; a larger one makes the table
# around it a layout.
_PART_OF_CELL = 3


def read_html(body: bytes) -> Document:
    """Read a page; nothing of it is run, hidden elements and comments are left out."""
    text, encoding = decode(body)
    root = parse_tree(text)
    if root is None:
        return Document(MEDIA_TYPE, encoding, ())
    walk = _Walk(root)
    blocks: Sequence[Block] = tuple(walk.blocks())
    if walk.rows:
        blocks = read_text_tables(blocks, walk.rows, walk.hidden)
    return Document(MEDIA_TYPE, encoding, blocks, _names(root, walk.hidden), walk.images)


def parse_tree(text: str) -> etree._Element | None:
    """Return the root of the tree that the locators' XPaths are written for."""
    declaration = _DECLARATION.match(text)
    clean = text[declaration.end() if declaration else 0 :].replace("\x00", "")
    if not clean.strip():
        return None
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(clean.encode("utf-8", "replace"), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReaderError(say("nested"))
    return root


def text_at(body: bytes, at: str, span: tuple[int, int] | None = None) -> str:
    """Return the visible text of the one element that an XPath names, or some of its characters."""
    root = parse_tree(decode(body)[0])
    if root is None:
        raise LookupError("the page is empty")
    hidden = leave_shown(root)
    element = find_element(root, at)
    if span is not None:
        return fold(text_lines(element, hidden)[slice(*span)])
    return _text_of(element, hidden)


def find_element(root: etree._Element, at: str) -> etree._Element:
    """Return the one element that an XPath names; raises `LookupError` for none or several."""
    found = etree.ETXPath(at)(root)
    elements = found if isinstance(found, list) else []
    if len(elements) != 1 or not isinstance(elements[0], etree._Element):
        raise LookupError(f"{at} names {len(elements)} elements")
    return elements[0]


def _text_of(element: etree._Element, hidden: Container[etree._Element]) -> str:
    """Return an element's visible text; blocks and line breaks are parted by a space."""
    return fold("".join(_pieces(element, hidden)))


def _pieces(root: etree._Element, hidden: Container[etree._Element]) -> Iterator[str]:
    """Yield visible text, and a space at the borders of blocks."""
    passed: etree._Element | None = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "start" and node in hidden and node is not root:
            passed = node
            walk.skip_subtree()
            continue
        if node.tag in _PARTS_TEXT and node is not passed:
            yield " "
        if event == "start":
            yield node.text or ""
        elif node is not root:
            yield node.tail or ""


def _is_beside_text(node: etree._Element) -> bool:
    """Tell whether something may be written beside a block, in the block around it."""
    parent = node.getparent()
    while parent is not None:
        if node.getprevious() is not None or node.getnext() is not None:
            return True
        if _is_written(parent.text) or _is_written(node.tail):
            return True
        if parent.tag in _PARTS_TEXT:
            return False
        node, parent = parent, parent.getparent()
    return False


def _is_written(text: str | None) -> bool:
    return text is not None and not text.isspace()


class _Paths:
    """XPaths of elements, found by counting each element's children once.

    libxml2 counts the siblings before an element anew for each path, which takes minutes where
    100,000 of them stand side by side.
    """

    def __init__(self, root: etree._Element) -> None:
        self._known = {root: f"/{root.tag}"}

    def to(self, node: etree._Element) -> str:
        """Return the XPath of an element."""
        if node not in self._known:
            unknown = list(takewhile(lambda above: above not in self._known, node.iterancestors()))
            for parent in (*reversed(unknown), node):
                self._count(_parent(parent))
        return self._known[node]

    def _count(self, parent: etree._Element) -> None:
        """Name an element's children; those whose names are no XPath names by number only."""
        above = self._known[parent]
        children = list(parent)
        if len(children) == 1 and _NAME.fullmatch(str(children[0].tag)):
            self._known[children[0]] = f"{above}/{children[0].tag}"
            return
        same = Counter(child.tag for child in children)
        named = {tag for tag in same if _NAME.fullmatch(str(tag))}
        seen: Counter[str] = Counter()
        for place, child in enumerate(children, start=1):
            tag = str(child.tag)
            seen[tag] += 1
            number = f"[{seen[tag]}]" if same[tag] > 1 else ""
            self._known[child] = f"{above}/{tag}{number}" if tag in named else f"{above}/*[{place}]"


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    return node if parent is None else parent


class _Walk:
    """One pass over a page; what is hidden is left out."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.hidden = leave_shown(root)
        self.mixed: set[etree._Element] = set()
        for node in self.hidden:
            self._mix(node)
        self.paths = _Paths(root)
        self.images = 0
        self.tables = 0
        self.home: etree._Element = root
        self.rows: dict[str, etree._Element] = {}

    def blocks(self) -> Iterator[Block]:
        passed: etree._Element | None = None
        line: list[str] = []
        walk = etree.iterwalk(self.root, events=("start", "end"))
        for event, node in walk:
            parts = node.tag in PARTS_LINES
            ends = event == "end"
            if not ends and node in self.hidden:
                passed = node
                walk.skip_subtree()
                continue
            if parts and node is not passed:
                if line:
                    yield from self._end(line)
                    line.clear()
                self.home = _parent(node) if ends else node
            if ends:
                text = node.tail
            elif parts and node.tag == "table" and not self._is_layout(node):
                yield self._table(node)
                passed = node
                walk.skip_subtree()
                continue
            else:
                if node.tag == "img":
                    self._count_image(node)
                text = node.text
            if text and (line or not text.isspace()):
                line.append(text)
        yield from self._end(line)

    def _end(self, line: Sequence[str]) -> Iterator[Paragraph]:
        """Yield a line, unless nothing but what cannot be seen is written in it."""
        written = "".join(line)
        text = fold(written)
        if text:
            at = self.paths.to(self.home)
            if may_be_rows(written, self.home):
                self.rows[at] = self.home
            yield Paragraph(text, Locator(at))

    def _count_image(self, node: etree._Element) -> None:
        if not is_ornament(node):
            self.images += 1

    def _mix(self, node: etree._Element) -> None:
        """Note that the elements around one hold more than text that simply goes on."""
        self.mixed.update(
            list(takewhile(lambda above: above not in self.mixed, node.iterancestors()))
        )

    def _is_layout(self, table: etree._Element) -> bool:
        """Tell whether a table lays out the page: one of more than a few cells stands in it."""
        inner = (inner for inner in table.iterdescendants("table") if self._is_shown(inner, table))
        return any(
            len(list(islice(self._cells(one), _PART_OF_CELL + 1))) > _PART_OF_CELL for one in inner
        )

    def _cells(self, table: etree._Element) -> Iterator[etree._Element]:
        return (cell for cell in table.iter("td", "th") if self._is_shown(cell, table))

    def _is_shown(self, node: etree._Element, root: etree._Element) -> bool:
        """Tell whether neither an element nor one around it inside another is hidden."""
        return node not in self.hidden and self.hidden.isdisjoint(_around(node, root))

    def _table(self, table: etree._Element) -> Table:
        self.tables += 1
        for node in table.iter(*_PARTS_CELLS):
            parent = node.getparent()
            if node is table or parent in self.mixed:
                continue
            if node.tag == "table" or _is_beside_text(node):
                self._mix(node)
        return Table(self.tables, lay_out([self._row(row) for row in self._rows(table)]))

    def _rows(self, table: etree._Element) -> Iterator[etree._Element]:
        """Yield the rows of a table, without those in its cells and in what is hidden."""
        for _, group in groupby(table.iter("tr"), key=etree._Element.getparent):
            rows = list(group)
            around = list(_around(rows[0], table))
            if self.hidden.isdisjoint(around) and all(node.tag != "table" for node in around):
                yield from rows

    def _row(self, row: etree._Element) -> list[Raw]:
        if row in self.hidden:
            return []
        path = self.paths.to(row)
        seen = {"td": 0, "th": 0}
        cells: list[Raw] = []
        for cell in row:
            tag = cell.tag
            if tag not in seen:
                continue
            seen[tag] += 1
            if cell in self.hidden:
                continue
            text = fold(self._text(cell) if len(cell) else cell.text or "")
            at = Locator(f"{path}/{tag}[{seen[tag]}]")
            rowspan, colspan = cell.get("rowspan"), cell.get("colspan")
            if rowspan or colspan:
                cells.append((text, at, read_span(rowspan, 65534), read_span(colspan, 1000)))
            else:
                cells.append((text, at, 1, 1))
        return cells

    def _text(self, cell: etree._Element) -> str:
        if cell in self.mixed:
            return "".join(_pieces(cell, self.hidden))
        return etree.tostring(cell, method="text", encoding="unicode", with_tail=False)


def _around(node: etree._Element, root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements around a node inside another that it is in."""
    return takewhile(lambda above: above is not root, node.iterancestors())


def read_span(text: str | None, most: int) -> int:
    """Return how many rows or columns an attribute says that a cell spans, at most so many."""
    match = _DIGITS.match(text) if text else None
    return min(int(match[1]), most) if match else 1


def _names(root: etree._Element, hidden: Container[etree._Element]) -> dict[str, str]:
    names: dict[str, str] = {}
    for element in root.iter("meta", "title", "h1", "ucaptitle", "h2"):
        name, text = str(element.tag), ""
        if name == "meta":
            name, text = element.get("name") or "", fold(element.get("content") or "")
        elif name == "title":
            text = fold(element.text or "")
        else:
            text = _text_of(element, hidden)
        if name and text:
            names.setdefault(name, text)
    return names
