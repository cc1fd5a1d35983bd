"""Back to the cell: read a source again at a locator."""

from __future__ import annotations

from extract.readers import docx, html, pdf, plain
from extract.report import Locator


def read_at(body: bytes, locator: Locator) -> str:
    """Return the text that stands at a locator; raises `LookupError` where nothing does."""
    if locator.span is not None:
        return plain.text_at(body, locator.span)
    if locator.page is not None and locator.bbox is not None:
        return pdf.text_at(body, locator.page, locator.bbox)
    if locator.at is None:
        raise LookupError(f"{locator.to_json()} names no place that can be read again")
    if locator.member is not None:
        return docx.text_at(body, locator.member, locator.at)
    return html.text_at(body, locator.at)
