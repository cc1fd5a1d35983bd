"""In every format, at every key: what is marked is what was read."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from extract.glyphs import Glyph, inside, text_in
from extract.locate import open_at
from extract.parse import parse
from extract.readers import ofd, pdf
from extract.readers.sniff import PDF
from extract.report import Locator
from extract.show import show
from tests.extract.generate import FORMATS, generate
from tests.extract.readers.write_office import needs_office, save_as
from tests.extract.show.marked import marked_box, marked_text


def _carried() -> bytes:
    inside_page = base64.b64encode(generate(7, "pdf").body).decode()
    return f"<html><body><script>var pdfData = '{inside_page}';</script></body></html>".encode()


def _zipped_pdf() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("年报.pdf", generate(7, "pdf").body)
    return file.getvalue()


BODIES: dict[str, Callable[[], bytes]] = {
    **{layout: lambda layout=layout: generate(7, layout).body for layout in FORMATS},  # type: ignore[misc]
    "carried": _carried,
    "zipped_pdf": _zipped_pdf,
}


pytestmark = pytest.mark.usefixtures("read_once")


# What differs from another only in its table's mark-up shows some of its cells.
_ALIKE = {"html_empty_cells", "html_layout_table", "html_one_table", "html_split_repeated"}


@pytest.mark.parametrize("name", BODIES)
def test_every_cell_is_marked_where_it_stands(name: str) -> None:
    check(BODIES[name](), step=7 if name in _ALIKE else 1)


@needs_office
def test_cells_of_old_office_files_are_marked(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(generate(7, "docx").body)
    save_as(tmp_path, "doc", [tmp_path / "a.docx"])
    assert check((tmp_path / "a.doc").read_bytes()) == "grid"


def check(body: bytes, step: int = 1) -> str:
    """Hold what is marked against what was read; returns what is shown."""
    placed = [value for value in parse(body).values.values() if value.where]
    assert placed
    for value in placed[::step]:
        assert value.where is not None
        shown = show(body, value.where.locator)
        assert shown.found, value
        if shown.form == "sheet":
            assert (shown.page, shown.marked) == (value.where.locator.page,) * 2
            glyphs = glyphs_of(body, value.where.locator)
            assert text_in(inside(glyphs, marked_box(shown.markup))) == value.raw
        else:
            assert marked_text(shown.markup) == value.raw
    return shown.form


def glyphs_of(body: bytes, locator: Locator) -> Sequence[Glyph]:
    opened = open_at(body, locator)
    assert locator.page is not None
    if opened.kind == PDF:
        return _leaves(opened.body)[locator.page - 1].page.glyphs
    return ofd.read_page(opened.body, locator.page)[0].glyphs


@cache
def _leaves(body: bytes) -> Sequence[pdf.Leaf]:
    return pdf.leaves_of(body)
