"""The gzip members of a WARC file one after another, the damaged ones told from the whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 16
_MAGIC = b"\x1f\x8b\x08"


@dataclass(frozen=True)
class Member:
    """A stretch of a file, in bytes; `head` is how its content begins, None where it is damaged."""

    offset: int
    length: int
    head: bytes | None

    @property
    def type(self) -> str:
        """Return the type of its record, empty where it has none."""
        for line in (self.head or b"").split(b"\r\n\r\n")[0].split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"warc-type":
                return value.strip().decode("ascii", "replace")
        return ""


def read_members(path: Path, offset: int = 0, end: int | None = None) -> Iterator[Member]:
    """Yield a file's members from one on, up to an end; what is damaged ends where the next whole
    member begins.
    """  # noqa: D205
    size = path.stat().st_size if end is None else end
    with path.open("rb") as file:
        while offset < size:
            member = _read_member(file, offset)
            if member is None:
                member = Member(offset, _next_whole(file, offset + 1, size) - offset, None)
            yield member
            offset += member.length


def _next_whole(file: BinaryIO, start: int, size: int) -> int:
    """Return where the next whole member begins, the end of the file if there is none."""
    for offset in _find_magic(file, start):
        if _read_member(file, offset):
            return offset
    return size


def _find_magic(file: BinaryIO, start: int) -> Iterator[int]:
    """Yield the places from `start` on where a member may begin."""
    base = start
    while True:
        file.seek(base)
        chunk = file.read(CHUNK)
        place = chunk.find(_MAGIC)
        while place >= 0:
            yield base + place
            place = chunk.find(_MAGIC, place + 1)
        if len(chunk) < CHUNK:
            return
        base += CHUNK - len(_MAGIC) + 1


def _read_member(file: BinaryIO, offset: int) -> Member | None:
    """Return the member at a place, None unless it is whole and its checksum right."""
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    file.seek(offset)
    head, length = b"", 0
    while not stream.eof:
        chunk = file.read(CHUNK)
        if not chunk:
            return None
        try:
            out = stream.decompress(chunk)
        except zlib.error:
            return None
        head = head or out[:CHUNK]
        length += len(chunk) - len(stream.unused_data)
    return Member(offset, length, head)
