"""WARC files byte by byte as other tools write them."""

from __future__ import annotations

import gzip
import itertools
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

URL = "http://www.yunlan.example/2024.html"
DATE = "2024-03-01T02:03:04Z"
_numbers = itertools.count(1)


def make_id() -> str:
    return f"<urn:uuid:00000000-0000-4000-9000-{next(_numbers):012d}>"


def make_record(
    kind: str,
    block: bytes = b"",
    *,
    url: str | None = URL,
    date: str = DATE,
    version: str = "1.1",
    **named: str | None,
) -> bytes:
    """Return one record; further headers are given as `refers_to`, None leaves one out."""
    headers: dict[str, str | None] = {"WARC-Record-ID": make_id()}
    headers |= {"WARC-Type": kind, "WARC-Date": date, "WARC-Target-URI": url}
    headers |= {f"WARC-{name.replace('_', '-').title()}": value for name, value in named.items()}
    headers["Content-Length"] = str(len(block))
    lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
    head = "\r\n".join([f"WARC/{version}", *lines])
    return head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def make_block(body: bytes, *headers: str, first: str = "HTTP/1.1 200 OK") -> bytes:
    """Return an answer as it came over the wire."""
    lines = "\r\n".join([first, "Content-Type: text/html", *headers])
    return lines.encode() + b"\r\n\r\n" + body


def make_info(software: str) -> bytes:
    return make_record("warcinfo", f"software: {software}\r\n".encode(), url=None)


def write_warc(path: Path, records: Iterable[bytes]) -> Path:
    """Write a file as its name says: plain, or each record a gzip member of its own."""
    pack = gzip.compress if path.name.endswith(".gz") else bytes
    path.write_bytes(b"".join(pack(record) for record in records))
    return path


def write_wacz(path: Path, members: Sequence[tuple[str, bytes]]) -> Path:
    """Write a package as browsertrix does: WARC files stored, a description beside them."""
    with zipfile.ZipFile(path, "w") as package:
        for name, content in members:
            package.writestr(name, content)
        package.writestr("datapackage.json", json.dumps({"wacz_version": "1.1.1"}))
    return path
