"""Texts that a page carries and does not show: in scripts, fields, frames, templates."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from lxml import etree

from extract.encoding import decode

_SHORTEST = 200
_LONG_ATTRIBUTES = etree.XPath(f"//@*[string-length() >= {_SHORTEST}]")
_HOLDERS = ("script", "textarea", "template", "noscript")
_PROGRAM = re.compile(r"^(?:$|module$|.*(?:java|ecma)script|.*json)", re.IGNORECASE)
_ESCAPED = re.compile(r"%u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{200,}={0,2}\s*")
# How the base64 of PDF, of ZIP containers (DOCX, XLSX, OFD) and of OLE begins: no markup.
DOCUMENT = re.compile(r"(?:data:[\w./+-]+;base64,)?\s*(?=JVBERi0|UEsDB|0M8R4KGx)")
_MOST_LAYERS = 3

Keys = tuple[str, ...]


def embedded_texts(root: etree._Element) -> Iterator[tuple[Keys, str, bool]]:
    """Yield each text with what leads to it (`textarea[1]`, `iframe[2]`, `@srcdoc`).

    The last part says whether it is a program, whose strings count, or a text itself.
    """
    numbers = _numbers(root)
    for element in root.iter(*_HOLDERS):
        text = _inside(element)
        if text.strip():
            is_program = element.tag == "script" and bool(_PROGRAM.match(element.get("type") or ""))
            yield (numbers[element],), text, is_program
    found = _LONG_ATTRIBUTES(root)
    for value in found if isinstance(found, list) else ():
        if isinstance(value, etree._ElementUnicodeResult):
            owner, name = value.getparent(), value.attrname
            if owner is not None:
                yield (numbers[owner], f"@{name!s}"), str(value), False


def unwrap(text: str) -> str:
    """Return markup that was escaped for HTML, for an address or by base64, as it was before."""
    for _ in range(_MOST_LAYERS):
        before = text
        if "<" not in text and "&lt;" in text:
            text = unescape(text)
        if "<" not in text and "%3c" in text.lower():
            text = unquote(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), text))
        if _BASE64.fullmatch(text) and not DOCUMENT.match(text):
            text = _from_base64(text)
        if text == before:
            break
    return text


def _from_base64(text: str) -> str:
    try:
        return decode(base64.b64decode(text, validate=False))[0]
    except (binascii.Error, ValueError):
        return text


def _inside(element: etree._Element) -> str:
    children = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return (element.text or "") + "".join(children)


def _numbers(root: etree._Element) -> dict[etree._Element, str]:
    """Return what each element is called: its name and how many so called stand before it."""
    counts: dict[str, int] = defaultdict(int)
    numbers: dict[etree._Element, str] = {}
    for element in root.iter("*"):
        tag = str(element.tag)
        counts[tag] += 1
        numbers[element] = f"{tag}[{counts[tag]}]"
    return numbers
