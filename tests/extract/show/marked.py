"""What is marked in markup that is shown, read by eyes of its own."""

from __future__ import annotations

import re

from extract.readers.html import text_at
from extract.rulings import Box

_RECT = re.compile(
    r'<rect id="cell" class="marked" x="(.+?)" y="(.+?)" width="(.+?)" height="(.+?)"/>'
)
_SIZE = re.compile(r'viewBox="0 0 (.+?) (.+?)"')


def marked_text(markup: str) -> str:
    """Return the text of the one element that is marked."""
    return text_at(f"<html><body>{markup}".encode(), "//*[@id='cell']")


def marked_box(markup: str) -> Box:
    """Return the one box that is drawn, in points from the lower left."""
    size, (rect,) = _SIZE.search(markup), _RECT.findall(markup)
    assert size is not None
    x, y, width, height = map(float, rect)
    top = float(size[2]) - y
    return Box(x, top - height, x + width, top)
