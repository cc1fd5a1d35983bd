"""Hostile and damaged PDF files."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.extract.bad.bad import UNREADABLE, Bad
from tests.extract.bad.pages import report

_PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "


def _pdf(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of numbered objects, the first of which is the catalog."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d /Root 1 0 R>>\n" % (len(objects) + 1))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def _document(kids: str, count: int, *objects: bytes) -> bytes:
    catalog = b"<</Type /Catalog /Pages 2 0 R>>"
    pages = f"<</Type /Pages /Kids [{kids}] /Count {count}>>".encode()
    return _pdf([catalog, pages, *objects])


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%b /Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def _pages(count: int, told: int) -> bytes:
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + count))
    return _document(kids, told, *[_PAGE + b">>"] * count)


def _form_that_draws_itself() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources <</XObject <</A 5 0 R>>>>"
    return _document("3 0 R", 1,
                     _PAGE + b"/Contents 4 0 R /Resources <</XObject <</A 5 0 R>>>> >>",
                     _stream(b"/A Do"), _stream(b"/A Do /A Do", form))  # fmt: skip


def _length_that_is_itself() -> bytes:
    stream = b"<</Length 4 0 R>>\nstream\nBT ET\nendstream"
    return _document("3 0 R", 1, _PAGE + b"/Contents 4 0 R>>", stream)


def _unpacks() -> bytes:
    packer = zlib.compressobj(1)
    packed = b"".join([*(packer.compress(bytes(10_000_000)) for _ in range(100)), packer.flush()])
    stream = _stream(packed, b"/Filter /FlateDecode")
    return _document("3 0 R", 1, _PAGE + b"/Contents 4 0 R>>", stream)


def _deep() -> bytes:
    return _document("3 0 R", 1, _PAGE + b"/Contents 4 0 R>>", _stream(b"[" * 200_000))


def _encrypted(password: str) -> bytes:
    """Write a line in Latin letters: reportlab encrypts what names a Chinese font wrongly."""
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, "owner"), invariant=1)
    canvas.drawString(60, 780, "2024")
    canvas.save()
    return out.getvalue()


PDFS = (
    Bad("PDF cut short", lambda: report("pdf")[:9000], *UNREADABLE),
    Bad("PDF without its beginning", lambda: report("pdf")[9000:], "not_a_report"),
    Bad("PDF that says only what it is", lambda: b"%PDF-1.7\n", *UNREADABLE),
    Bad("PDF with a password", lambda: _encrypted("user"), *UNREADABLE),
    Bad("encrypted PDF without a password", lambda: _encrypted(""), "not_a_report"),
    Bad("PDF of 5,000 pages", lambda: _pages(5000, 5000), *UNREADABLE),
    Bad("PDF of 5,000 pages that tells of one", lambda: _pages(5000, 1), *UNREADABLE),
    Bad("PDF whose pages hold themselves", lambda: _document("2 0 R", 1), "not_a_report"),
    Bad("PDF with a form that draws itself", _form_that_draws_itself, "not_a_report"),
    Bad("PDF with a length that is itself", _length_that_is_itself, *UNREADABLE),
    Bad("PDF with arrays 200,000 deep", _deep, "not_a_report"),
    Bad("PDF that unpacks to 1 GB", _unpacks, *UNREADABLE, ended=True),
)
