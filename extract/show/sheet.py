"""A page with a box drawn: an SVG in points, over the picture of the page or of its glyphs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from extract.pages import Page
from extract.rulings import Box
from extract.show.mark import MARKED

# GB/T 33190-2016 gives no height to glyphs: `readers/ofd_objects.py` sets them so on their line.
_BELOW_LINE = 0.14


def draw_sheet(width: float, height: float, content: str, box: Box | None) -> str:
    """Return a page's SVG; lengths are points, those of the box from the lower left."""
    marked = "" if box is None else f"<rect{MARKED}{_place(box, height)}/>"
    over = "" if box is None else _lay_over(width, height, box)
    size = _size(width, height)
    return f'<div class="sheet"><svg {size} role="img">{content}{marked}</svg>{over}</div>'


def draw_print(page: Page) -> str:
    """Return a page's glyphs and rules as parts of an SVG."""
    return "".join(_parts(page))


def _parts(page: Page) -> Iterator[str]:
    for rule in page.rules:
        ends = ((rule.at, rule.start), (rule.at, rule.end))
        (x1, y1), (x2, y2) = ends if rule.upright else (one[::-1] for one in ends)
        y1, y2 = page.height - y1, page.height - y2
        yield f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}"/>'
    for glyph in page.glyphs:
        size = glyph.box.y1 - glyph.box.y0
        line = page.height - glyph.box.y0 - size * _BELOW_LINE
        yield (
            f'<text x="{glyph.box.x0:.2f}" y="{line:.2f}" font-size="{size:.2f}">'
            f"{escape(glyph.text)}</text>"
        )


def _lay_over(width: float, height: float, box: Box) -> str:
    """Return what is as high as the page down to a box, and then as the box: shapes do not snap."""
    before, there = _size(width, height - box.y1), _size(width, box.y1 - box.y0)
    return f'<div class="over"><svg {before}></svg><svg class="there" {there}></svg></div>'


def _size(width: float, height: float) -> str:
    return f'viewBox="0 0 {width:.2f} {height:.2f}"'


def _place(box: Box, height: float) -> str:
    return (
        f' x="{box.x0:.2f}" y="{height - box.y1:.2f}"'
        f' width="{box.x1 - box.x0:.2f}" height="{box.y1 - box.y0:.2f}"'
    )
