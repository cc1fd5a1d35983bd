"""Content codings: from the bytes on the wire to the bytes of the document, never without bound."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

MAX_DECODED = 256 * 1024 * 1024


class CodingError(Exception):
    """The body is not what its Content-Encoding says, or grows beyond all measure."""


@dataclass(frozen=True)
class Decoded:
    """A body without its coding; `whole` is False where the packed stream was cut."""

    body: bytes
    whole: bool = True


def decode_content(body: bytes, coding: str | None, limit: int = MAX_DECODED) -> Decoded:
    """Undo a Content-Encoding; a stream that was cut gives what could be read of it."""
    found = Decoded(body)
    for name in reversed([part.strip().lower() for part in (coding or "").split(",")]):
        if name in {"", "identity"}:
            continue
        if name in {"gzip", "x-gzip"}:
            undone = _inflate(found.body, zlib.MAX_WBITS | 16, limit)
        elif name == "deflate":
            undone = _inflate_either(found.body, limit)
        else:
            raise CodingError(f"the content coding {name!r} is not known")
        found = Decoded(undone.body, undone.whole and found.whole)
    return found


def _inflate(body: bytes, window: int, limit: int) -> Decoded:
    out, whole = bytearray(), True
    while body:
        stream = zlib.decompressobj(window)
        try:
            out += stream.decompress(body, limit - len(out) + 1)
        except zlib.error as error:
            # Some servers pad a gzip body, and some send plain bytes as gzip.
            if out:
                break
            raise CodingError(f"the body is not as its coding says: {error}") from error
        if len(out) > limit:
            raise CodingError(f"the decoded body is larger than {limit} bytes")
        body, whole = stream.unused_data, stream.eof
    return Decoded(bytes(out), whole)


def _inflate_either(body: bytes, limit: int) -> Decoded:
    try:
        return _inflate(body, zlib.MAX_WBITS, limit)
    except CodingError:
        # RFC 9110 8.4.1.2: some servers send a raw deflate stream without the zlib wrapper.
        return _inflate(body, -zlib.MAX_WBITS, limit)
