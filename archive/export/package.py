"""The published copy as a Frictionless data package in a folder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from archive.archive import DATABASE, Archive, ArchiveError
from archive.export.codebook import write_codebook_csv, write_codebook_text
from archive.export.description import cite, describe
from archive.export.duckdb_views import write_views
from archive.export.folder import CITATION, CODEBOOK, DESCRIPTION, replaced
from archive.export.partitions import can_cut, write_parts
from archive.export.resources import Resource, read_resources
from archive.export.rows import csv_writer, has_parquet, parquet_writer
from archive.export.stata import write_do_file
from archive.export.texts import package_words
from archive.publish import NotPublishedError
from archive.warc_files import digest

_LAST_WORK = "SELECT max(started_at) FROM runs WHERE command <> 'publish'"


@dataclass(frozen=True)
class Exported:
    """What a data package holds: rows by table, and whether its tables are in Parquet too.

    `behind`: the archive has been worked on since it was published.
    """

    rows: dict[str, int]
    parquet: bool
    behind: bool


def export(archive: Archive, target: Path, partition: Sequence[str] = ()) -> Exported:
    """Write what is published of an archive into a folder, in the place of a former export.

    Parquet files are cut by what `partition` names where a table has it (`PARTS`). The same
    published copy gives the same bytes. Raises `NotPublishedError` where nothing is
    published, `ArchiveError` where the folder holds something else.
    """
    if partition and not has_parquet():
        raise ArchiveError("parts are Parquet files, which need pip install 'nianbao[export]'")
    published = archive.published / DATABASE
    if not published.is_file():
        raise NotPublishedError(
            f"nothing is published in {archive.path} yet: run `nianbao publish` first"
        )
    # The file is never altered, only replaced: what is open here stays one state.
    address = f"{published.resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as db, replaced(target) as folder:
        resources = read_resources(db)
        rows = {one.name: _write(db, folder, one, partition) for one in resources}
        (as_of,) = db.execute("SELECT coalesce(max(fetched_at), '') FROM captures").fetchone()
        _tell(folder, resources, as_of)
        write_views(folder, resources)
        behind = db.execute(_LAST_WORK).fetchone() != archive.db.conn.execute(_LAST_WORK).fetchone()
    return Exported(rows, has_parquet(), behind)


def _write(
    db: sqlite3.Connection, folder: Path, resource: Resource, partition: Sequence[str]
) -> int:
    """Write a table in every format; returns how many rows it has."""
    count, cut = 0, can_cut(resource, partition)
    with ExitStack() as stack:
        writers = [stack.enter_context(csv_writer(folder / f"{resource.name}.csv", resource))]
        if has_parquet() and not cut:
            path = folder / f"{resource.name}.parquet"
            writers.append(stack.enter_context(parquet_writer(path, resource)))
        for rows in resource.rows(db):
            for writer in writers:
                writer.write(rows)
            count += len(rows)
    if cut and not write_parts(db, folder, resource, partition):
        with parquet_writer(folder / f"{resource.name}.parquet", resource):
            """An empty table is a file without rows."""
    write_do_file(folder / f"{resource.name}.do", resource)
    return count


def _tell(folder: Path, resources: tuple[Resource, ...], as_of: str) -> None:
    """Write the codebook, the description, and how the package is cited."""
    words = package_words()
    write_codebook_csv(folder / CODEBOOK[0], resources)
    head = f"# {words['title']}\n\n{words['description']}\n\n{words['notes']}"
    write_codebook_text(folder / CODEBOOK[1], head, resources)
    description = folder / DESCRIPTION
    text = json.dumps(describe(folder, resources, as_of), ensure_ascii=False, indent=1)
    description.write_text(f"{text}\n", encoding="utf-8")
    citation = cite(as_of, digest(description))
    (folder / CITATION).write_text(citation, encoding="utf-8")
