"""WACZ 1.1.1: WARC records with an index, a list of pages, and other files, all with digests."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Self

from cdxj_indexer.main import CDXJIndexer
from warcio.bufferedreaders import BufferedReader

VERSION = "1.1.1"
WARC = "archive/evidence.warc.gz"
_CHUNK = 1 << 20
# zip has no time zone, and the same archive is to give the same bytes: the earliest time there is.
_TIME = (1980, 1, 1, 0, 0, 0)


class Wacz:
    """A WACZ file that is being written; `describe` comes last, with the digests of all."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w")
        self.resources: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(
        self, name: str, content: bytes | IO[bytes], *, pack: bool = True, **told: object
    ) -> None:
        """Add one file, with what else is to be told of it in the description."""
        digest, size = hashlib.sha256(), 0
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        with self._zip.open(_entry(name, pack=pack), "w") as out:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += out.write(chunk)
        named = {"name": name.rpartition("/")[2].lower(), "path": name, "bytes": size}
        self.resources.append({**named, "hash": f"sha256:{digest.hexdigest()}", **told})

    def add_records(self, records: IO[bytes]) -> None:
        """Add the WARC records, which viewers want unpacked, and their index."""
        records.seek(0)
        self.add(WARC, records, pack=False)
        records.seek(0)
        self.add("indexes/index.cdx", _index(records))

    def add_pages(self, title: str, pages: Sequence[Mapping[str, str]]) -> None:
        """Add the list of pages that viewers offer: `id`, `url`, `ts` and `title` of each."""
        head = {"format": "json-pages-1.0", "id": "pages", "title": title}
        lines = (json.dumps(line, ensure_ascii=False) for line in (head, *pages))
        self.add("pages/pages.jsonl", "".join(f"{line}\n" for line in lines).encode())

    def describe(self, description: Mapping[str, str]) -> None:
        """Add the description, and its digest."""
        head = {"profile": "data-package", "wacz_version": VERSION, **description}
        data = dump({**head, "resources": self.resources})
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        self._zip.writestr(_entry("datapackage.json"), data)
        told = dump({"path": "datapackage.json", "hash": digest})
        self._zip.writestr(_entry("datapackage-digest.json"), told)


def dump(value: object) -> bytes:
    """Write JSON that people read, too."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def _entry(name: str, *, pack: bool = True) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
    return entry


def _index(records: IO[bytes]) -> bytes:
    """Return the CDXJ index of records."""
    # warcio 1.8 asks of brotli 1.2 what it does not have; without it, br bodies are left alone.
    BufferedReader.DECOMPRESSORS.pop("br", None)
    index = io.StringIO()
    CDXJIndexer(
        index,
        [records],
        sort=True,
        post_append=True,
        filename=WARC.rpartition("/")[2],
        records="response,revisit,resource",
    ).process_all()
    return index.getvalue().encode()
