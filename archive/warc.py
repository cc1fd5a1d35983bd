"""WARC/1.1 files: exchanges and imported files in, single records out."""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Self
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.archive import Archive, stamp
from archive.warc_files import is_taken, name_file, note_file

OPEN = ".open"
ROTATE_BYTES = 1_000_000_000
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

Headers = Sequence[tuple[str, str]]
"""Header names and values, every value of a repeated header, bytes as Latin-1 characters."""


class WarcError(Exception):
    """A record is not where it should be, or is not what it should be."""


@dataclass(frozen=True)
class Position:
    """Where one record stands: file relative to the archive, offset and length in bytes."""

    record_id: str
    file: str
    offset: int
    length: int


@dataclass(frozen=True)
class Original:
    """The record that a revisit refers to."""

    capture: int
    record_id: str
    url: str
    date: str
    digest: str


@dataclass(frozen=True)
class Record:
    """One record as stored; `http` is its header block, `payload` the bytes after it."""

    type: str
    headers: Mapping[str, str]
    status: int | None
    http: tuple[tuple[str, str], ...]
    payload: bytes


def _make_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


class _Block(StatusAndHeaders):  # type: ignore[misc]
    """An HTTP header block that is written byte by byte; warcio would %-encode a GBK file name."""

    def __init__(self, first: str, headers: Headers) -> None:
        super().__init__(first, list(headers))
        self.first = first

    def compute_headers_buffer(self, header_filter: object = None) -> None:  # noqa: ARG002
        lines = [self.first, *(f"{name}: {value}" for name, value in self.headers)]
        self.headers_buff = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


class _Framer(WARCWriter):  # type: ignore[misc]
    """Outside of HTTP the payload is the block, whose digest says all."""

    NO_PAYLOAD_DIGEST_TYPES = ("warcinfo", "revisit", "metadata", "resource")


class WarcWriter:
    """Writes the records of one run, each its own gzip member, into files that rotate.

    Each exchange is handed to the system at once, and reaches the disk with `sync`. `software`
    becomes the warcinfo record; `make_id` and the archive's clock are injected so that the same
    exchanges give the same bytes.
    """

    def __init__(
        self,
        archive: Archive,
        run: int,
        software: Mapping[str, str],
        *,
        make_id: Callable[[], str] = _make_id,
        rotate_bytes: int = ROTATE_BYTES,
    ) -> None:
        self._archive = archive
        self._run = run
        self._software = software
        self._make_id = make_id
        self._rotate_bytes = rotate_bytes
        self._serial = 0
        self._file: BinaryIO | None = None
        self._name = ""
        self._warcinfo = ""

    def write_exchange(
        self,
        *,
        url: str,
        date: str,
        request: tuple[str, Headers, bytes] | None,
        response: tuple[int, str, Headers, bytes],
        fields: Mapping[str, str],
        record_id: str | None = None,
        ip: str | None = None,
        truncated: str | None = None,
        original: Original | None = None,
    ) -> Position:
        """Write metadata, request and last the response; returns where the response stands.

        What another tool captured keeps its `record_id`, and has no request where that kept none.
        """
        out = self._ready()
        record_id = record_id or self._make_id()
        together = {"WARC-Target-URI": url, "WARC-Date": date}
        linked = {**together, "WARC-Concurrent-To": record_id}
        self._write(out, "metadata", linked, _fields(fields), content="application/warc-fields")
        names = {**together, "WARC-Record-ID": record_id}
        if request is not None:
            method, headers, body = request
            block = _Block(f"{method} {_target(url)} HTTP/1.1", _sent_headers(headers, url, body))
            asked = self._write(out, "request", linked, body, http=block)
            # pywb 2.10 and cdxj-indexer 1.5 know the body of a POST only where its record is next
            # to the answer's, and the second of the two names the first.
            names["WARC-Concurrent-To"] = asked.record_id
        names |= {"WARC-IP-Address": ip} if ip else {}
        names |= {"WARC-Truncated": truncated} if truncated else {}
        position = self._write_response(out, names, response, original)
        out.flush()
        return position

    def write_resource(
        self,
        uri: str,
        date: str,
        content: tuple[str, bytes],
        fields: Mapping[str, str],
        record_id: str | None = None,
    ) -> Position:
        """Write a file that no server sent, after its metadata; returns where it stands.

        `content` is its media type and its bytes.
        """
        out = self._ready()
        record_id = record_id or self._make_id()
        together = {"WARC-Target-URI": uri, "WARC-Date": date}
        linked = {**together, "WARC-Concurrent-To": record_id}
        self._write(out, "metadata", linked, _fields(fields), content="application/warc-fields")
        names = {**together, "WARC-Record-ID": record_id}
        position = self._write(out, "resource", names, content[1], content=content[0])
        out.flush()
        return position

    def sync(self) -> None:
        """Let the records that were written outlast a power failure."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Sync and rename the file that is being written."""
        if self._file is None:
            return
        self.sync()
        self._file.close()
        self._file = None
        self._archive.sync()
        final = self._archive.path / self._name
        note_file(self._archive, finish_file(final.with_name(final.name + OPEN)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write_response(
        self,
        out: BinaryIO,
        names: dict[str, str],
        response: tuple[int, str, Headers, bytes],
        original: Original | None,
    ) -> Position:
        status, protocol, headers, body = response
        first = f"{protocol} {status} {_phrase(status)}".rstrip()
        block = _Block(first, stored_headers(status, headers, body))
        if original is None:
            return self._write(out, "response", names, body, http=block)
        names |= {
            "WARC-Profile": NOT_MODIFIED if status == HTTPStatus.NOT_MODIFIED else SAME_PAYLOAD,
            "WARC-Refers-To": original.record_id,
            "WARC-Refers-To-Target-URI": original.url,
            "WARC-Refers-To-Date": original.date,
            "WARC-Payload-Digest": original.digest,
        }
        return self._write(out, "revisit", names, b"", http=block)

    def _write(
        self,
        out: BinaryIO,
        kind: str,
        names: Mapping[str, str],
        payload: bytes,
        *,
        http: _Block | None = None,
        content: str = "",
    ) -> Position:
        headers = {"WARC-Record-ID": self._make_id(), **names}
        if kind != "warcinfo":
            headers["WARC-Warcinfo-ID"] = self._warcinfo
        writer = _Framer(out, gzip=True, warc_version="WARC/1.1")
        record = writer.create_warc_record(
            "",
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_content_type=content,
            warc_headers_dict=headers,
            http_headers=http,
        )
        offset = out.tell()
        writer.write_record(record)
        return Position(headers["WARC-Record-ID"], self._name, offset, out.tell() - offset)

    def _ready(self) -> BinaryIO:
        if self._file is not None and self._file.tell() >= self._rotate_bytes:
            self.close()
        if self._file is None:
            self._file = self._begin()
        return self._file

    def _begin(self) -> BinaryIO:
        moment = self._archive.clock()
        folder = self._archive.warc / f"{moment:%Y}"
        folder.mkdir(parents=True, exist_ok=True)
        name = self._free_name(folder, f"nianbao-{moment:%Y%m%d%H%M%S}-{self._run:06d}")
        self._name = name_file(self._archive, folder / name)
        out = (folder / (name + OPEN)).open("xb")
        self._warcinfo = self._make_id()
        names = {"WARC-Record-ID": self._warcinfo, "WARC-Date": stamp(moment)}
        names["WARC-Filename"] = name
        info = {"conformsTo": CONFORMS_TO, "format": "WARC File Format 1.1", **self._software}
        info |= self._whose()
        self._write(out, "warcinfo", names, _fields(info), content="application/warc-fields")
        sync_folder(folder)
        return out

    def _whose(self) -> dict[str, str]:
        """Return the fields that say of which archive, run and machine a file is."""
        sql = "SELECT 'urn:uuid:' || archive AS isPartOf, uid AS run FROM runs WHERE id = ?"
        rows = self._archive.rows(sql, self._run)
        told = {name: value for row in rows for name, value in row.items() if value}
        return {**told, "hostname": platform.node()}

    def _free_name(self, folder: Path, stem: str) -> str:
        """Return the next name: a run that was killed and resumed may have used the first ones."""
        while True:
            self._serial += 1
            name = f"{stem}-{self._serial:04d}.warc.gz"
            if not is_taken(self._archive, folder / name):
                return name


def stored_headers(status: int, headers: Headers, body: bytes) -> list[tuple[str, str]]:
    """Return the headers that fit the stored body, which is no longer chunked but still coded.

    Scrapy invents a Content-Length for 304 and 204, which have no body.
    """
    kept = [
        (name, value)
        for name, value in headers
        if name.lower() not in {"transfer-encoding", "content-length"}
    ]
    if status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
        kept.append(("Content-Length", str(len(body))))
    return kept


def read_record(path: Path, offset: int, length: int) -> Record:
    """Read one record by its position; a file that is still being written is found too."""
    try:
        with find_file(path).open("rb") as file:
            file.seek(offset)
            data = file.read(length)
    except OSError as error:
        raise WarcError(f"{path} cannot be read: {error.strerror}") from error
    return parse_record(data, f"{path} at {offset}")


def locate_file(archive: Archive, name: str) -> Path:
    """Return where a file lies that a row names; a name that leads elsewhere is a `WarcError`.

    A published copy may come from anywhere: its rows open no file outside of `warc/`.
    """
    way = PurePosixPath(name)
    if way.parts[:1] != (archive.warc.name,) or ".." in way.parts or "\0" in name:
        raise WarcError(f"{name!r} is no file of {archive.warc}")
    return archive.path / way


def find_file(path: Path) -> Path:
    """Return a file's present path, which ends otherwise while it is being written."""
    return path if path.exists() else path.with_name(path.name + OPEN)


def parse_record(data: bytes, where: str) -> Record:
    """Read the first record of a gzip member."""
    try:
        record = next(iter(ArchiveIterator(BytesIO(data), no_record_parse=True)), None)
    except ArchiveLoadFailed as error:
        raise WarcError(f"there is no record in {where}") from error
    if record is None or not record.rec_headers.get_header("WARC-Record-ID"):
        raise WarcError(f"there is no record in {where}")
    block: bytes = record.raw_stream.read()
    headers = dict(record.rec_headers.headers)
    if not headers.get("Content-Type", "").startswith("application/http"):
        return Record(record.rec_type, headers, None, (), block)
    head, _, payload = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    http = tuple(_split_header(line) for line in lines)
    status = first.split(" ")[1] if record.rec_type != "request" else ""
    return Record(
        record.rec_type, headers, int(status) if status.isdigit() else None, http, payload
    )


def finish_file(path: Path) -> Path:
    """Take the `.open` from a complete file's name."""
    final = path.with_name(path.name.removesuffix(OPEN))
    path.rename(final)
    sync_folder(path.parent)
    return final


def sync_folder(folder: Path) -> None:
    """Make a new or renamed file's name last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _split_header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip()


def _fields(fields: Mapping[str, Any]) -> bytes:
    lines = (f"{name}: {' '.join(str(value).split())}\r\n" for name, value in fields.items())
    return "".join(lines).encode("utf-8")


def read_fields(payload: bytes) -> dict[str, str]:
    """Read an application/warc-fields block."""
    lines = payload.decode("utf-8", "replace").splitlines()
    return dict(_split_header(line) for line in lines if line)


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _sent_headers(headers: Headers, url: str, body: bytes) -> list[tuple[str, str]]:
    """Add the headers that Scrapy leaves to Twisted, and other tools have among the others."""
    others = [header for header in headers if header[0].lower() not in {"host", "content-length"}]
    length = [("Content-Length", str(len(body)))] if body else []
    return [("Host", urlsplit(url).netloc), *others, *length]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
