"""What the looks of HTML elements make of their text: hidden, struck out, raised.

Styles that a sheet sets by class are not known here: only what an element says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from lxml import etree

from extract.text import UNKNOWN, strike

# What a browser sets on lines of its own; elements that it does not know it sets within a line.
PARTS_LINES = frozenset(
    "address article aside blockquote body br caption center dd dir div dl dt fieldset figcaption"  # noqa: SIM905
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section table"
    " tbody td tfoot th thead tr ul".split()
)
_SKIPPED = frozenset({"script", "style", "noscript", "template", "head", "select", "textarea"})
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_HIDDEN_ALONE = etree.XPath("descendant-or-self::*/@hidden/..")
_STYLES = etree.XPath("descendant-or-self::*/@style", smart_strings=False)
_STYLED = etree.XPath("descendant-or-self::*[@style]")
_LINE_THROUGH = re.compile(r"line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*su(?:b|per)\b", re.IGNORECASE)
# Letters of no more than a pixel are no print; an element inside may set its own size again.
_NO_SIZE = re.compile(
    r"font-size\s*:\s*(?:0+(?:\.0+)?(?![.\d])|(?:0?\.\d+|1(?:\.\d+)?)p[xt])", re.IGNORECASE
)
_SIZED = re.compile(r"font(?:-size)?\s*:", re.IGNORECASE)
_NO_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*transparent", re.IGNORECASE)
_COLOURED = re.compile(r"(?<![-\w])color\s*:", re.IGNORECASE)
_ODD = re.compile(
    "|".join(odd.pattern for odd in (_HIDDEN, _LINE_THROUGH, _RAISED, _NO_SIZE, _NO_COLOUR)),
    re.IGNORECASE,
)
_ORNAMENT = re.compile(r"icon|logo|share|qrcode|button|arrow|banner|\.gif|^data:", re.IGNORECASE)
# Rows of the statutory tables have more cells, those of layouts fewer.
_FEWEST_CELLS = 3
_FIGURES = re.compile(r"[\d.,]+")


def leave_shown(root: etree._Element) -> set[etree._Element]:
    """Leave of a tree's text what is shown, as it is shown; return the elements that are not.

    What is struck out keeps its characters, each with a stroke; what is raised or lowered is parted
    from its neighbours by spaces; figures in a field become text; a picture that is all there is in
    a cell becomes a mark, for the cell is not blank.
    """
    for node in root.iter("input"):
        _fill_in(node)
    _mark_pictures(root.iter("img"))
    struck = list(root.iter("del", "s", "strike"))
    hidden = {*root.iter(*_SKIPPED), *_select(_HIDDEN_ALONE, root)}
    odd = {style for style in set(_select(_STYLES, root)) if _ODD.search(style)}
    for node in _select(_STYLED, root) if odd else ():
        style = node.get("style")
        if style not in odd:
            continue
        if _HIDDEN.search(style):
            hidden.add(node)
        if _LINE_THROUGH.search(style):
            struck.append(node)
        _alter(node, style)
    _strike(struck)
    return hidden


def _select(path: etree.XPath, root: etree._Element) -> list[Any]:
    found = path(root)
    return found if isinstance(found, list) else []


def _alter(node: etree._Element, style: str) -> None:
    if _RAISED.search(style):
        node.text, node.tail = f" {node.text or ''}", f" {node.tail or ''}"
    for nothing, restored in ((_NO_SIZE, _SIZED), (_NO_COLOUR, _COLOURED)):
        if nothing.search(style):
            _blank(node, restored)


def _blank(root: etree._Element, restored: re.Pattern[str]) -> None:
    """Take the text out of an element, down to where a style sets again what hides it."""
    inside = [root]
    while inside:
        node = inside.pop()
        node.text = None
        for child in node:
            child.tail = None
            if not restored.search(child.get("style") or ""):
                inside.append(child)


def _strike(roots: Sequence[etree._Element]) -> None:
    """Put a stroke through all text in some elements, once where they lie in each other."""
    inside = list(roots)
    done: set[etree._Element] = set()
    while inside:
        node = inside.pop()
        if node in done:
            continue
        done.add(node)
        node.text = node.text and strike(node.text)
        for child in node:
            child.tail = child.tail and strike(child.tail)
            inside.append(child)


def _fill_in(field: etree._Element) -> None:
    value = field.get("value") or ""
    if field.get("type", "text") in {"text", "number"} and _FIGURES.fullmatch(value):
        field.tail = f"{value}{field.tail or ''}"


def is_ornament(picture: etree._Element) -> bool:
    """Tell whether a picture belongs to the looks of a page, by its address."""
    return _ORNAMENT.search(picture.get("src") or "") is not None


def _mark_pictures(pictures: Iterable[etree._Element]) -> None:
    """Put a mark behind a picture in each cell of a row that holds nothing else."""
    cells: dict[etree._Element, etree._Element] = {}
    for picture in pictures:
        cell = next(picture.iterancestors("td", "th", "table"), None)
        if cell is not None and not is_ornament(picture):
            cells.setdefault(cell, picture)
    for cell, picture in cells.items():
        row = cell.getparent()
        is_cell = row is not None and row.tag == "tr" and len(row) >= _FEWEST_CELLS
        if is_cell and not any(map(str.strip, map(str, cell.itertext()))):
            picture.tail = UNKNOWN
