"""What kind of bytes a payload is, by signature and, for containers, by what they hold."""

from __future__ import annotations

import codecs
import io
import json
import re
import struct
from collections.abc import Callable, Mapping

import olefile

from extract.encoding import unmarked_utf_16
from extract.errors import ReaderError
from extract.readers.parts import Package

DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENCRYPTED = "application/vnd.ms-office.encrypted"
GIF = "image/gif"
HTML = "text/html"
JPEG = "image/jpeg"
JSON = "application/json"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODT = "application/vnd.oasis.opendocument.text"
OFD = "application/ofd"
OLE = "application/x-ole-storage"
PDF = "application/pdf"
PLAIN = "text/plain"
PNG = "image/png"
RAR = "application/vnd.rar"
RTF = "application/rtf"
SEVEN_ZIP = "application/x-7z-compressed"
TIFF = "image/tiff"
XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"

IMAGES = frozenset({GIF, JPEG, PNG, TIFF})
# What LibreOffice has to convert, and what may hold such files or pictures.
SLOW = frozenset({DOC, ODS, ODT, RTF, ZIP})

# Signatures of what portals attach to reports, and the media types to say so by.
_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"Rar!", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF8", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|div|table|tr|td|p|span|ul|li|br|script|a|h\d)\b[^<]*>",
    re.IGNORECASE,
)
# MS-CFB streams by which Word and Excel files are told; WPS writes the same ones.
_OLE_STREAMS = (
    ("EncryptedPackage", ENCRYPTED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
)
_MAIN_PARTS = ((b"wordprocessingml.", DOCX), (b"spreadsheetml.", XLSX))
_MAIN_NAMES = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
_LONGEST_MIMETYPE = 100


def sniff(body: bytes) -> str:
    """Return the media type that the bytes themselves show."""
    start = body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:8]
    for signature, media_type in _SIGNATURES:
        if start.startswith(signature) or body.startswith(signature):
            return _CONTAINERS[media_type](body) if media_type in _CONTAINERS else media_type
    if start[:1] in {b"{", b"["} and _is_json(body):
        return JSON
    return HTML if _MARKUP.search(_narrow(body)) else PLAIN


def _narrow(body: bytes) -> bytes:
    """Return markup as ASCII bytes where characters take two."""
    marked = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    is_wide = marked or unmarked_utf_16(body) is not None
    return body.replace(b"\x00", b"") if is_wide else body


def _inside_zip(body: bytes) -> str:
    named = ZIP
    try:
        package = Package(body)
        if "OFD.xml" in package.names:
            return OFD
        if "mimetype" in package.names:
            declared = package.read("mimetype", _LONGEST_MIMETYPE).decode("ascii", "replace")
            return declared if declared in {ODS, ODT} else ZIP
        named = next((kind for name, kind in _MAIN_NAMES if name in package.names), ZIP)
        types = package.types() if "[Content_Types].xml" in package.names else b""
    except ReaderError:
        return named
    return next((media_type for mark, media_type in _MAIN_PARTS if mark in types), named)


def _inside_ole(body: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as container:
            for name, media_type in _OLE_STREAMS:
                if container.exists(name):
                    return media_type
    except (OSError, struct.error, LookupError, ValueError, TypeError, RecursionError):
        return OLE
    return OLE


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


_CONTAINERS: Mapping[str, Callable[[bytes], str]] = {ZIP: _inside_zip, OLE: _inside_ole}
