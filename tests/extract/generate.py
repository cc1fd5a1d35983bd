"""Random annual reports with known content, in every layout and format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from tests.extract.content import Blanks, Content, random_content
from tests.extract.damage import DAMAGES
from tests.extract.grids import sheets
from tests.extract.layouts import LAYOUTS, Layout, Print
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_ofd import ofd, unruled_ofd
from tests.extract.readers.write_wrapped import json_answer, script_page, zipped
from tests.extract.readers.write_xlsx import xlsx
from tests.extract.render_pdf import odd_pdf, pdf, unruled_pdf

FORMATS: Mapping[str, Layout] = {
    **LAYOUTS,
    "docx_of_word": docx,
    "json_answer": json_answer,
    "ofd": ofd,
    "ofd_unruled": unruled_ofd,
    "pdf": pdf,
    "pdf_odd": odd_pdf,
    "pdf_unruled": unruled_pdf,
    "script_page": script_page,
    "xlsx": xlsx,
    "zipped": zipped,
}
# Layouts in which a blank cell leaves no trace, so that rows with blanks cannot be told apart.
_TRACELESS = frozenset({"lines"})
# A row whose only number is its total, with bars behind it for what spans cover, looks like a row
# whose number stands in another column.
_AMBIGUOUS = frozenset({("pipes_runs", "totals_only")})

# A number covering two columns, once spans are lost, looks like a row whose last cell is blank.
ALIKE = frozenset({("pipes_runs", "merge_cells")})


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
    return Generated(FORMATS[layout](document, rng), content)


def damaged(seed: int, layout: str, blanks: Blanks, damage: str) -> Generated:
    """Return a report one table of which is damaged, and what it said before."""
    rng = Random(seed)
    content = random_content(rng, "none" if layout in _TRACELESS else blanks, plain=True)
    printed = sheets(content, rng)
    hurt = rng.randrange(len(printed))
    printed[hurt] = DAMAGES[damage](printed[hurt], rng)
    return Generated(FORMATS[layout](Print(content.title, printed), rng), content)


def fair(layout: str, blanks: Blanks) -> Blanks:
    """Return the blanks, or none where the layout would not let any reader place what is left."""
    unfair = layout in _TRACELESS or (layout, blanks) in _AMBIGUOUS
    return "none" if unfair else blanks
