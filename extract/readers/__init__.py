"""Bytes to a document; which reader is asked is decided by the bytes, never by a name."""

from __future__ import annotations

import re

from extract.document import Document
from extract.readers import docx
from extract.readers.docx import DocxError, is_docx, read_docx
from extract.readers.html import read_html
from extract.readers.pdf import PdfError, read_pdf
from extract.readers.plain import read_plain

# Signatures of what portals attach to reports, and the media types to say so by.
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|div|table|tr|td|p|span|ul|li|br|script|a|h\d)\b[^<]*>",
    re.IGNORECASE,
)


class UnreadableError(Exception):
    """No reader can make a document of these bytes."""

    def __init__(self, media_type: str, reason: str) -> None:
        super().__init__(reason)
        self.media_type = media_type


def sniff(body: bytes) -> str:
    """Return the media type that the bytes themselves show."""
    start = body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:8]
    for signature, media_type in _SIGNATURES:
        if start.startswith(signature):
            return media_type
    return "text/html" if _MARKUP.search(body) else "text/plain"


def read_document(body: bytes) -> Document:
    """Read any payload; raises `UnreadableError` for what there is no reader for."""
    if not body.strip():
        raise UnreadableError("application/x-empty", "the payload is empty")
    media_type = sniff(body)
    if media_type == "text/html":
        return read_html(body)
    if media_type == "text/plain":
        return read_plain(body)
    if media_type == "application/pdf":
        return _read_pdf(body)
    if media_type == "application/zip" and is_docx(body):
        return _read_docx(body)
    raise UnreadableError(media_type, f"there is no reader for {media_type} yet")


def _read_pdf(body: bytes) -> Document:
    try:
        return read_pdf(body)
    except PdfError as error:
        raise UnreadableError("application/pdf", str(error)) from error


def _read_docx(body: bytes) -> Document:
    try:
        return read_docx(body)
    except DocxError as error:
        raise UnreadableError(docx.MEDIA_TYPE, f"damaged Word document: {error}") from error
