"""Bytes to a document; which reader is asked is decided by the bytes, never by a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from extract.document import Document
from extract.errors import ReaderError, ToolMissingError, UnreadableError
from extract.messages import Text, make_finding, say
from extract.readers.carried import read_carried
from extract.readers.docx import read_docx
from extract.readers.html import read_html
from extract.readers.ofd import read_ofd
from extract.readers.office import read_office
from extract.readers.pdf import document_of, leaves_of
from extract.readers.pictures import read_mixed, read_picture, read_scanned
from extract.readers.plain import read_plain
from extract.readers.script import read_script
from extract.readers.sniff import (
    DOC,
    DOCX,
    ENCRYPTED,
    HTML,
    IMAGES,
    JSON,
    ODS,
    ODT,
    OFD,
    PDF,
    PLAIN,
    RAR,
    RTF,
    SEVEN_ZIP,
    XLS,
    XLSX,
    ZIP,
    sniff,
)
from extract.readers.worth import worth
from extract.readers.xls import read_xls
from extract.readers.xlsx import read_xlsx
from extract.readers.zip import read_zip
from extract.vocabulary import TABLES

__all__ = ["read_document", "sniff"]

# Why there is no reader for some formats, as `extract/messages/reasons.toml` says it.
_REFUSED = {ENCRYPTED: "password", RAR: "rar", SEVEN_ZIP: "seven_zip"}


def read_document(body: bytes) -> Document:
    """Read any payload; raises `UnreadableError` for what there is no reader for.

    `ToolMissingError` is raised where a reader needs something that is not installed.
    """
    return _read(body, _READERS)


def _read(body: bytes, readers: Mapping[str, Callable[[bytes], Document]]) -> Document:
    if not body.strip():
        raise UnreadableError("application/x-empty", say("empty"))
    media_type = sniff(body)
    reader = readers.get(media_type)
    if reader is None:
        reason = say(_REFUSED.get(media_type, "no_reader"), media_type=media_type)
        raise UnreadableError(media_type, reason)
    try:
        return reader(body)
    except UnreadableError:
        raise
    except ReaderError as error:
        raise UnreadableError(media_type, error.text) from error


def _read_page(body: bytes) -> Document:
    return read_carried(body, read_script(body, read_html(body)), _read_member)


def _read_pdf(body: bytes) -> Document:
    """Read a PDF's text, and its pictures where the text lacks a table."""
    leaves = leaves_of(body)
    document = document_of(leaves)
    if document.images and not document.blocks:
        return read_scanned(body)
    pictured = {leaf.page.number: leaf.pictures for leaf in leaves if leaf.pictures}
    if not pictured or worth(document).tables == len(TABLES):
        return document
    try:
        return read_mixed(body, [leaf.page for leaf in leaves], pictured)
    except ToolMissingError as error:
        return _with_reason(document, "document.tool_missing", error.text)
    except ReaderError as error:
        return _with_reason(document, "document.unreadable", error.text)


def _with_reason(document: Document, rule: str, reason: Text) -> Document:
    """Return what could be read, with why the rest could not."""
    finding = make_finding(rule, "explained", "reading", reason=reason)
    return replace(document, findings=(*document.findings, finding))


def _read_json(body: bytes) -> Document:
    return read_script(body, None)


def _read_zip(body: bytes) -> Document:
    return read_zip(body, _read_member)


def _read_member(body: bytes) -> Document:
    """Read a member of an archive, which may be an archive itself."""
    return _read(body, {**_READERS, ZIP: _read_inner_zip})


def _read_inner_zip(body: bytes) -> Document:
    return read_zip(body, _read_inner_member)


def _read_inner_member(body: bytes) -> Document:
    if sniff(body) == ZIP:
        raise UnreadableError(ZIP, say("archive_nested"))
    return _read(body, _READERS)


_READERS: Mapping[str, Callable[[bytes], Document]] = {
    DOC: read_office,
    DOCX: read_docx,
    HTML: _read_page,
    JSON: _read_json,
    ODS: read_office,
    ODT: read_office,
    OFD: read_ofd,
    PDF: _read_pdf,
    PLAIN: read_plain,
    RTF: read_office,
    XLS: read_xls,
    XLSX: read_xlsx,
    ZIP: _read_zip,
    **dict.fromkeys(IMAGES, read_picture),
}
