"""Storage that the machines of a cluster share: a folder, or whatever fsspec has addresses for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from archive.archive import ArchiveError


class Storage:
    """One place in a storage, named by its address: a folder, `s3://bucket/path`."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        try:
            self._files, self._root = fsspec.core.url_to_fs(self.address)
        except (ImportError, ValueError) as error:
            raise ArchiveError(f"{address} is no storage that can be used: {error}") from error

    @property
    def folder(self) -> Path | None:
        """Return the folder that this is, None where it is none."""
        return Path(self._root) if isinstance(self._files, LocalFileSystem) else None

    def below(self, name: str) -> Storage:
        """Return a place inside of this one."""
        return Storage(f"{self.address}/{name}")

    def list(self) -> list[str]:
        """Return the names of what is directly inside, in order."""
        try:
            found = self._files.ls(self._root, detail=False)
        except FileNotFoundError:
            return []
        return sorted(Path(one).name for one in found)

    def size(self, name: str) -> int | None:
        """Return the bytes of a file, None where there is none."""
        try:
            return int(self._files.size(f"{self._root}/{name}"))
        except FileNotFoundError:
            return None

    def read(self, name: str, offset: int = 0, length: int | None = None) -> bytes:
        """Return bytes of a file, of the whole one without a length; no more of it is fetched."""
        end = None if length is None else offset + length
        data: bytes = self._files.cat_file(f"{self._root}/{name}", start=offset, end=end)
        return data

    def write(self, name: str, data: bytes) -> None:
        """Write a file, so that nobody sees half of it."""
        self._files.makedirs(self._root, exist_ok=True)
        with self._files.transaction, self._files.open(f"{self._root}/{name}", "wb") as out:
            out.write(data)

    def put(self, path: Path, name: str) -> None:
        """Copy a file here, so that nobody sees half of it."""
        if self.folder is None:
            self._files.put_file(str(path), f"{self._root}/{name}")
            return
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as draft:
            shutil.copyfile(path, Path(draft) / target.name).rename(target)

    def get(self, folder: Path) -> None:
        """Copy all files from here into a folder."""
        for found in self._files.find(self._root):
            target = folder / str(found).removeprefix(self._root).lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            self._files.get_file(found, str(target))

    def remove(self) -> None:
        """Remove all that is here."""
        if self._files.exists(self._root):
            self._files.rm(self._root, recursive=True)

    @contextmanager
    def near(self) -> Iterator[Path]:
        """Give this place as a folder: itself, or a copy that goes afterwards."""
        if self.folder is not None:
            yield self.folder
            return
        with tempfile.TemporaryDirectory(prefix="nianbao-") as name:
            self.get(Path(name))
            yield Path(name)
