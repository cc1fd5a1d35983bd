"""Tables that a page holds as text: bars or tabs between cells, in <pre> or a line a paragraph."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, groupby

from lxml import etree

from extract.document import Block, Cell, Paragraph, Table
from extract.readers.plain import lines_of, read_lines
from extract.readers.styles import PARTS_LINES
from extract.vocabulary import tables_of

_TAB = re.compile(r"\S[^\S\n]*\t[^\S\n]*\S|^\t+\S|\S\t+$")
_FEWEST_LABELS = 3


def may_be_rows(text: str, home: etree._Element) -> bool:
    """Tell whether a line of an element may be a row, or rows, with marks between the cells."""
    tabbed = "\t" in text and _TAB.search(text) is not None
    return tabbed or "|" in text or "│" in text or home.tag == "pre"


def read_text_tables(
    blocks: Sequence[Block], homes: Mapping[str, etree._Element], hidden: Container[etree._Element]
) -> Sequence[Block]:
    """Return blocks with tables for the paragraphs that are rows, `homes` being where they stand.

    Their cells are placed by the element and the characters of `text_lines` within it. Bars part
    more than cells: without some labels of the statutory tables paragraphs stay what they are.
    """
    read: list[Block] = []
    whole = {at: home for at, home in homes.items() if _holds_lines(home)}
    for at_home, group in groupby(blocks, key=lambda block: _home(block) in whole):
        found = list(group)
        read.extend(_read(found, whole, hidden) if at_home else found)
    numbers = count(1)
    return tuple(
        replace(block, number=next(numbers)) if isinstance(block, Table) else block
        for block in read
    )


def _holds_lines(home: etree._Element) -> bool:
    """Tell whether an element holds nothing but text and breaks of lines."""
    below = home.iterdescendants()
    return not any(node.tag in PARTS_LINES and node.tag != "br" for node in below)


def text_lines(root: etree._Element, hidden: Container[etree._Element]) -> str:
    """Return an element's visible text with its lines as they are shown, tabs kept."""
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "start" and node in hidden and node is not root:
            walk.skip_subtree()
        elif event == "start":
            parts.append("\n" if node.tag == "br" else _shown(node.text, root))
        if event == "end" and node is not root:
            parts.append(_shown(node.tail, root))
    return "".join(parts)


def _shown(text: str | None, root: etree._Element) -> str:
    """Return a text as it is shown: but in <pre>, ends of lines and indents are spaces."""
    if not text or root.tag == "pre" or "\n" not in text:
        return text or ""
    first, *lines = text.split("\n")
    last = lines.pop()
    return " ".join((first.rstrip(), *map(str.strip, lines), last.lstrip()))


def _home(block: Block) -> str | None:
    return block.locator.at if isinstance(block, Paragraph) and block.locator else None


def _read(
    paragraphs: Sequence[Block],
    homes: Mapping[str, etree._Element],
    hidden: Container[etree._Element],
) -> Sequence[Block]:
    places = dict.fromkeys(at for at in map(_home, paragraphs) if at)
    lines = [line for at in places for line in lines_of(text_lines(homes[at], hidden), at)]
    blocks = list(read_lines(lines))
    labels = {cell.text for cell in _cells(blocks) if tables_of(cell.text)}
    is_preformatted = all(homes[at].tag == "pre" for at in places)
    return blocks if is_preformatted or len(labels) >= _FEWEST_LABELS else paragraphs


def _cells(blocks: Iterable[Block]) -> Iterator[Cell]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                yield from row
