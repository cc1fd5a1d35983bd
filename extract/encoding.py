"""Bytes to text: which encoding a payload is really in."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# A UTF-8 page cut in the middle of a character, or with one bad paste, is still UTF-8; a GBK page
# read as UTF-8 has replacement characters nearly everywhere.
_MOSTLY = 0.02
# UTF-16 without a mark is known by the zero bytes of its ASCII characters, most of them on one side
# (U+5F00 开 has one on the other).
_SAMPLE = 4096
_LEAST_ASCII = 0.05
_ONE_SIDED = 3
# Windows-1252 puts characters beyond U+00FF on these bytes.
_WINDOWS = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
# What 政府信息公开 and 年度报告 become where UTF-8 was taken for GBK.
UTF8_AS_GBK = ("淇℃伅鍏", "骞村害鎶", "鏀垮簻")


def decode(body: bytes) -> tuple[str, str]:
    """Return text and encoding: byte order mark, strict UTF-8, then GB18030.

    What a header or a meta element declares is not asked: portals send GBK as UTF-8 and call
    GB18030 gb2312. A page that was once decoded wrongly and encoded again is read as it was before,
    and its encoding says so. Characters that cannot be read become U+FFFD.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            if encoding == "utf-8":
                return _decode(body[len(mark) :])
            return body.decode(encoding, "replace"), encoding
    wide = unmarked_utf_16(body)
    return (body.decode(wide, "replace"), wide) if wide else _decode(body)


def unmarked_utf_16(body: bytes) -> str | None:
    """Return which end of UTF-16 comes first in bytes that no mark tells it of, if it is that."""
    pairs = min(len(body), _SAMPLE) // 2
    first, second = body[: 2 * pairs : 2].count(0), body[1 : 2 * pairs : 2].count(0)
    few, many = sorted((first, second))
    if many < max(1, _LEAST_ASCII * pairs) or few * _ONE_SIDED > many:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _decode(body: bytes) -> tuple[str, str]:
    for encoding in ("utf-8", "gb18030"):
        try:
            return _undone(body.decode(encoding), encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8" and _is_damaged_utf8(body):
                break
    else:
        return body.decode("gb18030", "replace"), "gb18030"
    return _undone(body.decode("utf-8", "replace"), "utf-8")


def _is_damaged_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    outside = len(_NOT_ASCII.findall(text))
    return text.count("\ufffd") <= max(1, outside * _MOSTLY)


def _undone(text: str, encoding: str) -> tuple[str, str]:
    """Return the text as it was before it was decoded wrongly and encoded again, if it was."""
    if any(mark in text for mark in UTF8_AS_GBK):
        again = text.encode("gb18030", "replace").decode("utf-8", "replace")
        return again, f"{encoding} of utf-8 taken for gb18030"
    if _HAN.search(text) or not _NOT_ASCII.search(text):
        return text, encoding
    try:
        inner = text.translate(_WINDOWS).encode("latin-1")
    except UnicodeEncodeError:
        return text, encoding
    again, inside = _decode(inner)
    if "\ufffd" in again or len(_HAN.findall(again)) * 2 < len(_NOT_ASCII.findall(again)):
        return text, encoding
    return again, f"{encoding} of {inside} taken for latin-1"
