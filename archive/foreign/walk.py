"""WARC files in bulk: one pass by fastwarc, which reads and remembers, and keeps nothing."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from os import SEEK_END
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from archive.captures import find_header
from archive.coding import CodingError, decode_content
from archive.foreign.exchanges import (
    ForeignExchange,
    Headers,
    read_exchanges,
    read_head,
    unchunk,
)
from archive.foreign.records import (
    MOST_BYTES,
    UNREAD,
    ForeignRecord,
    Unkept,
    check,
    read_records,
    strip_brackets,
)
from archive.foreign.streams import Stream, unpack
from extract.glance import may_be_report

# Of a packed page so much is looked at.
_MOST_LOOKED_AT = 32 * 1024 * 1024
# So many places are remembered of one file; a file of a gigabyte has some fifty thousand records.
MOST_PLACES = 2_000_000
_OK = re.compile(rb"http/[\d.]+ +200\b|[^\r]*(?:\r\n[^\r]*)*?\r\n:status: *200\b")
_TYPE = b"\r\ncontent-type:"
# Header lines without which the body is as it stands, and has no name.
_TELLING = (b"\r\ncontent-encoding:", b"\r\ntransfer-encoding:", b"\r\ncontent-disposition:")
# No page, whatever portals mislabel.
_NO_PAGE = re.compile(
    rb"\s*(?:(?:image|video|audio|font)/|text/css|(?:application|text)/(?:[\w.+-]*javascript|json))"
)
_DOCUMENTS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"{\\rtf", b"7z\xbc\xaf")

# How a member of gzip and a record begin; so far a record is looked for where a part may begin.
_MEMBER = b"\x1f\x8b\x08"
_HEAD = b"WARC/1."
_MOST_SEARCHED = 16 * 1024 * 1024
_BEGINNING = 1024
_WHOLE = "is packed as a whole: `nianbao import` reads it, `warcio recompress` parts it"

NamesReport = Callable[[str, str | None], bool]
"""An address and a Content-Disposition to whether they name a report."""


class Place(NamedTuple):
    """Where a record begins in its file, and where the one before it does, in bytes."""

    start: int
    before: int


@dataclass(frozen=True)
class Met:
    """A record that may be wanted: a page by its bytes, or a document by its name.

    `body` is as it is in the record, but not chunked.
    """

    place: Place
    url: str
    headers: Headers
    body: bytes
    is_page: bool


class Places:
    """Where addresses were met, by a short hash of each: twenty bytes an address."""

    def __init__(self) -> None:
        self._keys = array("I")
        self._starts = array("Q")
        self._befores = array("Q")

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, url: str, place: Place) -> None:
        self._keys.append(_key(url))
        self._starts.append(place.start)
        self._befores.append(place.before)

    def extend(self, other: Places) -> None:
        self._keys.extend(other._keys)
        self._starts.extend(other._starts)
        self._befores.extend(other._befores)

    def find(self, urls: Collection[str]) -> dict[str, list[Place]]:
        """Return where each address was met, perhaps among others."""
        wanted: dict[int, list[Place]] = {_key(url): [] for url in urls}
        if not wanted:
            return {}
        for number, key in enumerate(self._keys):
            if key in wanted:
                wanted[key].append(Place(self._starts[number], self._befores[number]))
        return {url: wanted[_key(url)] for url in urls}


@dataclass
class Walked:
    """What a walk came to, beside what it yielded.

    `places` has where addresses were met with status 200, `revisits` where they were met unchanged,
    `info` the record that tells of the file, `faults` what could not be read, `left` how many
    addresses more there were than are remembered; `stopped` is the first record that was not walked
    over, None at the end of the file.
    """

    places: Places = field(default_factory=Places)
    revisits: Places = field(default_factory=Places)
    info: ForeignRecord | None = None
    faults: list[Unkept] = field(default_factory=list)
    records: int = 0
    left: int = 0
    stopped: int | None = None

    def add(self, other: Walked) -> None:
        """Add what the walk over the part behind this one came to."""
        self.places.extend(other.places)
        self.revisits.extend(other.revisits)
        self.info = self.info or other.info
        self.faults += other.faults
        self.records += other.records
        self.left += other.left
        self.stopped = other.stopped


class Walk:
    """One pass over a stream, or the part of it between two records, that yields what may matter.

    `names_report` tells of an address and a Content-Disposition whether they name a report.
    """

    def __init__(
        self, stream: Stream, names_report: NamesReport, start: int = 0, end: int | None = None
    ) -> None:
        self._name = stream.name
        self._file = stream.bytes
        self._names_report = names_report
        self._start = start
        self._end = end
        self.walked = Walked()

    def __iter__(self) -> Iterator[Met]:
        walked = self.walked
        start = self._start
        self._file.seek(start)
        try:
            for record in ArchiveIterator(self._file, parse_http=False):
                before, start = start, record.stream_pos
                if self._end is not None and start >= self._end:
                    walked.stopped = start
                    return
                if walked.records > 1 and start == before:
                    walked.faults.append(self._tell(0, _WHOLE))
                    return
                walked.records += 1
                if met := self._look(record, Place(start, before)):
                    yield met
        except OSError as error:
            walked.faults.append(self._tell(start, f"{error}; {UNREAD}"))
            return
        walked.faults.extend(self._read_end(start))

    def _look(self, record: WarcRecord, place: Place) -> Met | None:
        kind = record.record_type
        if kind == WarcRecordType.warcinfo and self.walked.info is None:
            self.walked.info = _foreign(record, self._name)
        if kind == WarcRecordType.revisit:
            self._remember(self.walked.revisits, record, place)
        is_answer = kind == WarcRecordType.response
        if not (is_answer or kind == WarcRecordType.resource):
            return None
        if record.content_length > MOST_BYTES:
            return None
        block = record.reader.read()
        if len(block) < record.content_length:
            return None
        if not is_answer:
            media_type = (record.headers.get("Content-Type") or "").encode()
            head, body = b"\r\nContent-Type: " + media_type, block
        else:
            end = block.find(b"\r\n\r\n")
            head, body = block[:end], block[end + 4 :]
            if end < 0 or not _OK.match(head.lower()):
                return None
        url = self._remember(self.walked.places, record, place)
        return self._judge(url, head, body, place) if url else None

    def _judge(self, url: str, head: bytes, body: bytes, place: Place) -> Met | None:
        """Return what may be a report by its bytes or its name."""
        lower = head.lower()
        told = lower.find(_TYPE)
        if told >= 0 and _NO_PAGE.match(lower, told + len(_TYPE)):
            return None
        headers: Headers = ()
        if any(name in lower for name in _TELLING):
            headers = read_head(head)[2]
            body = unchunk(body, headers)
        if body.startswith(_DOCUMENTS):
            named = self._names_report(url, find_header(headers, "Content-Disposition"))
            return Met(place, url, headers, body, is_page=False) if named else None
        if not may_be_report(_unpack(body, headers)):
            return None
        return Met(place, url, headers or read_head(head)[2], body, is_page=True)

    def _remember(self, places: Places, record: WarcRecord, place: Place) -> str | None:
        """Remember where an address of the web was met; returns it."""
        url = _address(record)
        if not url.startswith(("http://", "https://")):
            return None
        if len(places) < MOST_PLACES:
            places.add(url, place)
        else:
            self.walked.left += 1
        return url

    def _read_end(self, start: int) -> Iterator[Unkept]:
        """Tell where the last record is cut: fastwarc takes it for the end."""
        self._file.seek(start)
        for found in read_records(unpack(Stream(self._name, self._file))):
            if isinstance(found, Unkept) and found.reason.endswith(UNREAD):
                yield self._tell(start, found.reason)

    def _tell(self, start: int, reason: str) -> Unkept:
        return Unkept(_where(self._name, start), reason)


def read_at(
    stream: Stream, place: Place, url: str, info: ForeignRecord | None
) -> ForeignExchange | Unkept | None:
    """Return the exchange at a place with its request, None where it is of another address."""
    around = [info] if info else []
    for found in _read_around(stream, place):
        if isinstance(found, Unkept):
            return found
        if found.where == _where(stream.name, place.start) and found.url != url:
            return None
        around.append(found)
    where = _where(stream.name, place.start)
    told = read_exchanges(iter(around), stream.name)
    return next((one for one in told if _stands_at(one, where)), None)


def _read_around(stream: Stream, place: Place) -> Iterator[ForeignRecord | Unkept]:
    """Yield the record at a place, and those before and behind it where they are requests."""
    stream.bytes.seek(place.before)
    at = place.before
    try:
        for record in ArchiveIterator(stream.bytes, parse_http=False):
            at = record.stream_pos
            if at == place.start:
                yield check(_foreign(record, stream.name))
            elif record.record_type == WarcRecordType.request:
                yield _foreign(record, stream.name)
            if at > place.start:
                return
    except OSError as error:
        # Damage behind the record is told by the walk.
        if at < place.start:
            yield Unkept(_where(stream.name, place.start), f"{error}")


def split(stream: Stream, parts: int) -> list[int]:
    """Return where a stream may be parted so that each part begins with a record: 0 first.

    A record that a page has inside itself may be taken for one: a walk that stops where the next
    one began proves that it is none.
    """
    size = stream.bytes.seek(0, SEEK_END)
    stream.bytes.seek(0)
    mark = _MEMBER if stream.bytes.read(2) == _MEMBER[:2] else _HEAD
    found = (_find_record(stream, mark, size * part // parts) for part in range(1, parts))
    return sorted({0, *(place for place in found if place is not None)})


def _find_record(stream: Stream, mark: bytes, place: int) -> int | None:
    stream.bytes.seek(place)
    some = stream.bytes.read(_MOST_SEARCHED)
    at = some.find(mark)
    while at >= 0:
        beginning = some[at : at + _BEGINNING]
        if mark == _HEAD or _unpacks_to_record(beginning):
            return place + at
        at = some.find(mark, at + 1)
    return None


def _unpacks_to_record(member: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(member).startswith(_HEAD)
    except zlib.error:
        return False


def _stands_at(one: ForeignExchange | Unkept, where: str) -> bool:
    return (one.where if isinstance(one, Unkept) else one.record.where) == where


def _key(url: str) -> int:
    return zlib.crc32(url.encode("utf-8", "surrogatepass"))


def _where(name: str, start: int) -> str:
    return f"{name}, at byte {start}"


def _address(record: WarcRecord) -> str:
    return strip_brackets(record.headers.get("WARC-Target-URI") or "")


def _foreign(record: WarcRecord, name: str) -> ForeignRecord:
    headers = {key.lower(): value for key, value in record.headers.items()}
    return ForeignRecord(_where(name, record.stream_pos), headers, record.reader.read())


def _unpack(body: bytes, headers: Headers) -> bytes:
    """Return a body without its coding, or as it is where that does not hold."""
    coding = find_header(headers, "Content-Encoding")
    if not coding:
        return body
    try:
        return decode_content(body, coding, _MOST_LOOKED_AT).body
    except CodingError:
        return body
