"""PDF with text: glyphs and ruling lines of each page, through pdfminer.six."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage, LTItem, LTLine, LTPage, LTRect
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextSeq
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfinterp import (
    PDFGraphicState,
    PDFResourceManager,
    PDFTextState,
)
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import MATRIX_IDENTITY

from extract.document import Document
from extract.errors import ReaderError
from extract.glyphs import Glyph, inside
from extract.messages import say
from extract.pages import Page, read_pages
from extract.readers.pdf_content import ContentInterpreter
from extract.readers.pdf_ink import is_ground, is_white, is_whiteout
from extract.rulings import Box, Rule, box_rules
from extract.text import UNKNOWN, strike

MEDIA_TYPE = "application/pdf"
# A report has a dozen pages; the longest books that hold one some hundred.
MOST_PAGES = 300
_STRAIGHT = 1.5
# PDF 32000, 9.3.6: modes of text that neither fills nor strokes; OCR programs lay it under scans.
_INVISIBLE = frozenset({3, 7})
# Of the page's width, and in points: a picture of the smallest table is larger.
_LEAST_WIDTH = 0.33
_LEAST_HEIGHT = 40.0
_SEAM = 2.0
# Of the page: larger white shapes are drawn to be cut to size, which is not known here.
_LARGEST_WHITEOUT = 0.05
# How far from a glyph's middle a rule strikes it out, in its heights and, at most, in points.
_MIDDLE = 0.2
_REACH = 5.0
# 第 12 页 共 20 页, 扫描全能王 创建: what programs stamp on a scanned page.
_STAMPED = 25
# pdfminer's word for a glyph whose font does not say which character it is.
_UNNAMED = re.compile(r"\(cid:\d+\)")
# Of damaged files pdfminer logs lines as long as a page; what matters of it is in the record.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
# pdfminer checks little of what it reads: a damaged file shows as an error of any of these types.
_FAULTS = (
    PDFException,
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Leaf:
    """A page's print, and where it shows pictures that no print in the file goes with."""

    page: Page
    pictures: Sequence[Box]
    images: int


def read_pdf(body: bytes) -> Document:
    """Read glyphs and rules; a document without one legible page has `images` only."""
    return document_of(leaves_of(body))


def leaves_of(body: bytes) -> list[Leaf]:
    """Return the pages; text that is not shown, such as what lies under a scan, is left out."""
    return [_leaf(number, layout) for number, layout in enumerate(_layouts(body), start=1)]


def document_of(leaves: Sequence[Leaf]) -> Document:
    """Return what the print of the pages says."""
    pages = [leaf.page for leaf in leaves]
    images = sum(leaf.images for leaf in leaves)
    if any(_are_legible(page.glyphs) for page in pages):
        return Document(MEDIA_TYPE, None, read_pages(pages), {}, images)
    return Document(MEDIA_TYPE, None, (), {}, images or sum(bool(page.glyphs) for page in pages))


def is_scanned(body: bytes) -> bool:
    """Tell whether a PDF shows something, and not one legible page."""
    shows = False
    for number, layout in enumerate(_layouts(body), start=1):
        leaf = _leaf(number, layout)
        if _are_legible(leaf.page.glyphs):
            return False
        shows = shows or bool(leaf.page.glyphs or leaf.images)
    return shows


def _are_legible(glyphs: Sequence[Glyph]) -> bool:
    """Tell whether most glyphs of a page stand for characters that the file names."""
    return sum(glyph.text != UNKNOWN for glyph in glyphs) * 2 > len(glyphs)


def text_at(body: bytes, page: int, bbox: tuple[float, float, float, float]) -> str:
    """Return the text whose glyphs' centres lie in a rectangle of a page."""
    for number, layout in enumerate(_layouts(body, page), start=page):
        if number == page:
            return _leaf(number, layout).page.text_in(Box(*bbox))
    raise LookupError(f"there is no page {page}")


def _layouts(body: bytes, only: int | None = None) -> Iterator[LTPage]:
    """Yield the pages' contents without pdfminer's own layout analysis.

    laparams=None has to go to the device: pdfminer.high_level reads None as its defaults, which
    take 3.5 times as long.
    """
    try:
        document = PDFDocument(PDFParser(io.BytesIO(body)))
        _check_length(document)
        manager = PDFResourceManager()
        device = _Device(manager, laparams=None)
        interpreter = ContentInterpreter(manager, device)
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            if number > MOST_PAGES:
                raise ReaderError(say("pages_more", most=MOST_PAGES))
            if only is None or number == only:
                page.mediabox = _shown(page)
                interpreter.process_page(page)
                yield device.get_result()
    except PDFPasswordIncorrect as error:
        raise ReaderError(say("password")) from error
    except _FAULTS as error:
        detail = f"{type(error).__name__} {error}".strip()
        raise ReaderError(say("damaged", detail=detail)) from error


def _shown(page: PDFPage) -> tuple[float, float, float, float]:
    """Return the part of the sheet that is shown, from whose corner places are told."""
    (x0, y0, x1, y1), (left, low, right, high) = page.mediabox, page.cropbox
    shown = max(x0, left), max(y0, low), min(x1, right), min(y1, high)
    return shown if shown[0] < shown[2] and shown[1] < shown[3] else page.mediabox


def _check_length(document: PDFDocument) -> None:
    pages = resolve1(document.catalog.get("Pages"))
    count = resolve1(pages.get("Count")) if isinstance(pages, dict) else None
    if isinstance(count, int) and count > MOST_PAGES:
        raise ReaderError(say("pages", count=count, most=MOST_PAGES))


class _Device(PDFPageAggregator):
    """Takes what a page shows; text that is drawn invisibly only moves on."""

    def render_string(
        self,
        textstate: PDFTextState,
        seq: PDFTextSeq,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> None:
        shown = self.cur_item
        if textstate.render in _INVISIBLE:
            self.cur_item = LTFigure("", (0, 0, 0, 0), MATRIX_IDENTITY)
        super().render_string(textstate, seq, ncs, graphicstate)
        self.cur_item = shown


def _leaf(number: int, layout: LTPage) -> Leaf:
    glyphs: list[Glyph] = []
    rules: list[Rule] = []
    pictures: list[Box] = []
    grounds: list[Box] = []
    whiteouts: list[tuple[int, Box]] = []
    images = 0
    sheet = Box(0.0, 0.0, layout.width, layout.height)
    stack: list[LTItem] = list(reversed(list(layout)))
    while stack:
        item = stack.pop()
        if isinstance(item, LTChar):
            glyphs.append(_glyph(item, grounds))
        elif isinstance(item, LTFigure):
            stack.extend(reversed(list(item)))
        elif isinstance(item, LTImage):
            images += 1
            box = Box(*item.bbox)
            if _is_opaque(item) and box.area * 2 > sheet.area:
                glyphs = [glyph for glyph in glyphs if not box.holds(glyph.box.center)]
            pictures.append(box)
            grounds.append(box)
        else:
            rules.extend(_rules(item))
            if isinstance(item, LTCurve) and is_ground(item):
                grounds.append(Box(*item.bbox))
            elif isinstance(item, LTCurve) and is_whiteout(item):
                whiteouts.append((len(glyphs), Box(*item.bbox)))
    _doubt(glyphs, [one for one in whiteouts if one[1].area < _LARGEST_WHITEOUT * sheet.area])
    shown = _strike(inside(glyphs, sheet), rules)
    page = Page(number, layout.width, layout.height, shown, rules, pictures)
    return Leaf(page, tuple(_unread(pictures, page)), images)


def _glyph(char: LTChar, grounds: Sequence[Box]) -> Glyph:
    """Return a character; a mark for one without a name, and for a white figure on white paper."""
    text, box = char.get_text(), Box(*char.bbox)
    lost = text.isdigit() and is_white(char) and not any(g.holds(box.center) for g in grounds)
    return Glyph(UNKNOWN if lost or _UNNAMED.fullmatch(text) else text, box)


def _doubt(glyphs: list[Glyph], whiteouts: Sequence[tuple[int, Box]]) -> None:
    """Put a mark for each figure that a white shape was drawn over, of those before its number."""
    ordered, middles = _by_height(glyphs) if whiteouts else ([], [])
    for number, box in whiteouts:
        for index in ordered[bisect_left(middles, box.y0) : bisect_left(middles, box.y1)]:
            glyph = glyphs[index]
            if index < number and glyph.text.isdigit() and box.holds(glyph.box.center):
                glyphs[index] = replace(glyph, text=UNKNOWN)


def _by_height(glyphs: Sequence[Glyph]) -> tuple[list[int], list[float]]:
    """Return the places of glyphs from the lowest to the highest, and their middles' heights."""
    ordered = sorted(range(len(glyphs)), key=lambda index: glyphs[index].box.center[1])
    return ordered, [glyphs[index].box.center[1] for index in ordered]


def _strike(glyphs: list[Glyph], rules: Iterable[Rule]) -> list[Glyph]:
    """Put a stroke through the glyphs whose middle a level rule crosses."""
    ordered, middles = _by_height(glyphs)
    for rule in rules:
        if rule.upright:
            continue
        near = slice(bisect_left(middles, rule.at - _REACH), bisect_left(middles, rule.at + _REACH))
        for index in ordered[near]:
            box = glyphs[index].box
            x, y = box.center
            if rule.start < x < rule.end and abs(rule.at - y) < (box.y1 - box.y0) * _MIDDLE:
                glyphs[index] = replace(glyphs[index], text=strike(glyphs[index].text))
    return glyphs


def _is_opaque(image: LTImage) -> bool:
    """Tell whether an image covers what was drawn before it: seals let it through."""
    masks = image.stream.get_any(("SMask", "Mask"))
    return not (masks or image.imagemask)


def _unread(pictures: Sequence[Box], page: Page) -> Iterator[Box]:
    """Yield the pictures that may hold a table and have next to no print in them.

    Scanners cut pages into strips, one image each.
    """
    whole: list[Box] = []
    for box in sorted(pictures, key=lambda box: -box.y1):
        if box.x1 - box.x0 < page.width * _LEAST_WIDTH:
            continue
        goes_on = whole and whole[-1].y0 - box.y1 < _SEAM
        whole.append(_joined(whole.pop(), box) if goes_on else box)
    for box in whole:
        if box.y1 - box.y0 >= _LEAST_HEIGHT and len(inside(page.glyphs, box)) <= _STAMPED:
            yield box


def _joined(one: Box, other: Box) -> Box:
    return Box(
        min(one.x0, other.x0),
        min(one.y0, other.y0),
        max(one.x1, other.x1),
        max(one.y1, other.y1),
    )


def _rules(item: LTItem) -> Iterator[Rule]:
    """Yield the rules that a drawn shape amounts to; a filled area without a line is a ground."""
    if not isinstance(item, LTCurve):
        return
    box = Box(*item.bbox)
    thin = min(box.x1 - box.x0, box.y1 - box.y0) <= _STRAIGHT * 2
    drawn = item.stroke or thin if isinstance(item, LTRect) else _is_straight(item)
    if drawn:
        yield from box_rules(box)


def _is_straight(item: LTCurve) -> bool:
    return isinstance(item, LTLine) or (item.stroke and len(item.pts) == 2)
