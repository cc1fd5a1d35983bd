"""WARC files of another archive: copied whole, checked on the way, and put in place at the end."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from archive.archive import Archive, ArchiveError
from archive.warc import OPEN, sync_folder
from archive.warc_files import digest, name_file

_SUFFIX = ".warc.gz"
_CHUNK = 1 << 20
_LOOK = "`nianbao verify` looks into it, and nothing of that archive was taken"
# Files that this archive does not have, by what is in them.
_NEW = """
SELECT o.file, o.sha256 FROM other.warc_files AS o WHERE NOT EXISTS (
  SELECT 1 FROM main.warc_files AS m WHERE m.sha256 = o.sha256 AND m.bytes = o.bytes
) ORDER BY o.file
"""


@dataclass(frozen=True)
class Copy:
    """A file to be taken: where it is, and its name here; `is_there` after a merge that was cut."""

    source: Path
    target: Path
    sha256: str
    is_there: bool


def plan_copies(archive: Archive, other: Path) -> dict[str, Copy]:
    """Return the files that this archive does not have, by their names in the other one."""
    copies: dict[str, Copy] = {}
    for name, sha256 in archive.db.execute(_NEW).fetchall():
        if not fnmatchcase(name, f"warc/*/*{_SUFFIX}") or ".." in name:
            raise ArchiveError(f"{other} names a WARC file {name!r}, which is none of an archive")
        target = _find_place(archive, name, sha256, {copy.target for copy in copies.values()})
        copies[name] = Copy(other / name, target, sha256, target.exists())
    return copies


def _find_place(archive: Archive, name: str, sha256: str, chosen: Collection[Path]) -> Path:
    """Return where a file is to stand: under its own name, unless another file has it here."""
    stem = name.removesuffix(_SUFFIX)
    names = (name, *(f"{stem}-{sha256[:digits]}{_SUFFIX}" for digits in (8, 16, 32, 64)))
    paths = (archive.path / one for one in names)
    return next(path for path in paths if path not in chosen and _is_free(archive, path, sha256))


def _is_free(archive: Archive, path: Path, sha256: str) -> bool:
    """Tell whether a name is free; a merge that was cut may have put the very file there."""
    name = name_file(archive, path)
    known = archive.rows("SELECT 1 FROM warc_files WHERE file = ?", name)
    if known or path.with_name(path.name + OPEN).exists():
        return False
    return not path.exists() or digest(path) == sha256


def copy_files(copies: Mapping[str, Copy], folder: Path) -> dict[Path, Path]:
    """Copy files into a folder, synced; returns where each copy belongs."""
    waiting = {}
    for number, copy in enumerate(one for one in copies.values() if not one.is_there):
        draft = folder / str(number)
        _copy(copy, draft)
        waiting[draft] = copy.target
    return waiting


def place_files(waiting: Mapping[Path, Path]) -> None:
    """Put copied files in their places, so that their names outlast a power failure."""
    for draft, target in waiting.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.rename(target)
    for folder in {target.parent for target in waiting.values()}:
        sync_folder(folder)
        sync_folder(folder.parent)


def _copy(copy: Copy, draft: Path) -> None:
    found = hashlib.sha256()
    try:
        source = copy.source.open("rb")
    except OSError as error:
        raise ArchiveError(f"{copy.source} cannot be read: {error.strerror}; {_LOOK}") from error
    with source, draft.open("wb") as out:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if found.hexdigest() != copy.sha256:
        raise ArchiveError(f"{copy.source} is not what it was when it was finished; {_LOOK}")
