"""Back to the cell: read a source again at a locator."""

from __future__ import annotations

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


def read_at(body: bytes, locator: Locator) -> str:
    """Return the text that stands at a locator; raises `LookupError` where nothing does.

    Old office files are converted again for it, at most once in this process.
    """
    try:
        return _read_at(body, locator)
    except ReaderError as error:
        raise LookupError(str(error)) from error


def _read_at(body: bytes, locator: Locator) -> str:
    kind = sniff(body)
    if opened := _open(body, kind, locator.member):
        inner, way = opened
        return _read_at(inner, locator._replace(member=way))
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
    return _read_markup(body, kind, locator.member, locator.at, locator.span)


def _open(body: bytes, kind: str, member: str | None) -> tuple[bytes, str | None] | None:
    """Return what a container holds on the way to a place, and the rest of the way."""
    if kind == ZIP:
        return find_member(body, member)
    if kind in _CONVERTED:
        way = follow(member, office.MEMBER)
        return office.convert(body), way
    return open_carried(body, member) if kind in {HTML, JSON} and member else None


def _read_page(
    body: bytes, kind: str, page: int, bbox: tuple[float, float, float, float], *, recognised: bool
) -> str:
    """Return what stands in a rectangle; pictures are recognised again."""
    if kind == OFD:
        return ofd.text_at(body, page, bbox)
    if kind in IMAGES or (kind == PDF and (recognised or pdf.is_scanned(body))):
        return pictures.text_at(body, kind, page, bbox)
    return pdf.text_at(body, page, bbox)


def _read_markup(
    body: bytes, kind: str, member: str | None, at: str, span: tuple[int, int] | None
) -> str:
    if member is None:
        return html.text_at(body, at, span)
    if kind == DOCX:
        return docx.text_at(body, member, at)
    return script.text_at(body, member, at, span)
