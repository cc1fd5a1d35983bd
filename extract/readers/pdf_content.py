"""The content streams of PDF pages, parted into objects at once where they are plainly written.

pdfminer reads them character class by character class, which takes four fifths of the time that a
whole report takes. What is written in any unusual way is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psparser import KWD, LIT, PSKeyword, keyword_name, literal_name

# Objects of a longer stream would take hundreds of megabytes together.
_LONGEST = 4_000_000
# ISO 32000-1, 7.2 and 7.3: white space and comments, numbers, strings, names, arrays, dictionaries;
# what stands directly before another word, and names with #, nested brackets in strings and inline
# images are not plain.
_END = rb"(?=[\t\n\f\r \[\]()<>/%]|$)"
_TOKEN = re.compile(
    rb"[\t\n\f\r ]+|%[^\r\n]*(?=[\r\n]|$)"
    rb"|(?P<integer>[+-]?\d+)" + _END + rb"|(?P<real>[+-]?(?:\d+\.\d*|\.\d+))" + _END + rb"|"
    rb"(?P<word>[A-Za-z][A-Za-z0-9]*\*?|['\"])" + _END + rb"|/(?P<name>[^#/%\[\]()<>{}\s\x00]*)"
    rb"|\((?P<string>(?:[^()\\]|\\[^\r]|\\\r\n)*)\)|<(?P<hex>(?:[0-9a-fA-F]{2})*)>"
    rb"|(?P<mark>\[|\]|<<|>>)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r",
            b"(": b"(", b")": b")", b"\\": b"\\"}  # fmt: skip
_LARGEST_OCTAL = 0o377
_INLINE_IMAGE = KWD(b"BI")
_VALUES = {b"true": True, b"false": False}

Operator = tuple[Callable[..., None], int]


class ContentInterpreter(PDFPageInterpreter):
    """Does what a page's content says, as pdfminer's own interpreter does."""

    def execute(self, streams: Sequence[object]) -> None:
        """Run content streams; those of the page that holds this one are not run again."""
        told = [stream_value(stream) for stream in streams]
        plain = all(self._is_fresh(stream) for stream in told)
        objects = read_objects(b"\n".join(one.get_data() for one in told)) if plain else None
        if objects is None:
            super().execute(streams)
            return
        self.stream_ids.clear()
        self.stream_ids.update(stream.objid for stream in told if stream.objid is not None)
        operators: dict[PSKeyword, Operator | None] = {}
        for one in objects:
            if not isinstance(one, PSKeyword):
                self.push(one)
                continue
            if one not in operators:
                operators[one] = self._find(one)
            self._do(operators[one])

    def _is_fresh(self, stream: PDFStream) -> bool:
        return stream.objid is not None and stream.objid not in self.parent_stream_ids

    def _find(self, keyword: PSKeyword) -> Operator | None:
        """Return what does an operator and how many operands it takes, None where nothing does."""
        name = keyword_name(keyword)
        for mark, letter in (("*", "_a"), ('"', "_w"), ("'", "_q")):
            name = name.replace(mark, letter)
        does = getattr(self, f"do_{name}", None)
        return (does, does.__code__.co_argcount - 1) if does else None

    def _do(self, operator: Operator | None) -> None:
        if operator is None:
            return
        does, count = operator
        operands = self.pop(count) if count else []
        if len(operands) == count:
            does(*operands)


def read_objects(data: bytes) -> list[Any] | None:
    """Return the objects and operators of a content stream; None where it is not plainly written.

    They are those that pdfminer's `PDFContentParser` gives.
    """
    if len(data) > _LONGEST:
        return None
    objects: list[Any] = []
    around: list[tuple[bytes, list[Any]]] = []
    try:
        for kind, text in _tokens(data):
            if kind == "mark":
                objects = _open_or_close(text, objects, around)
            else:
                objects.append(_READ[kind](text))
    except _NotPlainError:
        return None
    return None if around or _INLINE_IMAGE in objects else objects


class _NotPlainError(Exception):
    """The stream has to be read by pdfminer."""


def _tokens(data: bytes) -> Iterator[tuple[str, bytes]]:
    end = 0
    for match in _TOKEN.finditer(data):
        if match.start() != end:
            raise _NotPlainError
        end = match.end()
        if match.lastgroup:
            yield match.lastgroup, match[match.lastgroup]
    if end != len(data):
        raise _NotPlainError


def _open_or_close(
    mark: bytes, objects: list[Any], around: list[tuple[bytes, list[Any]]]
) -> list[Any]:
    """Return the list that what follows is put into."""
    if mark in {b"[", b"<<"}:
        around.append((mark, objects))
        return []
    if not around or around[-1][0] != (b"[" if mark == b"]" else b"<<"):
        raise _NotPlainError
    _, outer = around.pop()
    outer.append(objects if mark == b"]" else _dictionary(objects))
    return outer


def _dictionary(objects: Sequence[Any]) -> dict[str, Any]:
    if len(objects) % 2:
        raise _NotPlainError
    pairs = zip(objects[::2], objects[1::2], strict=True)
    return {literal_name(name): value for name, value in pairs}


def _read_name(text: bytes) -> Any:
    try:
        return LIT(text.decode())
    except UnicodeDecodeError:
        return LIT(text)


def _read_string(text: bytes) -> bytes:
    return _ESCAPE.sub(_unescape, text) if b"\\" in text else text


def _unescape(match: re.Match[bytes]) -> bytes:
    """Return what an escape stands for; like pdfminer, nothing for one that is not defined."""
    escaped = match[1]
    if not escaped.isdigit():
        return _ESCAPED.get(escaped, b"")
    code = int(escaped, 8) if escaped not in {b"8", b"9"} else None
    if code is None:
        return b""
    if code > _LARGEST_OCTAL:
        raise _NotPlainError
    return bytes((code,))


def _read_word(text: bytes) -> Any:
    return _VALUES[text] if text in _VALUES else KWD(text)


_READ: dict[str, Callable[[bytes], Any]] = {
    "integer": int,
    "real": float,
    "word": _read_word,
    "name": _read_name,
    "string": _read_string,
    "hex": lambda text: bytes.fromhex(text.decode("ascii")),
}
