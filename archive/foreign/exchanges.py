"""From records of other tools to exchanges: requests joined to their answers, dates, chunks."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader

from archive.archive import read_moment
from archive.captures import find_header
from archive.foreign.records import MOST_BYTES, ForeignRecord, Unkept, fits
from archive.warc import read_fields

Headers = tuple[tuple[str, str], ...]

_STATUS = re.compile(r"HTTP/[\d.]+ +(\d{3})\b")
_KINDS = frozenset({"response", "resource", "revisit"})
_WRITERS = ("software", "operator")
_LONGEST_NAME = 200


@dataclass(frozen=True)
class ForeignExchange:
    """An exchange as another tool kept it; `request` is None where it kept none.

    A resource has no status; a revisit has `refers_to` and no body. `raw` is the body as it is in
    the record, which may be chunked; `cut` is what WARC-Truncated says.
    """

    record: ForeignRecord
    url: str
    moment: datetime
    origin: str
    request: tuple[str, Headers, bytes] | None
    protocol: str
    status: int | None
    headers: Headers
    body: bytes

    @property
    def record_id(self) -> str:
        """The record's own identifier; one is made of what it says where it has none."""
        if self.record.id:
            return self.record.id
        content = hashlib.sha256(self.record.block).hexdigest()
        name = f"{self.url} {self.moment.isoformat()} {content}"
        return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"

    @property
    def digest(self) -> str | None:
        return self.record.headers.get("warc-payload-digest")

    @property
    def cut(self) -> str | None:
        return self.record.headers.get("warc-truncated")


class _OddError(Exception):
    """A record says what no exchange can be."""


def read_exchanges(
    records: Iterable[ForeignRecord | Unkept], file: str
) -> Iterator[ForeignExchange | Unkept]:
    """Yield the exchanges with servers of the web; other records are passed over."""
    writer = ""
    for answer, request in _pair(records):
        if isinstance(answer, Unkept):
            yield answer
        elif answer.type == "warcinfo":
            told = read_fields(answer.block)
            names = ", ".join(told[name] for name in _WRITERS if told.get(name))
            writer = " ".join(names.split())[:_LONGEST_NAME]
        elif answer.type in _KINDS and urlsplit(answer.url).scheme in {"http", "https"}:
            try:
                yield _exchange(answer, request, f"{writer or 'an unnamed tool'}; {file}")
            except _OddError as error:
                yield Unkept(answer.where, str(error), answer.url)


def _pair(
    records: Iterable[ForeignRecord | Unkept],
) -> Iterator[tuple[ForeignRecord | Unkept, ForeignRecord | None]]:
    """Yield each record with the request beside it: tools write it before the answer, or after."""
    request: ForeignRecord | None = None
    waiting: ForeignRecord | None = None
    for record in records:
        if isinstance(record, ForeignRecord) and record.type == "request":
            if waiting and _belong(record, waiting):
                yield waiting, record
                waiting = None
            else:
                request = record
            continue
        if isinstance(record, ForeignRecord) and record.type == "metadata":
            continue
        if waiting:
            yield waiting, None
            waiting = None
        if isinstance(record, ForeignRecord) and not (request and _belong(request, record)):
            waiting = record
        else:
            yield record, request
            request = None
    if waiting:
        yield waiting, None


def _belong(request: ForeignRecord, answer: ForeignRecord) -> bool:
    """Tell whether two records are of one exchange: one names the other, or neither names any."""
    if request.url != answer.url or answer.type not in {"response", "revisit"}:
        return False
    named = [one.headers.get("warc-concurrent-to") for one in (request, answer)]
    return named[0] == answer.id or named[1] == request.id or not any(named)


def _exchange(record: ForeignRecord, request: ForeignRecord | None, origin: str) -> ForeignExchange:
    moment = read_moment(record.headers.get("warc-date", ""))
    if moment is None:
        raise _OddError(f"has the date {record.headers.get('warc-date')!r}")
    asked = _read_request(request) if request else None
    if record.type == "resource":
        return ForeignExchange(
            record, record.url, moment, origin, asked, "", None, (), record.block
        )
    head, _, raw = record.block.partition(b"\r\n\r\n")
    protocol, status, headers = read_head(head)
    if status is None and record.type == "response":
        raise _OddError(f"begins with no status of HTTP: {head[:40]!r}")
    body = unchunk(raw, headers)
    if not _has_digest(record, raw, body):
        raise _OddError("does not have the payload that its digest states")
    return ForeignExchange(
        record, record.url, moment, origin, asked, protocol, status, headers, body
    )


def read_head(head: bytes) -> tuple[str, int | None, Headers]:
    """Read status line and headers; HTTP/2 has its status among them where a tool kept it so."""
    first, *lines = head.decode("latin-1").split("\r\n")
    split = [(name, value.strip()) for name, _, value in (_cut(line) for line in lines) if name]
    pseudo = dict(pair for pair in split if pair[0].startswith(":"))
    found = _STATUS.match(first)
    told = found[1] if found else pseudo.get(":status", "")
    headers = tuple(pair for pair in split if not pair[0].startswith(":"))
    protocol = first.split(" ")[0] if found else "HTTP/2"
    return protocol, int(told) if re.fullmatch(r"\d{3}", told) else None, headers


def _cut(line: str) -> tuple[str, str, str]:
    """Part a header's name from its value; the name of a pseudo header begins with a colon."""
    name, colon, value = line[1:].partition(":")
    return (line[:1] + name).strip(), colon, value


def _read_request(record: ForeignRecord) -> tuple[str, Headers, bytes]:
    head, _, body = record.block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = tuple((name, value.strip()) for name, _, value in map(_cut, lines) if name)
    method = first.split(" ")[0]
    return (method if method.isalpha() else "GET").upper(), headers, body


def unchunk(raw: bytes, headers: Headers) -> bytes:
    """Return a body without its chunks; some tools take them away and leave the header."""
    if "chunked" not in (find_header(headers, "Transfer-Encoding") or "").lower():
        return raw
    reader = ChunkedDataReader(BytesIO(raw), raise_exceptions=True)
    body = bytearray()
    try:
        while piece := reader.read(MOST_BYTES):
            body += piece
    except ChunkedDataException:
        return raw
    return bytes(body)


def _has_digest(record: ForeignRecord, raw: bytes, body: bytes) -> bool:
    """Tell whether the payload is what is stated: of the chunks or of what is in them."""
    stated = record.headers.get("warc-payload-digest")
    is_empty = record.type == "revisit" or "warc-truncated" in record.headers
    return stated is None or is_empty or any(fits(stated, one) for one in (raw, body))


def note_headers(exchange: ForeignExchange) -> Mapping[str, str]:
    """Return what the record said of itself, as fields of the metadata beside what is kept."""
    return {f"original-{name}": value for name, value in exchange.record.headers.items()}
