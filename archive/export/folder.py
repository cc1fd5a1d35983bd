"""A folder that is replaced as a whole: readers see the former export or the new one."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.archive import ArchiveError, ArchiveHeldError
from archive.export.description import GENERATOR

DESCRIPTION, CITATION = "datapackage.json", "CITATION.cff"
CODEBOOK = ("codebook.csv", "codebook.md")
KINDS = ("csv", "parquet", "do")
VIEWS = "duckdb.sql"
OTHERS = {DESCRIPTION, CITATION, VIEWS, *CODEBOOK}


@contextmanager
def replaced(target: Path) -> Iterator[Path]:
    """Give an empty folder beside the target, and put it in the target's place at the end.

    Nothing is put there when the block fails. Raises `ArchiveError` where the target holds what
    is not of an export, `ArchiveHeldError` where another export is being written to it.
    """
    target = target.resolve()
    _check(target)
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.mkdir(exist_ok=True)
        held = os.open(beside, os.O_RDONLY)
    except OSError as error:
        raise ArchiveError(f"{target} cannot be written: {error.strerror}") from error
    try:
        _hold(held, target)
        yield from _fill(beside, target)
    finally:
        os.close(held)


def _fill(beside: Path, target: Path) -> Iterator[Path]:
    try:
        # What stands there was left by an export that was killed.
        for path in beside.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        yield beside
        _swap(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _check(target: Path) -> None:
    if not target.parent.is_dir():
        raise ArchiveError(f"there is no folder {target.parent} to write {target.name} into")
    if not target.exists():
        return
    own = _own(target)
    found = (path.relative_to(target).as_posix() for path in target.rglob("*") if _is_leaf(path))
    foreign = min((name for name in found if name not in own), default="")
    if foreign:
        raise ArchiveError(
            f"{target} holds {foreign}, which is not of an export: name a folder of its own"
        )


def _is_leaf(path: Path) -> bool:
    return not path.is_dir() or path.is_symlink() or not any(path.iterdir())


def _own(folder: Path) -> set[str]:
    """Return the paths of the files of an export; none where the folder is no export."""
    try:
        told = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        if not told["generator"].startswith(GENERATOR):
            return set()
        tables = [resource["name"] for resource in told["resources"]]
        parquet = [resource.get("parquet", []) for resource in told["resources"]]
        parts = {part["path"] for parts in parquet if isinstance(parts, list) for part in parts}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {f"{name}.{kind}" for name in tables for kind in KINDS} | parts | OTHERS


def _hold(descriptor: int, target: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ArchiveHeldError(f"another export is being written to {target}") from error


def _swap(beside: Path, target: Path) -> None:
    former = target.with_name(f".{target.name}.former")
    shutil.rmtree(former, ignore_errors=True)
    if target.exists():
        target.replace(former)
    beside.replace(target)
    shutil.rmtree(former, ignore_errors=True)
