"""Hostile and damaged containers: ZIP, DOCX, XLSX, OFD, OLE; and scripts and JSON."""

from __future__ import annotations

import struct
from itertools import pairwise

from tests.extract.bad.bad import UNREADABLE, Bad
from tests.extract.bad.pages import report
from tests.extract.layouts import word_file
from tests.extract.readers.containers import package
from tests.extract.readers.write_ofd import container
from tests.extract.readers.write_xlsx import workbook

_LAUGHS = (
    '<!DOCTYPE b [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghij"))
    + "]>"
)
_FILE = '<!DOCTYPE b [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


def _text(inside: str) -> str:
    return f"<w:p><w:r><w:t>{inside}</w:t></w:r></w:p>"


def _damaged_docx() -> bytes:
    body = bytearray(report("docx"))
    body[200:400] = bytes(200)
    return bytes(body)


def _archives_in_archives() -> bytes:
    body = package({"a.txt": "文"})
    for _ in range(20):
        body = package({"a.zip": body})
    return body


def _encrypted_member() -> bytes:
    """Set the bit of the flags that says encrypted in both headers."""
    body = bytearray(package({"a.txt": "文"}))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    return bytes(body)


def _password() -> bytes:
    """Write an OLE file (MS-CFB) as Office wraps documents that have a password (MS-OFFCRYPTO)."""
    sector, end, free, none = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
    size = 4096
    count = size // sector
    chain = [0xFFFFFFFD, end, *range(3, 2 + count), end]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        told = name.encode("utf-16-le") + b"\x00\x00" if name else b""
        return struct.pack("<64sHBBIII16sIQQIQ", told, len(told), kind, 1, none, none, child,
                           b"", 0, 0, 0, start, length)  # fmt: skip

    directory = entry("Root Entry", 5, 1, end, 0) + entry("EncryptedPackage", 2, none, 2, size)
    directory += entry("", 0, none, 0, 0) * 2
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        b"", 0, 1, 1, 0, 4096, end, 0, end, 0, 0,
    )  # fmt: skip
    return header + struct.pack("<108I", *[free] * 108) + fat + directory + bytes(size)


def _wide_spans() -> bytes:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{_text("甲")}</w:tc>'
    return word_file(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>")


def _long_table() -> bytes:
    row = "<w:tr>" + f"<w:tc>{_text('1')}</w:tc>" * 2 + "</w:tr>"
    return word_file(f"<w:tbl>{row * 10_000}</w:tbl>")


def _vast_sheet() -> bytes:
    cell = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return workbook([f"<sheetData>{first}{cell}</sheetData>{merged}"])


def _endless_deltas() -> bytes:
    code = '<ofd:TextCode X="0" Y="9" DeltaX="g 999999999 1">文字</ofd:TextCode>'
    return container([f'<ofd:TextObject Size="3">{code}</ofd:TextObject>'])


def _unclosed_script() -> bytes:
    return b"<html><body><script>" + b"/*" * 200_000 + b'"\\' * 200_000 + b"</script></body></html>"


CONTAINERS = (
    Bad("entity bomb in DOCX", lambda: word_file(_text("&j;"), _LAUGHS), *UNREADABLE),
    Bad("external entity in DOCX", lambda: word_file(_text("&j;"), _FILE), *UNREADABLE),
    Bad("DOCX that unpacks to 120 MB", lambda: word_file(_text(" " * 120_000_000)), *UNREADABLE),
    Bad("DOCX that is not XML", lambda: word_file("<w:p>"), *UNREADABLE),
    Bad("DOCX nested 50,000 deep", lambda: word_file("<w:p>" * 50_000 + "</w:p>" * 50_000),
        *UNREADABLE),
    Bad("damaged DOCX", _damaged_docx, *UNREADABLE),
    Bad("DOCX cut short", lambda: report("docx")[:-400], *UNREADABLE),
    Bad("spans of 10^9 in DOCX", _wide_spans, "not_a_report"),
    Bad("table of 10,000 rows in DOCX", _long_table, "not_a_report"),
    Bad("sheet of 10^10 cells", _vast_sheet, "not_a_report"),
    Bad("ZIP of nothing", lambda: package({}), *UNREADABLE),
    Bad("ZIP that unpacks to 135 MB",
        lambda: package({f"{n}.txt": b"0" * 45_000_000 for n in range(3)}), *UNREADABLE),
    Bad("20 archives in one another", _archives_in_archives, *UNREADABLE),
    Bad("ZIP with a password", _encrypted_member, *UNREADABLE),
    Bad("path traversal in ZIP", lambda: package({"../../etc/passwd": report("docx")}), "verified"),
    Bad("document with a password", _password, *UNREADABLE),
    Bad("OFD of 301 pages", lambda: container([""] * 301), *UNREADABLE),
    Bad("OFD without pages", lambda: package({"OFD.xml": "<OFD/>"}), *UNREADABLE),
    Bad("OFD that is not XML", lambda: package({"OFD.xml": b"\x00" * 99}), *UNREADABLE),
    Bad("OFD with 10^9 deltas", _endless_deltas, "not_a_report"),
    Bad("script that does not end", _unclosed_script, "not_a_report"),
    Bad("JSON 100,000 deep", lambda: b"[" * 100_000, "not_a_report"),
)  # fmt: skip
