"""Scans: pictures of pages to rules and recognised print, then read like any page.

A cell whose print was not read with certainty has little confidence; a cell is blank only where
there is no ink between its rules.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from extract.document import Block, Cell, Document, Table
from extract.glyphs import Glyph, inside, text_in
from extract.pace import take_time
from extract.pages import Page, read_pages
from extract.readers.image_rules import find_rules, slope_of, straighten
from extract.readers.ink import Strip, em_of, read_ink
from extract.readers.lines_of_print import find_lines
from extract.readers.numerals import looks_like_number, read_numbers
from extract.readers.page_images import PIXELS_PER_POINT, Grey, Picture, pictures_of
from extract.readers.recognise import Reading, engines, recognise
from extract.report import Locator
from extract.rulings import Box, Ruled, find_grids

Place = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Sheet:
    """A page set straight; `slope` is by how many degrees its lines fell to the right before."""

    number: int
    grey: Grey
    slope: float
    em: int

    @property
    def height(self) -> int:
        height, _ = self.grey.shape
        return int(height)

    def box(self, place: Place) -> Box:
        """Return pixels (left, top, right, bottom) in points from the lower left."""
        left, top, right, bottom = place
        scale = PIXELS_PER_POINT
        return Box(
            left / scale,
            (self.height - bottom) / scale,
            right / scale,
            (self.height - top) / scale,
        )

    def place(self, box: Box) -> Place:
        """Return points from the lower left in whole pixels."""
        scale = PIXELS_PER_POINT
        return (
            round(box.x0 * scale),
            self.height - round(box.y1 * scale),
            round(box.x1 * scale),
            self.height - round(box.y0 * scale),
        )

    def turned(self, box: Box, way: int) -> Box:
        """Move a box to where its middle was before the page was set straight; -1 moves it back."""
        scale = PIXELS_PER_POINT
        x0, y0 = self.grey.shape[1] / 2 / scale, self.height / 2 / scale
        x, y = box.center[0] - x0, box.center[1] - y0
        angle = math.radians(-self.slope * way)
        right = x * math.cos(angle) - y * math.sin(angle) + x0 - box.center[0]
        up = x * math.sin(angle) + y * math.cos(angle) + y0 - box.center[1]
        return Box(box.x0 + right, box.y0 + up, box.x1 + right, box.y1 + up)


def read_scan(body: bytes, media_type: str) -> Document:
    """Recognise the pages of an image file or of a PDF whose pages are images."""
    take_time()
    sheets: dict[int, _Sheet] = {}
    pages: list[Page] = []
    for picture in pictures_of(body, media_type):
        sheet = _sheet(picture)
        pages.append(_page(sheet))
        sheets[sheet.number] = sheet
    blocks = tuple(_on_paper(block, sheets) for block in read_pages(pages))
    return Document(media_type, None, blocks, {}, len(pages), engines=engines())


def read_mixed(
    body: bytes, pages: Sequence[Page], pictured: Mapping[int, Sequence[Box]]
) -> Document:
    """Recognise the pictures on some pages of a PDF, whose print elsewhere is known."""
    take_time()
    sheets: dict[int, _Sheet] = {}
    whole = {page.number: page for page in pages}
    for picture in pictures_of(body, "application/pdf", pictured):
        sheet = sheets[picture.number] = _sheet(picture)
        boxes = pictured[picture.number]
        whole[picture.number] = _filled_in(whole[picture.number], boxes, _page(sheet, boxes))
    blocks = tuple(_on_paper(block, sheets) for block in read_pages(whole.values()))
    return Document("application/pdf", None, blocks, {}, len(sheets), engines=engines())


def _filled_in(page: Page, boxes: Sequence[Box], found: Page) -> Page:
    """Return a page with what was found in its pictures, instead of what lies over them."""
    covered = {id(glyph) for box in boxes for glyph in inside(page.glyphs, box)}
    glyphs = [glyph for glyph in page.glyphs if id(glyph) not in covered]
    rules = [*page.rules, *found.rules]
    return replace(page, glyphs=[*glyphs, *found.glyphs], rules=rules)


def text_at(
    body: bytes, media_type: str, page: int, bbox: tuple[float, float, float, float]
) -> str:
    """Recognise the one cell again that a rectangle of a page holds."""
    digest = hashlib.sha256(body).digest()
    sheet = _kept_sheet(_Payload(digest, body), media_type, page)
    place = sheet.place(sheet.turned(Box(*bbox), -1))
    return text_in(_glyphs(sheet, [place]))


@dataclass(frozen=True)
class _Payload:
    """Bytes that are equal where their digests are."""

    digest: bytes
    body: bytes

    def __hash__(self) -> int:
        return hash(self.digest)


@lru_cache(maxsize=4)
def _kept_sheet(payload: _Payload, media_type: str, page: int) -> _Sheet:
    for picture in pictures_of(payload.body, media_type, {page}):
        return _sheet(picture)
    raise LookupError(f"there is no page {page}")


def _sheet(picture: Picture) -> _Sheet:
    slope = slope_of(picture.grey)
    grey = straighten(picture.grey, slope)
    return _Sheet(picture.number, grey, slope, em_of(grey))


def _page(sheet: _Sheet, boxes: Sequence[Box] | None = None) -> Page:
    """Return what is printed on a page, or in some boxes of it."""
    shown = sheet.grey if boxes is None else _cut_out(sheet, boxes)
    rules = find_rules(shown)
    grids = find_grids(rules)
    places = [sheet.place(_rounded(region.box)) for grid in grids for region in grid.regions]
    glyphs = [*_glyphs(sheet, places), *_running_text(sheet, shown, grids)]
    height, width = (side / PIXELS_PER_POINT for side in sheet.grey.shape)
    return Page(sheet.number, width, height, glyphs, rules)


def _cut_out(sheet: _Sheet, boxes: Sequence[Box]) -> Grey:
    """Return a sheet that is white outside of some boxes."""
    shown = np.full_like(sheet.grey, 255)
    for box in boxes:
        left, top, right, bottom = (max(side, 0) for side in sheet.place(box))
        shown[top:bottom, left:right] = sheet.grey[top:bottom, left:right]
    return shown


def _rounded(box: Box) -> Box:
    return Box(round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2))


def _glyphs(sheet: _Sheet, places: Sequence[Place]) -> list[Glyph]:
    """Return what stands in cells, a glyph a line; ink that says nothing is one without text."""
    strips: list[Strip] = []
    pale: list[Glyph] = []
    for place in places:
        ink = read_ink(sheet.grey, place, sheet.em)
        strips.extend(ink.strips)
        if ink.faint:
            pale.append(Glyph("", sheet.box(place), 0.0))
    readings = _read_twice(sheet, strips)
    pairs = zip(strips, readings, strict=True)
    found = (Glyph(one.text, sheet.box(strip.place), _known(one)) for strip, one in pairs)
    return [*found, *pale]


def _known(reading: Reading) -> float:
    return round(reading.confidence, 3) if reading.text else 0.0


def _read_twice(sheet: _Sheet, strips: Sequence[Strip]) -> list[Reading]:
    readings = recognise([strip.grey for strip in strips])
    numbers = [index for index, one in enumerate(readings) if looks_like_number(one.text)]
    again = read_numbers(
        [strips[index] for index in numbers], [readings[index] for index in numbers], sheet.em
    )
    for index, reading in zip(numbers, again, strict=True):
        readings[index] = reading
    return readings


def _running_text(sheet: _Sheet, shown: Grey, grids: Sequence[Ruled]) -> Iterator[Glyph]:
    """Yield the lines outside of tables, which are painted over for the detector."""
    rest = shown.copy()
    for grid in grids:
        left, top, right, bottom = sheet.place(grid.box)
        rest[max(top - 4, 0) : bottom + 4, max(left - 4, 0) : right + 4] = 255
    strips = find_lines(rest)
    readings = recognise([strip.grey for strip in strips])
    for strip, reading in zip(strips, readings, strict=True):
        if reading.text:
            yield Glyph(reading.text, sheet.box(strip.place), _known(reading))


def _on_paper(block: Block, sheets: dict[int, _Sheet]) -> Block:
    """Return a block with locators on the page as it is, not as it was set straight.

    Print that was not recognised lies there already.
    """
    if not isinstance(block, Table):
        return replace(block, locator=_located(block.locator, block.text, sheets))
    cells: dict[int, Cell] = {}
    for row in block.rows:
        for cell in row:
            if id(cell) not in cells:
                cells[id(cell)] = cell._replace(locator=_located(cell.locator, cell.text, sheets))
    return replace(block, rows=[[cells[id(cell)] for cell in row] for row in block.rows])


def _located(locator: Locator | None, text: str, sheets: dict[int, _Sheet]) -> Locator | None:
    if locator is None or locator.bbox is None or locator.page not in sheets:
        return locator
    if text and locator.confidence is None:
        return locator
    sheet = sheets[locator.page]
    straight = sheet.box(sheet.place(Box(*locator.bbox)))
    box = _rounded(sheet.turned(straight, 1))
    return locator._replace(bbox=(box.x0, box.y0, box.x1, box.y1))
