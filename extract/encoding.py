"""Bytes to text: which encoding a payload is really in."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# A UTF-8 page cut in the middle of a character, or with one bad paste, is still UTF-8; a GBK page
# read as UTF-8 has replacement characters nearly everywhere.
_MOSTLY = 0.02


def decode(body: bytes) -> tuple[str, str]:
    """Return text and encoding: byte order mark, strict UTF-8, then GB18030.

    What a header or a meta element declares is not asked: portals send GBK as UTF-8 and call
    GB18030 gb2312. Characters that cannot be read become U+FFFD.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace"), encoding.removesuffix("-sig")
    for encoding in ("utf-8", "gb18030"):
        try:
            return body.decode(encoding), encoding
        except UnicodeDecodeError:
            if encoding == "utf-8" and _is_damaged_utf8(body):
                break
    else:
        return body.decode("gb18030", "replace"), "gb18030"
    return body.decode("utf-8", "replace"), "utf-8"


def _is_damaged_utf8(body: bytes) -> bool:
    text = body.decode("utf-8", "replace")
    outside = len(_NOT_ASCII.findall(text))
    return text.count("\ufffd") <= max(1, outside * _MOSTLY)
