"""Files of other tools: which of them hold WARC records, and the streams of these."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from archive.archive import ArchiveError

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
# A frame of zstd, and the skippable one that holds a dictionary before it.
_ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
_MARK = b"WARC/"
_SUFFIXES = (".warc", ".warc.gz")
_DEEPEST = 2
# What a file that was cut or is none at all makes gzip and zipfile raise.
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)


class ForeignError(ArchiveError):
    """A file cannot be taken in; the sentence says why and what to do."""


@dataclass(frozen=True)
class Stream:
    """The bytes of one WARC file, and the name to tell it by."""

    name: str
    bytes: IO[bytes]


def holds_records(path: Path) -> bool:
    """Tell whether a file holds WARC records, by its bytes: plain, in gzip, in a package as WACZ.

    A package that is damaged is known by its name.

    Raises `ForeignError` where they are packed so that nothing here can read them.
    """
    with path.open("rb") as file:
        start = file.read(8)
        file.seek(0)
        if start.startswith(_ZSTD):
            raise ForeignError(f"{path} is packed with zstd: unpack it first, with `zstd -d`")
        if start.startswith(_ZIP):
            return path.suffix == ".wacz" or _is_wacz(file)
        return start.startswith(_MARK) or (start.startswith(_GZIP) and _unpacks_to_warc(file))


@contextmanager
def open_streams(path: Path) -> Iterator[Iterator[Stream]]:
    """Open the WARC streams of a file; nothing is unpacked to the disk, whatever names it holds.

    Raises `ForeignError` where the file is damaged as a whole, or packed in an unknown way.
    """
    with path.open("rb") as file, telling(str(path)):
        yield map(unpack, find_streams(file, path.name))


@contextmanager
def telling(path: str) -> Iterator[None]:
    """Raise `ForeignError` in place of what a damaged package makes zipfile raise."""
    try:
        yield
    # zipfile raises these for a method of compression and for a password.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ForeignError(f"{path} cannot be read: {error}") from error


def find_streams(file: IO[bytes], name: str, depth: int = 0) -> Iterator[Stream]:
    """Yield the WARC streams of a file as they are packed: itself, or those in a WACZ.

    Those that a WACZ holds in turn are among them.
    """
    start = file.read(4)
    file.seek(0)
    if not start.startswith(_ZIP):
        yield Stream(name, file)
        return
    with zipfile.ZipFile(file) as package:
        for member in sorted(package.namelist()):
            is_package = member.endswith(".wacz") and depth < _DEEPEST
            if is_package or member.endswith(_SUFFIXES):
                with package.open(member) as inner:
                    yield from find_streams(inner, f"{name}: {_plain(member)}", depth + 1)


def unpack(stream: Stream) -> Stream:
    """Take the gzip from a stream, from where it stands."""
    place = stream.bytes.tell()
    start = stream.bytes.read(2)
    stream.bytes.seek(place)
    if start != _GZIP:
        return stream
    return Stream(stream.name, gzip.GzipFile(fileobj=stream.bytes))  # type: ignore[arg-type]


def _plain(member: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in member)


def _is_wacz(file: Any) -> bool:
    try:
        with zipfile.ZipFile(file) as package:
            return any(name.endswith((*_SUFFIXES, ".wacz")) for name in package.namelist())
    except zipfile.BadZipFile:
        return False


def _unpacks_to_warc(file: IO[bytes]) -> bool:
    try:
        return gzip.GzipFile(fileobj=file).read(len(_MARK)) == _MARK
    except BROKEN:
        return False
