"""Files and folders as a person names them: what in them is a document, what holds records."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from archive.foreign.records import MOST_BYTES
from archive.foreign.streams import ForeignError, holds_records
from extract.encoding import decode
from extract.readers.sniff import PLAIN, sniff

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SAMPLE = 8192


@dataclass(frozen=True)
class Passed:
    """A file or folder that is not taken, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Gathered:
    """Documents, files of WARC records, and what is neither, each in a stable order."""

    documents: tuple[Path, ...]
    foreign: tuple[Path, ...]
    passed: tuple[Passed, ...]


def gather(paths: Sequence[Path]) -> Gathered:
    """Look through files and, with all below them, folders; links to folders are not followed."""
    documents: list[Path] = []
    foreign: list[Path] = []
    passed: list[Passed] = []
    for path in dict.fromkeys(chain.from_iterable(map(_walk, paths))):
        if isinstance(path, Passed):
            passed.append(path)
            continue
        try:
            is_foreign = path.is_file() and holds_records(path)
            reason = None if is_foreign else tell_unfit(path)
        except ForeignError as error:
            passed.append(Passed(path, str(error).removeprefix(f"{path} ")))
            continue
        except OSError as error:
            reason = _unreadable(error)
        if reason:
            passed.append(Passed(path, reason))
        else:
            (foreign if is_foreign else documents).append(path)
    return Gathered(tuple(documents), tuple(foreign), tuple(passed))


def tell_unfit(path: Path) -> str | None:
    """Return why a file cannot be taken as a document, told by its bytes; None if it can."""
    if not path.is_file():
        return "is no file"
    size = path.stat().st_size
    if size > MOST_BYTES:
        return f"has {size} bytes, more than {MOST_BYTES}"
    body = path.read_bytes()
    if not body.strip():
        return "is empty"
    is_binary = sniff(body) == PLAIN and _CONTROL.search(decode(body[:_SAMPLE])[0])
    return "is no document" if is_binary else None


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror}"


def _walk(path: Path) -> Iterator[Path | Passed]:
    if not path.is_dir():
        yield path
        return
    try:
        entries = sorted(os.scandir(path), key=lambda one: one.name)
    except OSError as error:
        yield Passed(path, _unreadable(error))
        return
    for entry in entries:
        found = Path(entry.path)
        if entry.name.startswith("."):
            yield Passed(found, "is hidden")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(found)
        elif entry.is_dir():
            yield Passed(found, "is a link to a folder")
        else:
            yield found
