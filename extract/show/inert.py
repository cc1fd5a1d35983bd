"""A page of a stranger, written anew: a few elements of its tree, their text, and nothing else.

No attribute of it is kept but the spans of cells: no address, no style, no script, no handler.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from html import escape

from lxml import etree

from extract.encoding import decode
from extract.readers.html import find_element, parse_tree, read_span
from extract.readers.styles import PARTS_LINES, leave_shown
from extract.readers.text_tables import text_lines
from extract.show.mark import MARKED, Mark, find_words, mark_span

# Struck-out text carries its strokes with it; what else there is becomes a block or a stretch.
_KEPT = frozenset(
    "table thead tbody tfoot tr td th caption p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd b strong"  # noqa: SIM905
    " i em u sub sup pre blockquote center".split()
)
_EMPTY = frozenset({"br", "hr"})
# Browsers build no deeper trees than 512; what is below keeps its text.
_DEEPEST = 400
_MOST_ROWS, _MOST_COLUMNS = 1000, 100


def show_page(body: bytes, mark: Mark | None) -> str:
    """Return a page's visible content as markup, the element at the mark's XPath marked.

    Raises `LookupError` where the XPath does not name one element that is shown.
    """
    root = parse_tree(decode(body)[0])
    if root is None:
        return ""
    hidden = leave_shown(root)
    target = find_element(root, mark.locator.at) if mark and mark.locator.at else None
    if target is not None and not hidden.isdisjoint((target, *target.iterancestors())):
        raise LookupError("what is marked is not shown")
    inside = _mark_inside(target, mark, hidden) if target is not None and mark else None
    return "".join(_write(root, hidden, target, inside))


def _mark_inside(
    target: etree._Element, mark: Mark, hidden: Container[etree._Element]
) -> str | None:
    """Return the content of an element with what is meant in it marked, None where it is all."""
    span, words = mark.locator.span, mark.words
    if span is None and (words is None or _holds_blocks(target)):
        return None
    text = text_lines(target, hidden)
    if span is None and words is not None:
        span = find_words(text, words)
    return f'<span class="lines">{mark_span(text, span)}</span>' if span else None


def _holds_blocks(element: etree._Element) -> bool:
    below = element.iterdescendants()
    return any(node.tag in PARTS_LINES and node.tag != "br" for node in below)


def _write(
    root: etree._Element,
    hidden: Container[etree._Element],
    target: etree._Element | None,
    inside: str | None,
) -> Iterator[str]:
    depth = 0
    written: set[etree._Element] = set()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, node in walk:
        if event == "end":
            depth -= node not in hidden
            if node in written:
                yield f"</{_name(node)}>"
            if node is not root:
                yield escape(node.tail or "")
            continue
        if node in hidden:
            walk.skip_subtree()
            continue
        depth += 1
        if depth <= _DEEPEST or node is target:
            yield f"<{_name(node)}{_spans(node)}{_marked(node, target, inside)}>"
            if node.tag not in _EMPTY:
                written.add(node)
        if node is target and inside is not None:
            yield inside
            walk.skip_subtree()
        else:
            yield escape(node.text or "")


def _marked(node: etree._Element, target: etree._Element | None, inside: str | None) -> str:
    return MARKED if node is target and inside is None else ""


def _name(node: etree._Element) -> str:
    tag = str(node.tag)
    if tag in _KEPT or tag in _EMPTY:
        return tag
    return "div" if tag in PARTS_LINES else "span"


def _spans(node: etree._Element) -> str:
    if node.tag not in {"td", "th"}:
        return ""
    rows = read_span(node.get("rowspan"), _MOST_ROWS)
    columns = read_span(node.get("colspan"), _MOST_COLUMNS)
    told = (("rowspan", rows), ("colspan", columns))
    return "".join(f' {name}="{count}"' for name, count in told if count != 1)
