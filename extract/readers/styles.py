"""What the looks of HTML elements make of their text: hidden, struck out, raised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from lxml import etree

from extract.numbers import is_value
from extract.readers.cascade import (
    Cascade,
    Declared,
    Rule,
    find_ruled,
    read_rules,
    read_style,
    select,
)
from extract.readers.paint import is_seen, is_transparent, may_be_like_paper, may_set_numbers
from extract.text import UNKNOWN, strike

# What a browser sets on lines of its own; elements that it does not know it sets within a line.
PARTS_LINES = frozenset(
    "address article aside blockquote body br caption center dd dir div dl dt fieldset figcaption"  # noqa: SIM905
    " figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol p pre section table"
    " tbody td tfoot th thead tr ul".split()
)
_SKIPPED = frozenset({"script", "style", "noscript", "template", "head", "select", "textarea"})
_HIDDEN_ALONE = etree.XPath("descendant-or-self::*/@hidden/..")
_STYLES = etree.XPath("descendant-or-self::*/@style", smart_strings=False)
_STYLED = etree.XPath("descendant-or-self::*[@style]")
# Most styles say nothing of the kind, and need not be taken apart.
_MAY_BE_ODD = re.compile(
    r"none|hid|collapse|line-through|vertical-align|opacity|background|font(?:-size)?\s*:\s*[01.]"
    r"|(?<![-\w])color\s*:\s*(?:#[c-f]|rgb|hsl|\w*white|transparent|snow|ivory|azure)",
    re.IGNORECASE,
)
# Letters of no more than a pixel are no print; an element inside may set its own size again.
_NO_SIZE = re.compile(r"0+(?:\.0+)?(?![.\d])|(?:0?\.\d+|1(?:\.\d+)?)p[xt]\b")
_NOTHING = re.compile(r"0*\.?0*%?")
_PARTS_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
# A sentence or two, however they were pasted, have fewer elements.
_MUCH = 40
_RAISED = frozenset({"super", "sub"})
_GONE = frozenset({"hidden", "collapse"})
_ORNAMENT = re.compile(r"icon|logo|share|qrcode|button|arrow|banner|\.gif|^data:", re.IGNORECASE)
_PICTURES = ("img", "canvas", "object", "embed")
# In a cell a GIF, or one written into the page, may be a digit.
_DECOR = re.compile(
    r"icon|logo|share|qrcode|button|arrow|banner|spacer|blank|pixel|transparent", re.IGNORECASE
)
_SIDE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*([^;]+)", re.IGNORECASE)
_HAIRLINE = re.compile(r"\s*[012](?:\.\d+)?\s*(?:px|pt)?\s*", re.IGNORECASE)
_FIGURES = re.compile(r"[\d.,]+")
_CONTROL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIGURE, _ANYTHING = re.compile(r"\d"), re.compile(r".+", re.DOTALL)


def leave_shown(root: etree._Element) -> set[etree._Element]:
    """Leave of a tree's text what is shown, as it is shown; return the elements that are not.

    What is struck out keeps its characters, each with a stroke; what is raised or lowered is parted
    from its neighbours by spaces; what is there and cannot be seen loses its text; figures in a
    field become text; in a cell that holds a number or nothing, a mark stands for a picture.
    """
    for node in root.iter("input", "textarea", "select"):
        _fill_in(node)
    rules = read_rules(root)
    ruled = _odd_by_rule(root, rules)
    cascade = Cascade(root, rules if ruled else ())
    struck = list(root.iter("del", "s", "strike"))
    hidden = {*root.iter(*_SKIPPED), *select(_HIDDEN_ALONE, root)}
    for node in dict.fromkeys((*_odd_by_style(root), *ruled)):
        declared = cascade.of(node)
        if _is_gone(declared):
            hidden.add(node)
        if _is_struck(declared):
            struck.append(node)
        _alter(node, declared, cascade)
    _strike(struck)
    _mark_pictures(root, hidden)
    return hidden


def _is_odd(declared: Declared) -> bool:
    return _is_altered(declared) or may_be_like_paper(declared)


def _is_altered(declared: Declared) -> bool:
    """Tell whether declarations hide, strike out, raise or lower what they are of."""
    return (
        _is_gone(declared)
        or _is_struck(declared)
        or declared.get("vertical-align") in _RAISED
        or any(_unseen(declared))
    )


def _is_gone(declared: Declared) -> bool:
    return declared.get("display") == "none" or declared.get("mso-hide") == "all"


def _is_struck(declared: Declared) -> bool:
    return "line-through" in declared.get("text-decoration", "")


def _odd_by_style(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements whose own style or colour may be odd."""
    odd = {style for style in set(select(_STYLES, root)) if _is_odd_style(style)}
    yield from (node for node in select(_STYLED, root) if odd and node.get("style") in odd)
    yield from (node for node in root.iter("font") if node.get("color"))


def _odd_by_rule(root: etree._Element, rules: Sequence[Rule]) -> list[etree._Element]:
    """Return the elements for which a rule declares something odd.

    What a sheet hides with much in it, a script may show: tabs, pages that are loading.
    """
    odd = [rule for rule in rules if _is_odd(rule.declared)]
    return [
        node
        for node, rule in find_ruled(root, odd)
        if _is_struck(rule.declared)
        or (not _holds_much(node) and (_is_altered(rule.declared) or may_set_numbers(node)))
    ]


@lru_cache(maxsize=8192)
def _is_odd_style(style: str) -> bool:
    return _MAY_BE_ODD.search(style) is not None and _is_odd(read_style(style))


def _holds_much(node: etree._Element) -> bool:
    """Tell whether an element that is no part of a table holds one, or a good part of a page."""
    if node.tag in _PARTS_TABLE:
        return any(inner is not node for inner in node.iter("table"))
    holds_table = next(node.iter("table"), None) is not None
    return holds_table or sum(1 for _ in islice(node.iter(), _MUCH)) == _MUCH


def _unseen(declared: Declared) -> Iterator[str]:
    """Yield the properties by which what stands there is not seen, and keeps its place."""
    if declared.get("visibility") in _GONE:
        yield "visibility"
    if _NOTHING.fullmatch(declared.get("opacity", "1")):
        yield "opacity"
    if _NO_SIZE.match(declared.get("font-size", "")):
        yield "font-size"
    if is_transparent(declared.get("color", "")):
        yield "color"


def _alter(node: etree._Element, declared: Declared, cascade: Cascade) -> None:
    if declared.get("vertical-align") in _RAISED:
        node.text, node.tail = _kept(f" {node.text or ''}"), _kept(f" {node.tail or ''}")
    for name in _unseen(declared):
        _blank(node, name, cascade)
    if may_be_like_paper(declared):
        _paint(node, cascade)


def _blank(root: etree._Element, name: str, cascade: Cascade) -> None:
    """Take the text out of an element, down to where a property is set again that hides it."""
    inside = [root]
    while inside:
        node = inside.pop()
        _rewrite(node, "")
        inside.extend(
            # Nothing inside undoes opacity.
            child
            for child in node
            if name == "opacity" or name not in cascade.of(child)
        )


def _paint(root: etree._Element, cascade: Cascade) -> None:
    """Take out what has the colour of its ground, and put marks for figures that may have."""
    for node in root.iter():
        seen = is_seen(node, cascade)
        if seen != "yes":
            _rewrite(node, UNKNOWN if seen == "unknown" else "")


def _rewrite(node: etree._Element, figure: str) -> None:
    """Put something in place of each figure in an element's own text, or for nothing all of it."""
    written = _FIGURE if figure else _ANYTHING
    node.text = node.text and _kept(written.sub(figure, node.text))
    for child in node:
        child.tail = child.tail and _kept(written.sub(figure, child.tail))


def _kept(text: str) -> str:
    """Return a text without the control characters that HTML may hold and lxml does not take."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def _strike(roots: Sequence[etree._Element]) -> None:
    """Put a stroke through all text in some elements, once where they lie in each other."""
    inside = list(roots)
    done: set[etree._Element] = set()
    while inside:
        node = inside.pop()
        if node in done:
            continue
        done.add(node)
        node.text = node.text and _kept(strike(node.text))
        for child in node:
            child.tail = child.tail and _kept(strike(child.tail))
            inside.append(child)


def _fill_in(field: etree._Element) -> None:
    value = _filled_in(field).strip()
    if _FIGURES.fullmatch(value):
        field.tail = _kept(f"{value}{field.tail or ''}")


def _filled_in(field: etree._Element) -> str:
    """Return what a field shows; of a list to choose from, what is chosen."""
    if field.tag == "textarea":
        return field.text or ""
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = (one for one in options if one.get("selected") is not None)
        return "".join(map(str, next(chosen, options[0]).itertext())) if options else ""
    shown = field.get("type", "text").lower() in {"text", "number", "tel"}
    return (field.get("value") or "") if shown else ""


def is_ornament(picture: etree._Element) -> bool:
    """Tell whether a picture belongs to the looks of a page, by its address."""
    return _ORNAMENT.search(picture.get("src") or "") is not None


def _mark_pictures(root: etree._Element, hidden: set[etree._Element]) -> None:
    """Put a mark behind each picture that may be a digit: it is no ornament, and no label's."""
    pictures = [one for one in root.iter(*_PICTURES) if not _is_decor(one)]
    cells: dict[etree._Element, list[etree._Element]] = {}
    for picture in pictures:
        cell = next(picture.iterancestors("td", "th", "table"), None)
        around = (picture, *picture.iterancestors())
        if cell is not None and hidden.isdisjoint(around):
            cells.setdefault(cell, []).append(picture)
    for cell, inside in cells.items():
        if _is_beside_others(cell) and is_value("".join(_shown_texts(cell, hidden))):
            for picture in inside:
                picture.tail = _kept(f"{UNKNOWN}{picture.tail or ''}")


def _is_decor(picture: etree._Element) -> bool:
    """Tell whether a picture is an ornament, or holds a place open."""
    sides = [picture.get("width") or "", picture.get("height") or ""]
    sides.extend(_SIDE.findall(picture.get("style") or ""))
    return any(map(_HAIRLINE.fullmatch, sides)) or bool(_DECOR.search(picture.get("src") or ""))


def _is_beside_others(cell: etree._Element) -> bool:
    """Tell whether something is written in another cell of a cell's row."""
    row = cell.getparent()
    others = [] if row is None or row.tag != "tr" else [one for one in row if one is not cell]
    return any(text.strip() for other in others for text in map(str, other.itertext()))


def _shown_texts(root: etree._Element, hidden: set[etree._Element]) -> Iterator[str]:
    """Yield the texts in an element that are not hidden."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            yield (node.tail or "") if node is not root else ""
        elif node in hidden:
            walk.skip_subtree()
        else:
            yield node.text or ""
