"""Random annual reports with known content, in every layout."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.extract.content import Blanks, Content, random_content
from tests.extract.grids import sheets
from tests.extract.layouts import LAYOUTS, Print

# Layouts in which a blank cell leaves no trace, so that rows with blanks cannot be told apart.
TRACELESS = frozenset({"lines"})


@dataclass(frozen=True)
class Generated:
    """A report's bytes and the truth about it."""

    body: bytes
    content: Content


def generate(seed: int, layout: str, blanks: Blanks = "none") -> Generated:
    """Return the report of a seed in a layout."""
    rng = Random(seed)
    return render(random_content(rng, blanks), layout, rng)


def render(content: Content, layout: str, rng: Random) -> Generated:
    """Return the bytes of a report in a layout."""
    document = Print(content.title, sheets(content, rng))
    return Generated(LAYOUTS[layout](document, rng), content)
