"""Bytes and a place in them to what people see, whichever reader the place is of."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from types import ModuleType

from extract.document import Document
from extract.encoding import decode
from extract.errors import ReaderError, ToolMissingError
from extract.locate import Opened, open_at
from extract.messages import Text, say
from extract.readers import ofd, pdf, read_document
from extract.readers.sniff import HTML, IMAGES, OFD, PDF, PLAIN, sniff
from extract.report import Locator, Passage
from extract.rulings import Box
from extract.sections import find_sentence
from extract.show.grids import show_blocks
from extract.show.inert import show_page
from extract.show.mark import Mark, find_words, mark_span
from extract.show.sheet import draw_print, draw_sheet

_PAGED = frozenset({PDF, OFD}) | IMAGES
_LARGEST = 64_000_000
_COMMAND = "pip install 'nianbao[browse]'"


@dataclass(frozen=True)
class Shown:
    """Markup of a document, or of one of its pages, and whether the place asked for was found.

    `form` says what it is of: `page` (the source's own), `sheet` (a picture), `text`, `grid` (the
    tables as they were read). Of sheets there are `pages`; the place is on page `marked`, from 1.
    `problem` says why there is nothing to see.
    """

    form: str = ""
    markup: str = ""
    found: bool = False
    page: int | None = None
    pages: int | None = None
    marked: int | None = None
    problem: Text | None = None


def show(body: bytes, aim: Locator | Passage | None, page: int | None = None) -> Shown:
    """Show a document with a place marked, or the sentence of a passage; or one of its pages.

    Nothing is recognised anew: a passage of a scan is not found. Where the place is not found, the
    document is shown without a mark.
    """
    if len(body) > _LARGEST:
        return Shown(problem=say("show_size", size=len(body), most=_LARGEST))
    try:
        return _show(body, _mark(body, aim), page)
    except LookupError:
        return show(body, None, page) if aim else Shown(problem=say("show_nowhere"))
    except ReaderError as error:
        return Shown(problem=error.text)


def _mark(body: bytes, aim: Locator | Passage | None) -> Mark | None:
    if not isinstance(aim, Passage):
        return Mark(aim) if aim else None
    paragraph, words = find_sentence(_read_print(body), aim)
    if paragraph.locator is None:
        raise LookupError("the sentence has no place")
    return Mark(paragraph.locator, words)


def _read_print(body: bytes) -> Document:
    """Read a document without recognising its pictures, which takes minutes."""
    kind = sniff(body)
    if kind in IMAGES:
        raise LookupError("a picture has to be recognised")
    return pdf.read_pdf(body) if kind == PDF else read_document(body)


def _show(body: bytes, mark: Mark | None, page: int | None) -> Shown:
    opened = open_at(body, mark.locator) if mark else Opened(body, sniff(body), Locator())
    within = Mark(opened.locator, mark.words) if mark else None
    kind, locator = opened.kind, opened.locator
    if kind in _PAGED:
        return _show_sheet(opened, page or locator.page or 1)
    if kind == PLAIN or (locator.span is not None and locator.at is None):
        return Shown("text", f'<div class="lines">{_text(opened.body, within)}</div>', bool(mark))
    if kind == HTML:
        return Shown("page", show_page(opened.body, within), bool(mark))
    return Shown("grid", show_blocks(read_document(opened.body).blocks, within), bool(mark))


def _text(body: bytes, mark: Mark | None) -> str:
    """Return a text as markup, the span of a mark, or its words within that, marked."""
    text = decode(body)[0]
    if mark is None or mark.locator.span is None:
        return escape(text)
    start, end = mark.locator.span
    if not 0 <= start <= end <= len(text):
        raise LookupError(f"there are no characters {start} to {end}")
    within = find_words(text[start:end], mark.words) if mark.words else None
    span = (start + within[0], start + within[1]) if within else (start, end)
    return mark_span(text, span)


def _show_sheet(opened: Opened, number: int) -> Shown:
    locator = opened.locator
    box = Box(*locator.bbox) if locator.bbox else None
    shown = box if number == locator.page else None
    if opened.kind == OFD:
        sheet, pages = ofd.read_page(opened.body, number)
        markup = draw_sheet(sheet.width, sheet.height, draw_print(sheet), shown)
    else:
        module = _pictures(opened.kind)
        picture = module.picture_pdf if opened.kind == PDF else module.picture_frame
        seen = picture(opened.body, number)
        size = f'width="{seen.width:.2f}" height="{seen.height:.2f}"'
        content = f'<image href="{seen.address}" {size}/>'
        markup = draw_sheet(seen.width, seen.height, content, shown)
        pages = seen.pages
    return Shown("sheet", markup, box is not None, number, pages, locator.page if box else None)


def _pictures(media_type: str) -> ModuleType:
    try:
        from extract.show import page_pictures  # noqa: PLC0415 - an extra may not be installed
    except ImportError as error:
        reason = say("ocr_missing", module=error.name, command=_COMMAND)
        raise ToolMissingError(media_type, reason) from error
    return page_pictures
