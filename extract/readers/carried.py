"""Documents that a page carries as base64 in a string: `pdfData='JVBERi0…'`, `src="data:…"`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import replace

from extract.document import Document
from extract.readers.embedded import DOCUMENT
from extract.readers.relocate import SEPARATOR, relocate
from extract.readers.script import strings_of
from extract.readers.worth import says_something, worth

_SHORTEST = 500


def read_carried(body: bytes, page: Document, read: Callable[[bytes], Document]) -> Document:
    """Return the document that a page carries, where the page itself says nothing of a report.

    `read` reads the document's bytes; locators lead through the string that holds them.
    """
    if says_something(page):
        return page
    found = [relocate(read(inner), pointer) for pointer, inner in _carried(body).items()]
    best = max(found, key=worth, default=None)
    if best is None:
        return page
    return replace(
        best,
        media_type=page.media_type,
        encoding=page.encoding,
        names={**best.names, **page.names},
        findings=(*page.findings, *best.findings),
    )


def open_carried(body: bytes, member: str) -> tuple[bytes, str | None] | None:
    """Return the document that a way leads to first, if there is one, and the rest of the way."""
    pointer, _, way = member.partition(SEPARATOR)
    inner = _carried(body).get(pointer)
    return (inner, way or None) if inner else None


def _carried(body: bytes) -> dict[str, bytes]:
    return {
        pointer: inner
        for pointer, text in strings_of(body).items()
        if len(text) >= _SHORTEST and (inner := _decode(text))
    }


def _decode(text: str) -> bytes | None:
    beginning = DOCUMENT.match(text)
    if beginning is None:
        return None
    try:
        return base64.b64decode(text[beginning.end() :])
    except (binascii.Error, ValueError):
        return None
