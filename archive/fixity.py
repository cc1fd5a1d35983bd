"""One WARC file by itself: whether each record is whole and has the digests that it states."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator

from archive.members import Member, read_members
from archive.warc import Record, WarcError, parse_record


@dataclass(frozen=True)
class Examined:
    """One member of a file: the record in it, and what is wrong with it, None where all is well."""

    member: Member
    record: Record | None
    fault: str | None = None

    @property
    def record_id(self) -> str | None:
        return self.record.headers["WARC-Record-ID"] if self.record else None

    @property
    def payload_sha256(self) -> str | None:
        """Return the digest of the payload, None where there is none."""
        payload = self.record.payload if self.record else b""
        return hashlib.sha256(payload).hexdigest() if payload else None


def examine(path: Path) -> Iterator[Examined]:
    """Yield what every member of a file is, in order."""
    with path.open("rb") as file:
        for member in read_members(path):
            yield _examine(file, member)


def _examine(file: BinaryIO, member: Member) -> Examined:
    if member.head is None:
        return Examined(member, None, f"{member.length} bytes are no whole record")
    file.seek(member.offset)
    data = file.read(member.length)
    try:
        record = parse_record(data, f"the member at {member.offset}")
    except (WarcError, ValueError) as error:
        return Examined(member, None, str(error))
    return Examined(member, record, check_digests(data))


def check_digests(data: bytes) -> str | None:
    """Return what warcio finds wrong with a record's stated digests and length."""
    for record in ArchiveIterator(BytesIO(data), check_digests=True):
        record.raw_stream.read()
        if record.digest_checker.passed is False:
            return "; ".join(record.digest_checker.problems)
    return None
