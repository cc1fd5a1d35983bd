"""WARC records one after another, of whatever tool, in bounded memory."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from archive.foreign.streams import BROKEN, Stream

# What the crawler, too, takes of one answer at most.
MOST_BYTES = 64 * 1024 * 1024
_MOST_HEAD = 256 * 1024
_CHUNK = 1024 * 1024
# What is told where a file is damaged ends so.
UNREAD = "the rest is not read"
_BLANK = (b"\r\n", b"\n")
_VERSIONS = ("WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17")


@dataclass(frozen=True)
class Unkept:
    """What was not kept, and why; `where` is the file and the record's number in it, from 1."""

    where: str
    reason: str
    url: str | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}:", self.url, self.reason) if part)


@dataclass(frozen=True)
class ForeignRecord:
    """One record as another tool wrote it; header names are in lower case."""

    where: str
    headers: Mapping[str, str]
    block: bytes

    @property
    def type(self) -> str:
        return self.headers.get("warc-type", "").lower()

    @property
    def id(self) -> str | None:
        return self.headers.get("warc-record-id")

    @property
    def url(self) -> str:
        """The address; WARC/1.0 had it in angle brackets, and wget writes it so."""
        return strip_brackets(self.headers.get("warc-target-uri", ""))


class _DamagedError(Exception):
    """The bytes are no whole record."""


def read_records(stream: Stream) -> Iterator[ForeignRecord | Unkept]:
    """Yield the records of a stream; what cannot be kept of it is told in its place.

    After damage nothing more of the stream can be read, which is told last.
    """
    number = 0
    try:
        while head := _read_head(stream.bytes):
            number += 1
            yield _read_record(stream.bytes, head, f"{stream.name}, record {number}")
    except _DamagedError as error:
        yield Unkept(f"{stream.name}, after record {number}", f"{error}; {UNREAD}")
    except BROKEN as error:
        why = str(error).rstrip(".")
        yield Unkept(f"{stream.name}, after record {number}", f"{why}; {UNREAD}")


def _read_record(stream: IO[bytes], head: bytes, where: str) -> ForeignRecord | Unkept:
    headers = _parse_head(head)
    length = headers.get("content-length", "")
    if not re.fullmatch(r"\d{1,18}", length):
        raise _DamagedError(f"a record has the length {length!r}")
    if int(length) > MOST_BYTES:
        _skip(stream, int(length))
        url = headers.get("warc-target-uri")
        return Unkept(where, f"has {length} bytes, more than {MOST_BYTES}", url)
    block = stream.read(int(length))
    if len(block) < int(length):
        raise _DamagedError("the file ends in the middle of a record")
    return check(ForeignRecord(where, headers, block))


def check(record: ForeignRecord) -> ForeignRecord | Unkept:
    """Return a record whose content is what it states of it."""
    stated = record.headers.get("warc-block-digest")
    wrong = stated is not None and not fits(stated, record.block)
    reason = "does not have the content that its digest states"
    return Unkept(record.where, reason, record.url) if wrong else record


def strip_brackets(url: str) -> str:
    """Return an address as WARC/1.1 has it."""
    return url.removeprefix("<").removesuffix(">")


def fits(stated: str, content: bytes) -> bool:
    """Tell whether content has a stated digest; of one by an unknown algorithm nothing is told."""
    name, _, value = stated.partition(":")
    if name.lower() not in {"md5", "sha1", "sha256", "sha512"}:
        return True
    digest = hashlib.new(name.lower(), content, usedforsecurity=False).digest()
    forms = (base64.b32encode(digest).decode(), digest.hex(), base64.b64encode(digest).decode())
    return value in {*forms, forms[0].lower(), forms[0].rstrip("="), forms[1].upper()}


def _read_head(stream: IO[bytes]) -> bytes:
    """Return the header lines of the next record, nothing at the end of the stream."""
    line = stream.readline(_MOST_HEAD)
    while line in _BLANK:
        line = stream.readline(_MOST_HEAD)
    head = b""
    while line not in _BLANK:
        if not line and not head:
            return b""
        head += line
        if not line or len(head) > _MOST_HEAD:
            raise _DamagedError("what follows is no header of a record")
        line = stream.readline(_MOST_HEAD)
    return head


def _parse_head(head: bytes) -> dict[str, str]:
    try:
        parsed = StatusAndHeadersParser(_VERSIONS).parse(BytesIO(head + b"\r\n"))
    except StatusAndHeadersParserException as error:
        raise _DamagedError(f"what follows is no record: {error.statusline[:40]!r}") from error
    return {name.lower(): value for name, value in parsed.headers}


def _skip(stream: IO[bytes], length: int) -> None:
    while length > 0:
        piece = stream.read(min(length, _CHUNK))
        if not piece:
            raise _DamagedError("the file ends in the middle of a record")
        length -= len(piece)
