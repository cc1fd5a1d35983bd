"""The box on the picture of a page lies where the ink is, however the page is turned or cut."""

from __future__ import annotations

import base64
import io
import re

import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from extract.readers.paper import PIXELS_PER_POINT
from extract.readers.pdf import leaves_of
from extract.report import Locator
from extract.show import Shown, page_pictures, show
from tests.extract.show.marked import marked_box

_ADDRESS = re.compile(r'href="data:image/jpeg;base64,(.+?)"')


def ink(shown: Shown) -> tuple[float, float]:
    """Return how dark the box is, and all around it, from 0 to 1."""
    address = _ADDRESS.search(shown.markup)
    assert address is not None
    picture = Image.open(io.BytesIO(base64.b64decode(address[1]))).convert("L")
    size = re.search(r'viewBox="0 0 (.+?) (.+?)"', shown.markup)
    assert size is not None
    scale = picture.width / float(size[1])
    box = marked_box(shown.markup)
    height = float(size[2])
    place = [round(side * scale) for side in (box.x0, height - box.y1, box.x1, height - box.y0)]
    within = picture.crop((place[0], place[1], place[2], place[3]))
    dark = _darkness(within)
    picture.paste(255, (place[0] - 3, place[1] - 3, place[2] + 3, place[3] + 3))
    return dark, _darkness(picture)


def _darkness(picture: Image.Image) -> float:
    return sum((255 - grey) * count for grey, count in enumerate(picture.histogram())) / (
        255 * picture.width * picture.height
    )


def printed(rotation: int, *, cut: bool) -> bytes:
    """Return a page with one word on it, turned, and cut at its edges."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 300))
    canvas.setFont("Helvetica-Bold", 30)
    canvas.drawString(250, 200, "MMM")
    canvas.save()
    document = pypdfium2.PdfDocument(file.getvalue())
    if cut:
        document[0].set_cropbox(100, 50, 390, 280)
    document[0].set_rotation(rotation)
    file = io.BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("cut", [False, True])
def test_print_of_turned_and_cut_pages(rotation: int, *, cut: bool) -> None:
    body = printed(rotation, cut=cut)
    boxes = [glyph.box for glyph in leaves_of(body)[0].page.glyphs]
    bbox = (
        min(box.x0 for box in boxes), min(box.y0 for box in boxes),
        max(box.x1 for box in boxes), max(box.y1 for box in boxes),
    )  # fmt: skip
    within, around = ink(show(body, Locator(page=1, bbox=bbox)))
    assert within > 0.2
    assert around < 0.0005


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF"])
@pytest.mark.parametrize("size", [(1240, 1754), (2480, 3508), (600, 3000)])
def test_boxes_of_pictures_are_in_points_of_their_page(kind: str, size: tuple[int, int]) -> None:
    width, height = size
    page = Image.new("L", size, 255)
    ImageDraw.Draw(page).rectangle((200, 300, 400, 360), fill=0)
    file = io.BytesIO()
    page.save(file, kind)
    points = 595 / width if height > 2 * width else 842 / height
    if (width, height) == (1240, 1754):
        points = 1 / PIXELS_PER_POINT
    bbox = (200 * points, (height - 361) * points, 401 * points, (height - 300) * points)
    within, around = ink(show(file.getvalue(), Locator(page=1, bbox=bbox, confidence=0.9)))
    assert within > 0.95
    assert around < 0.001


def test_other_pages_can_be_reached_and_say_where_the_cell_is() -> None:
    file = io.BytesIO()
    pages = [Image.new("L", (300, 400), 255) for _ in range(3)]
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    locator = Locator(page=2, bbox=(1.0, 1.0, 9.0, 9.0))
    shown = [show(file.getvalue(), locator, page) for page in (None, 3, 4)]
    assert [(one.page, one.pages, one.marked) for one in shown] == [
        (2, 3, 2), (3, 3, 2), (None, None, None)
    ]  # fmt: skip
    assert ["<rect" in one.markup for one in shown] == [True, False, False]
    assert shown[2].problem is not None


def test_a_page_of_any_size_is_drawn_within_bounds() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(14_400, 14_400))
    canvas.drawString(10, 10, "7")
    canvas.save()
    shown = show(file.getvalue(), Locator(page=1, bbox=(0.0, 0.0, 50.0, 50.0)))
    assert shown.found
    assert len(shown.markup) < 2_000_000


def test_a_picture_of_too_many_pixels_is_not_decoded() -> None:
    file = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(file, "PNG")
    problem = show(file.getvalue(), None).problem
    assert problem is not None
    assert "pixels" in problem.en


def test_another_cell_of_a_page_is_marked_on_the_same_picture() -> None:
    body = printed(0, cut=False)
    page_pictures.picture_pdf.cache_clear()
    first, second = (
        show(body, Locator(page=1, bbox=box)) for box in ((250, 200, 330, 225), (9, 9, 30, 30))
    )
    assert page_pictures.picture_pdf.cache_info().hits == 1
    assert _ADDRESS.findall(first.markup) == _ADDRESS.findall(second.markup)
    assert marked_box(first.markup) != marked_box(second.markup)
