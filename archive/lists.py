"""Lists of files with what a person says of them: where and when each was had."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from archive.archive import ArchiveError, read_moment
from archive.folders import tell_unfit
from archive.foreign.streams import holds_records
from archive.ingest import Given
from extract.encoding import decode

COLUMNS = ("file", "url", "fetched_at", "agency")


class ListError(ArchiveError):
    """A list cannot be taken; the sentence says which line of it and why."""


def read_list(path: Path, now: datetime) -> list[Given]:
    """Read a CSV file of files, in UTF-8 or GB18030; paths are relative to its own folder.

    Columns: `file`; and `url`, `fetched_at` (a date, or a moment in UTC), `agency`, which may be
    empty. Raises `ListError` at the first line that cannot be taken.
    """
    seen: dict[object, int] = {}
    found = []
    for number, row in _rows(path):
        where = f"{path}, line {number}"
        given = _read_row(row, path, where, now)
        for key in _keys(given):
            if key in seen:
                raise ListError(f"{where}: the same as line {seen[key]}: {key}")
            seen[key] = number
        found.append(given)
    return found


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    text = io.StringIO(decode(path.read_bytes())[0], newline="")
    reader = csv.reader(text, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        _check_names(names, path)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(names):
                    told = f"{len(cells)} columns, where the first line has {len(names)}"
                    raise ListError(f"{path}, line {reader.line_num}: {told}")
                stripped = (cell.strip() for cell in cells)
                yield reader.line_num, dict(zip(names, stripped, strict=True))
    except csv.Error as error:
        raise ListError(f"{path}, line {reader.line_num}: {error}") from error


def _check_names(names: list[str], path: Path) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        known = ", ".join(COLUMNS)
        raise ListError(f"{path}, line 1: no column is called {unknown[0]!r}, only {known}")
    if "file" not in names or len(set(names)) < len(names):
        raise ListError(f"{path}, line 1: each column once, and `file` among them")


def _read_row(row: Mapping[str, str], path: Path, where: str, now: datetime) -> Given:
    file = path.parent / row["file"]
    if not row["file"] or not file.is_file():
        raise ListError(f"{where}: there is no file {row['file']!r}")
    if holds_records(file):
        raise ListError(f"{where}: {row['file']} holds records that tell their own addresses")
    if reason := tell_unfit(file):
        raise ListError(f"{where}: {row['file']} {reason}")
    url, date = row.get("url") or None, row.get("fetched_at") or None
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise ListError(f"{where}: {url!r} is no web address")
    moment = _read_date(date, where, now) if date else None
    stated_in = path.name if url or moment else None
    return Given(file, url, moment, row.get("agency") or None, stated_in)


def _read_date(text: str, where: str, now: datetime) -> datetime:
    moment = read_moment(text)
    if moment is None:
        raise ListError(f"{where}: {text!r} is no date: write one like 2024-03-31")
    if moment > now:
        raise ListError(f"{where}: {text} is yet to come")
    return moment


def _keys(given: Given) -> Iterator[object]:
    """Yield what no other line may have: the file, the address at its moment."""
    yield str(given.path)
    if given.url:
        yield f"{given.url} {given.fetched_at or 'without a date'}"
