"""Bytes to a document; which reader is asked is decided by the bytes, never by a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from extract.document import Document
from extract.readers.docx import DocxError, read_docx
from extract.readers.errors import ToolMissingError, UnreadableError
from extract.readers.html import read_html
from extract.readers.pdf import PdfError, read_pdf
from extract.readers.plain import read_plain
from extract.readers.sniff import DOCX, HTML, JSON, PDF, PLAIN, sniff

__all__ = ["ToolMissingError", "UnreadableError", "read_document", "sniff"]

_READERS: Mapping[str, Callable[[bytes], Document]] = {
    DOCX: read_docx,
    HTML: read_html,
    JSON: read_plain,
    PDF: read_pdf,
    PLAIN: read_plain,
}
_DAMAGED = (DocxError, PdfError)


def read_document(body: bytes) -> Document:
    """Read any payload; raises `UnreadableError` for what there is no reader for.

    `ToolMissingError` is raised where a reader needs something that is not installed.
    """
    if not body.strip():
        raise UnreadableError("application/x-empty", "the payload is empty")
    media_type = sniff(body)
    reader = _READERS.get(media_type)
    if reader is None:
        raise UnreadableError(media_type, f"there is no reader for {media_type} yet")
    try:
        return reader(body)
    except _DAMAGED as error:
        raise UnreadableError(media_type, str(error)) from error
