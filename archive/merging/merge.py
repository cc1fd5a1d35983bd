"""Archives become one: files first, then all rows at once, so that nothing half is ever seen."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from archive.archive import Archive, ArchiveError
from archive.compact import rank_releases
from archive.merging.files import copy_files, place_files, plan_copies
from archive.merging.keys import find_keys, numbers
from archive.merging.lending import lend
from archive.merging.parts import forget_gone, is_of, read_part
from archive.merging.rows import Taken, forget_numbers, number_rows, take_rows
from archive.warc_files import name_file

_FOLDER = "merging"
_CLASHING = """
SELECT o.old, p.root FROM temp.numbers_of_portals AS o JOIN other.portals AS p ON p.id = o.old
WHERE o.is_new AND EXISTS (SELECT 1 FROM main.portals AS m WHERE m.id = o.old)
"""
_DISPUTED = """
SELECT m.report, a.name AS agency, r.year, m.rule,
  m.decision AS here, m.by AS here_by, m.at AS here_at, o.decision, o.by, o.at
FROM other.verdicts AS o
JOIN temp.numbers_of_reports AS n ON n.old = o.report
JOIN main.verdicts AS m ON m.report = n.new AND m.rule = o.rule AND m.keys = o.keys
  AND m.observed = o.observed AND m.decision <> o.decision
LEFT JOIN main.reports AS r ON r.id = m.report
LEFT JOIN main.agencies AS a ON a.id = r.agency
ORDER BY 1, 4, 6
"""
# How often a list was read whole is told by the looks at it, where they are kept.
_LOOKS = """
UPDATE portals SET looks = told.looks FROM (
  SELECT portal, count(*) AS looks FROM portal_looks WHERE outcome = 'ok' GROUP BY portal
) AS told WHERE told.portal = portals.id AND told.looks > portals.looks
"""


@dataclass(frozen=True)
class Merged:
    """What an archive gave, by table, and what a person must know of it.

    `disputed` are verdicts about the same finding that differ, `better` readings by the same
    version of the program that replaced others, `strangers` files that the archive does not know.
    """

    path: Path
    rows: Mapping[str, Taken]
    disputed: tuple[Mapping[str, Any], ...]
    better: int
    strangers: tuple[str, ...]


def merge(archive: Archive, path: Path) -> Merged:
    """Take all that another archive has, which is only read; all of it, or nothing.

    Once more takes nothing more. What a part of this archive (`parts.py`) says of rows that it was
    cut with, holds. Reports and what is told of several readings are brought up to date by
    `compare`, afterwards.

    Raises `ArchiveError` naming what cannot be taken, `ArchiveHeldError` when a command writes to
    the other archive.
    """
    if path.resolve() == archive.path.resolve():
        raise ArchiveError(f"{path} cannot be merged into itself")
    with _workshop(archive) as folder, lend(path, folder) as address, _attach(archive, address):
        return _take(archive, path, folder)


@contextmanager
def _workshop(archive: Archive) -> Iterator[Path]:
    """Give a folder on the archive's own disk; what a merge that was cut left in it goes."""
    folder = archive.path / _FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def _attach(archive: Archive, address: str) -> Iterator[None]:
    execute = archive.db.conn.execute
    execute("ATTACH DATABASE ? AS other", (address,))
    try:
        yield
    finally:
        forget_numbers(archive.db)
        execute("DETACH DATABASE other")


def _take(archive: Archive, path: Path, folder: Path) -> Merged:
    part = read_part(archive.db, "other")
    if part and not is_of(archive.db, part):
        raise ArchiveError(f"{path} is a part of another archive: it goes back into that one only")
    copies = plan_copies(archive, path)
    waiting = copy_files(copies, folder)
    files = {name: name_file(archive, copy.target) for name, copy in copies.items()}
    try:
        with archive.transaction():
            rank_releases(archive.db, "main", "other")
            keys = find_keys(archive.db, part)
            number_rows(
                archive.db, keys, {"warc_files": lambda _: files, "portals": _rename_portals}
            )
            disputed = archive.rows(_DISPUTED)
            if part:
                forget_gone(archive.db, part)
            rows = take_rows(archive.db, keys)
            archive.db.conn.execute(_LOOKS)
            if not part:
                _note(archive, path, rows)
            place_files(waiting)
    finally:
        _remove_unknown(archive, waiting.values())
    archive.sync()
    return Merged(path, rows, tuple(disputed), _count_better(archive), _strangers(archive, path))


def _rename_portals(db: Database) -> dict[str, str]:
    """Give a portal whose name another one has here a name of its own."""
    names = {}
    for name, root in db.execute(_CLASHING).fetchall():
        mark = hashlib.sha256(root.encode()).hexdigest()
        names[name] = f"{name}-{mark[:12]}"
    return names


def _note(archive: Archive, path: Path, rows: Mapping[str, Taken]) -> None:
    """Note the merge as a run, unless it took nothing."""
    new = {table: taken.new for table, taken in rows.items() if taken.new}
    if new:
        (other,) = archive.db.execute(
            "SELECT value FROM other.identity WHERE name = 'archive'"
        ).fetchone()
        run = archive.begin_run("merge")
        archive.end_run(run, "ok", {"archive": other, "path": str(path.resolve())} | new)


def _remove_unknown(archive: Archive, paths: Iterable[Path]) -> None:
    """Remove the files that were put in place for rows that were not taken in the end."""
    for path in paths:
        sql = "SELECT 1 FROM warc_files WHERE file = ?"
        if not archive.rows(sql, name_file(archive, path)):
            path.unlink(missing_ok=True)


def _count_better(archive: Archive) -> int:
    sql = f"SELECT count(*) FROM temp.[{numbers('versions')}] WHERE is_better"  # noqa: S608
    return int(archive.db.execute(sql).fetchone()[0])


def _strangers(archive: Archive, path: Path) -> tuple[str, ...]:
    """Return the files of the other archive that it does not know itself."""
    known = {row["file"] for row in archive.rows("SELECT file FROM other.warc_files")}
    files = (file for file in path.glob("warc/**/*") if file.is_file())
    return tuple(sorted({file.relative_to(path).as_posix() for file in files} - known))
