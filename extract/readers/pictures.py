"""The way to the reader of scans, which is only taken where it is needed: it loads slowly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType

from extract.document import Document
from extract.errors import ToolMissingError
from extract.messages import say
from extract.pace import take_time
from extract.pages import Page
from extract.readers.sniff import PDF, sniff
from extract.rulings import Box

_COMMAND = "pip install 'nianbao[ocr]'"


def read_picture(body: bytes) -> Document:
    """Recognise an image file."""
    return _read(body, sniff(body))


def read_scanned(body: bytes) -> Document:
    """Recognise a PDF whose pages are pictures."""
    return _read(body, PDF)


def read_mixed(
    body: bytes, pages: Sequence[Page], pictured: Mapping[int, Sequence[Box]]
) -> Document:
    """Recognise the pictures on some pages of a PDF, `pictured`, together with its print."""
    document: Document = _scan(PDF).read_mixed(body, pages, pictured)
    return document


def text_at(
    body: bytes, media_type: str, page: int, bbox: tuple[float, float, float, float]
) -> str:
    """Recognise what stands in a rectangle of a page again."""
    text: str = _scan(media_type).text_at(body, media_type, page, bbox)
    return text


def _read(body: bytes, media_type: str) -> Document:
    document: Document = _scan(media_type).read_scan(body, media_type)
    return document


def _scan(media_type: str) -> ModuleType:
    """Load the reader of scans, or say what it lacks.

    With onnxruntime, OpenCV and rapidocr a process that has read scans holds 400 MB.
    """
    take_time()
    try:
        from extract.readers import scan  # noqa: PLC0415 - see above
    except ImportError as error:
        reason = say("ocr_missing", module=error.name, command=_COMMAND)
        raise ToolMissingError(media_type, reason) from error
    return scan
