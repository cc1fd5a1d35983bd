"""Captures: what came of each exchange with a server, kept in a WARC file and a row."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from archive.archive import Archive, stamp
from archive.coding import decode_content
from archive.members import read_members
from archive.warc import (
    Headers,
    Original,
    Position,
    Record,
    WarcError,
    WarcWriter,
    find_file,
    locate_file,
    parse_record,
    read_record,
)

OPTIONAL_FIELDS = ("portal", "role", "via", "detail", "origin")


@dataclass(frozen=True)
class Exchange:
    """One exchange with a server, or one that did not come about (`status` None).

    Header bytes stand as Latin-1 characters; `body` is as it came over the wire, but not chunked.
    `entry` is the frontier entry that asked. `request_headers` are None where the request is not
    known. What another tool captured has its `origin`, its own `record_id` and `notes`, fields for
    the metadata; `revisit_of` is the capture whose payload it brought again.
    """

    url: str
    fetched_at: datetime
    outcome: str
    run: int | None = None
    portal: str | None = None
    role: str | None = None
    entry: int | None = None
    via: str | None = None
    detail: str | None = None
    method: str = "GET"
    request_headers: Headers | None = ()
    request_body: bytes = b""
    status: int | None = None
    protocol: str = "HTTP/1.1"
    headers: Headers = ()
    body: bytes = b""
    ip: str | None = None
    milliseconds: int | None = None
    truncated: str | None = None
    origin: str | None = None
    record_id: str | None = None
    revisit_of: int | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """A document that no server sent, or whose answer nobody kept; `origin` is who had it whence.

    `outcome` is as of an exchange that brought it whole.
    """

    url: str
    fetched_at: datetime
    media_type: str
    body: bytes
    run: int
    role: str | None = None
    origin: str | None = None
    record_id: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Payload:
    """What a capture brought: the document's bytes, the bytes on the wire, headers and status."""

    body: bytes
    raw: bytes
    headers: tuple[tuple[str, str], ...]
    status: int | None


def record(archive: Archive, writer: WarcWriter, exchange: Exchange) -> int:
    """Keep an exchange and move its frontier entry to `fetched`; returns the capture's number.

    Inside a `Batch` the row is committed after the record is on the disk: it never points at
    nothing.
    """
    position = original = None
    if exchange.status is not None:
        original = _find_original(archive, exchange)
        position = _write(writer, exchange, original)
    with archive.transaction():
        return insert(archive, _row(archive, exchange, position, original), exchange.entry)


def record_file(archive: Archive, writer: WarcWriter, file: File) -> int:
    """Keep a file as a resource record; returns the capture's number."""
    told = {"run": str(file.run), "role": file.role, "outcome": "ok", "method": "IMPORT"}
    fields = {name: value for name, value in (told | {"origin": file.origin}).items() if value}
    date = stamp(file.fetched_at)
    content = file.media_type, file.body
    position = writer.write_resource(
        file.url, date, content, fields | dict(file.notes), file.record_id
    )
    row = {
        "run": file.run,
        "role": file.role,
        "url": file.url,
        "method": "IMPORT",
        "fetched_at": date,
        "outcome": "ok",
        "media_type": file.media_type,
        "origin": file.origin,
        **describe_payload(archive, file.body, None),
        **_place(position),
    }
    with archive.transaction():
        return insert(archive, row, None)


def insert(archive: Archive, row: Mapping[str, Any], entry: int | None) -> int:
    """Insert a capture's row inside the caller's transaction and mark its entry as fetched."""
    names = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    sql = f"INSERT INTO captures ({names}) VALUES ({marks})"  # noqa: S608 - our own column names
    cursor = archive.db.conn.execute(sql, list(row.values()))
    capture = int(cursor.lastrowid or 0)
    if entry is not None:
        archive.db.conn.execute(
            "UPDATE frontier SET state = 'fetched', capture = ?, outcome = ?"
            " WHERE id = ? AND state = 'due'",
            (capture, row["outcome"], entry),
        )
    return capture


def read_capture(archive: Archive, capture: Mapping[str, Any]) -> Record:
    """Return the WARC record that a capture's row points at."""
    if not capture["warc_file"]:
        raise WarcError(f"capture {capture['id']} has no record: {capture['outcome']}")
    path = locate_file(archive, capture["warc_file"])
    where = capture["warc_file"], capture["warc_offset"], capture["warc_length"]
    if archive.elsewhere and not find_file(path).exists():
        found = parse_record(archive.elsewhere(*where), f"{path} at {capture['warc_offset']}")
    else:
        found = read_record(path, *where[1:])
    if found.headers["WARC-Record-ID"] != capture["record_id"]:
        raise WarcError(
            f"{path} at {capture['warc_offset']} is {found.headers['WARC-Record-ID']},"
            f" not {capture['record_id']}"
        )
    return found


def read_asked(archive: Archive, capture: Mapping[str, Any]) -> bytes:
    """Return the body of the request that a capture answers, which stands right before it."""
    path = find_file(locate_file(archive, capture["warc_file"]))
    between = read_members(path, end_before(archive, capture), capture["warc_offset"])
    asked = [member for member in between if member.type == "request"]
    return read_record(path, asked[-1].offset, asked[-1].length).payload if asked else b""


def end_before(archive: Archive, capture: Mapping[str, Any]) -> int:
    """Return where, in a capture's file, the record of the capture before it ends."""
    rows = archive.rows(
        "SELECT max(warc_offset + warc_length) AS ended FROM captures"
        " WHERE warc_file = ? AND warc_offset < ?",
        capture["warc_file"],
        capture["warc_offset"],
    )
    return int(rows[0]["ended"] or 0)


def read_payload(archive: Archive, capture: Mapping[str, Any]) -> Payload:
    """Return what a capture brought; a revisit brings what the original brought.

    A 304 has the original's headers and status, for its own say nothing of the document.
    """
    own = source = read_capture(archive, capture)
    if capture["revisit_of"] is not None:
        source = read_capture(archive, get_capture(archive, capture["revisit_of"]))
    head = source if own.status in {304, None} else own
    found = decode_content(source.payload, find_header(head.http, "Content-Encoding"))
    return Payload(found.body, source.payload, head.http, head.status)


def get_capture(archive: Archive, number: int) -> dict[str, Any]:
    """Return one row of captures."""
    return archive.rows("SELECT * FROM captures WHERE id = ?", number)[0]


def find_same(archive: Archive, exchange: Exchange) -> int | None:
    """Return the capture of the same address, second and content, if the archive has it."""
    digest = hashlib.sha256(exchange.body).hexdigest() if exchange.body else None
    if exchange.revisit_of is not None:
        digest = get_capture(archive, exchange.revisit_of)["payload_sha256"]
    rows = archive.rows(
        "SELECT id FROM captures WHERE url = ? AND fetched_at = ? AND method = ? AND status IS ?"
        " AND payload_sha256 IS ? AND warc_file IS NOT NULL ORDER BY id LIMIT 1",
        *(exchange.url, stamp(exchange.fetched_at), exchange.method, exchange.status, digest),
    )
    return int(rows[0]["id"]) if rows else None


def newest_good(archive: Archive, url: str, portal: str | None) -> dict[str, Any] | None:
    """Return the newest capture of an address that brought a whole document.

    One of another portal does not count: what comes of a portal must not depend on others, for
    several machines may share them out.
    """
    rows = archive.rows(
        "SELECT * FROM captures WHERE url = ? AND method = 'GET' AND status = 200"
        " AND outcome = 'ok' AND payload_sha256 IS NOT NULL AND (portal IS NULL OR portal = ?)"
        " ORDER BY fetched_at DESC, id DESC LIMIT 1",
        url,
        portal,
    )
    return rows[0] if rows else None


def find_header(headers: Headers, name: str) -> str | None:
    """Return the last value of a header."""
    values = [value for key, value in headers if key.lower() == name.lower()]
    return values[-1] if values else None


def _find_original(archive: Archive, exchange: Exchange) -> Original | None:
    """Return the first record of the same payload, on behalf of the same portal.

    A revisit names its original by address and date: among answers to POST that would not tell
    one from another, and pywb 2.10 finds none of them. They are stored each time.
    """
    if exchange.revisit_of is not None:
        rows = [get_capture(archive, exchange.revisit_of)]
    elif exchange.method != "GET":
        rows = []
    elif exchange.status == 304 and exchange.origin is None:
        good = newest_good(archive, exchange.url, exchange.portal)
        number = good and (good["revisit_of"] or good["id"])
        rows = [get_capture(archive, number)] if number else []
    elif exchange.body:
        rows = archive.rows(
            "SELECT * FROM captures WHERE payload_sha256 = ?1 AND method = 'GET'"
            " AND revisit_of IS NULL AND warc_file IS NOT NULL AND (?2 IS NULL OR portal = ?2)"
            " ORDER BY id LIMIT 1",
            hashlib.sha256(exchange.body).hexdigest(),
            exchange.portal,
        )
    else:
        rows = []
    return _original(archive, rows[0]) if rows else None


def _original(archive: Archive, row: Mapping[str, Any]) -> Original:
    headers = read_capture(archive, row).headers
    digest = headers.get("WARC-Payload-Digest") or headers["WARC-Block-Digest"]
    return Original(row["id"], row["record_id"], row["url"], row["fetched_at"], digest)


def _write(writer: WarcWriter, exchange: Exchange, original: Original | None) -> Position:
    assert exchange.status is not None  # noqa: S101 - narrows for the type checker
    fields = {"outcome": exchange.outcome, "method": exchange.method}
    for name in ("run", "entry", *OPTIONAL_FIELDS):
        value = getattr(exchange, name)
        if value is not None:
            fields[name] = str(value)
    if exchange.milliseconds is not None:
        fields["fetchTimeMs"] = str(exchange.milliseconds)
    headers = exchange.request_headers
    return writer.write_exchange(
        url=exchange.url,
        date=stamp(exchange.fetched_at),
        request=None if headers is None else (exchange.method, headers, exchange.request_body),
        response=(exchange.status, exchange.protocol, exchange.headers, exchange.body),
        fields=fields | dict(exchange.notes),
        record_id=exchange.record_id,
        ip=exchange.ip,
        truncated=exchange.truncated,
        original=original,
    )


def _row(
    archive: Archive, exchange: Exchange, position: Position | None, original: Original | None
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "run": exchange.run,
        "portal": exchange.portal,
        "role": exchange.role,
        "url": exchange.url,
        "method": exchange.method,
        "via": exchange.via,
        "fetched_at": stamp(exchange.fetched_at),
        "status": exchange.status,
        "outcome": exchange.outcome,
        "detail": exchange.detail,
        "origin": exchange.origin,
        "media_type": media_type(exchange.headers),
        "etag": find_header(exchange.headers, "ETag"),
        "last_modified": find_header(exchange.headers, "Last-Modified"),
    }
    if position is None:
        return row
    row |= describe_payload(archive, exchange.body, original.capture if original else None)
    return row | _place(position)


def _place(position: Position) -> dict[str, Any]:
    return {
        "record_id": position.record_id,
        "warc_file": position.file,
        "warc_offset": position.offset,
        "warc_length": position.length,
    }


def describe_payload(archive: Archive, body: bytes, revisit_of: int | None) -> dict[str, Any]:
    """Return the columns that tell of a payload; a revisit has those of its original."""
    if revisit_of is not None:
        first = get_capture(archive, revisit_of)
        told = {name: first[name] for name in ("payload_sha256", "payload_length")}
        return {**told, "revisit_of": revisit_of}
    if not body:
        return {"payload_sha256": None, "payload_length": 0, "revisit_of": None}
    digest = hashlib.sha256(body).hexdigest()
    return {"payload_sha256": digest, "payload_length": len(body), "revisit_of": None}


def media_type(headers: Headers) -> str | None:
    """Return the media type that the server declared, without its parameters."""
    value = find_header(headers, "Content-Type")
    return value.split(";")[0].strip().lower() or None if value else None
