"""Back to the cell: read a source again at a locator."""

from __future__ import annotations

from dataclasses import dataclass

from extract.errors import ReaderError
from extract.readers import docx, html, ofd, office, pdf, pictures, plain, script, sheets, xls, xlsx
from extract.readers.carried import open_carried
from extract.readers.relocate import follow
from extract.readers.sniff import (
    DOC,
    DOCX,
    HTML,
    IMAGES,
    JSON,
    ODS,
    ODT,
    OFD,
    PDF,
    RTF,
    XLS,
    ZIP,
    sniff,
)
from extract.readers.zip import find_member
from extract.report import Locator

_CONVERTED = frozenset({DOC, ODS, ODT, RTF})


@dataclass(frozen=True)
class Opened:
    """A document that lies in a payload, its media type, and a place in it."""

    body: bytes
    kind: str
    locator: Locator


def open_at(body: bytes, locator: Locator) -> Opened:
    """Return the innermost document that a locator leads into; raises `LookupError` for none.

    Old office files are converted for it, at most once in this process.
    """
    kind, member = sniff(body), locator.member
    if kind == ZIP:
        inner, way = find_member(body, member)
    elif kind in _CONVERTED:
        way = follow(member, office.MEMBER)
        inner = office.convert(body)
    elif kind not in {HTML, JSON} or member is None:
        return Opened(body, kind, locator)
    elif carried := open_carried(body, member):
        inner, way = carried
    else:
        string = script.string_at(body, member)
        return Opened(string.encode(), HTML, locator._replace(member=None))
    return open_at(inner, locator._replace(member=way))


def read_at(body: bytes, locator: Locator) -> str:
    """Return the text that stands at a locator; raises `LookupError` where nothing does."""
    try:
        return _read_at(open_at(body, locator))
    except ReaderError as error:
        raise LookupError(str(error)) from error


def _read_at(opened: Opened) -> str:
    body, kind, locator = opened.body, opened.kind, opened.locator
    if locator.span is not None and locator.at is None:
        return plain.text_at(body, locator.span)
    if locator.page is not None and locator.bbox is not None:
        recognised = locator.confidence is not None
        return _read_page(body, kind, locator.page, locator.bbox, recognised=recognised)
    if locator.sheet is not None and locator.cell is not None:
        workbook = xls.read_sheets(body) if kind == XLS else xlsx.read_sheets(body)
        return sheets.text_at(workbook, locator.sheet, locator.cell)
    if locator.at is None:
        raise LookupError(f"{locator.to_json()} names no place that can be read again")
    if kind == DOCX and locator.member is not None:
        return docx.text_at(body, locator.member, locator.at)
    return html.text_at(body, locator.at, locator.span)


def _read_page(
    body: bytes, kind: str, page: int, bbox: tuple[float, float, float, float], *, recognised: bool
) -> str:
    """Return what stands in a rectangle; pictures are recognised again."""
    if kind == OFD:
        return ofd.text_at(body, page, bbox)
    if kind in IMAGES or (kind == PDF and (recognised or pdf.is_scanned(body))):
        return pictures.text_at(body, kind, page, bbox)
    return pdf.text_at(body, page, bbox)
