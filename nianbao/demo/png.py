"""Small page pictures for the reports that are published as images."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT = 240, 340


def page_png(page: int) -> bytes:
    """Return a grey picture of a page with lines like text, different for each page."""
    rows = b"".join(b"\x00" + _line(y, page) for y in range(_HEIGHT))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _line(y: int, page: int) -> bytes:
    inked = y % 14 < 5 and 30 < y < _HEIGHT - 30
    length = _WIDTH - 40 - (y // 14 * 17 * page) % 60
    ink = b"\x40" * length if inked else b"\xff" * length
    return b"\xff" * 20 + ink + b"\xff" * (_WIDTH - 20 - length)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum
