"""Evidence into one file: records, rows, and a page that says how to check them."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.archive import Archive, ArchiveError
from archive.codebook import codebook
from archive.evidence.readme import LANGUAGES, beijing, write_readme
from archive.evidence.records import Copies, copy_records
from archive.evidence.scope import Scope
from archive.evidence.tables import Row, find_captures, read_tables
from archive.evidence.wacz import Wacz, dump
from archive.warc_files import digest
from extract import __version__

_FOLDER = "evidence"
_IN_MEMORY = 1 << 26


@dataclass(frozen=True)
class Written:
    """What a file of evidence holds, and its SHA-256."""

    captures: int
    cells: int
    sha256: str


def write_evidence(archive: Archive, scope: Scope, path: Path, *, replace: bool = False) -> Written:
    """Write what a scope names into a WACZ file; the same archive and moment give the same bytes.

    Raises `ArchiveError` where the file is there already, or a record cannot be had.
    """
    if not path.parent.is_dir():
        raise ArchiveError(f"there is no folder {path.parent} to write {path.name} into")
    if path.exists() and not replace:
        raise ArchiveError(f"{path} is there already: --replace writes it anew")
    beside = path.with_name(f"{path.name}.part")
    try:
        written = _write(archive, scope, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return Written(*written, digest(path))


def _write(archive: Archive, scope: Scope, path: Path) -> tuple[int, int]:
    archive.begin()  # one state of the archive throughout, even while a crawl writes into it
    try:
        tables, captures = read_tables(archive, scope), find_captures(archive, scope)
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as records:
            copies = copy_records(archive, captures, records)
            tables["captures"] = [_describe(row, copies) for row in captures]
            with Wacz(path) as wacz:
                wacz.add_records(records)
                _tell(wacz, scope, archive.stamp(), tables, copies)
    finally:
        archive.commit()
    return len(captures), len(tables["cells"])


def _tell(
    wacz: Wacz, scope: Scope, moment: str, tables: Mapping[str, Sequence[Row]], copies: Copies
) -> None:
    """Add all that is not records."""
    title, software = _title(tables, scope), f"nianbao {__version__}"
    pages = list(_pages(tables))
    wacz.add_pages(title, pages)
    for name, rows in tables.items():
        if rows:
            wacz.add(f"{_FOLDER}/{name}.csv", _csv(rows), schema=_schema(name, rows))
            wacz.add(f"{_FOLDER}/{name}.json", dump(rows))
    told = {"title": title, "asked": scope.asked, "software": software}
    told |= {"moment": moment, "beijing": beijing(moment)}
    readmes = {
        language: write_readme(language, told, wacz.resources, tables["captures"], copies.writers)
        for language in LANGUAGES
    }
    for language, page in readmes.items():
        wacz.add(f"{_FOLDER}/README.{language}.md", page)
    about = {"title": title, "description": scope.asked, "created": moment, "software": software}
    wacz.describe(about | _main_page(tables, pages))


def _describe(row: Row, copies: Copies) -> Row:
    """Add to a capture what its record says, and where that stands."""
    copied = copies.records.get(row["id"])
    return {
        **row,
        "beijing": beijing(row["fetched_at"]),
        "ip": copied.ip if copied else None,
        "evidence_offset": copied.offset if copied else None,
        "evidence_length": copied.length if copied else None,
    }


def _title(tables: Mapping[str, Sequence[Row]], scope: Scope) -> str:
    named = [f"{row['agency_name'] or '?'} {row['year'] or '?'}" for row in tables["reports"]]
    return named[0] if len(named) == 1 else scope.asked


def _pages(tables: Mapping[str, Sequence[Row]]) -> Iterator[dict[str, str]]:
    titles = {row["url"]: row["title"] or row["file_name"] for row in tables["sources"]}
    for row in tables["captures"]:
        if row["part"] == "look" and row["outcome"] == "ok" and row["warc_file"]:
            title = titles.get(row["url"]) or row["url"]
            page = {"id": str(row["id"]), "url": row["url"], "ts": row["fetched_at"]}
            yield {**page, "title": title}


def _main_page(
    tables: Mapping[str, Sequence[Row]], pages: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    """Return what a viewer shows first: what the report was read from, else the last page."""
    shown = {row["version"] for row in tables["reports"]}
    read = {str(row["capture"]) for row in tables["versions"] if row["id"] in shown}
    best = sorted(pages, key=lambda page: (page["id"] in read, page["ts"]))[-1:]
    return {"mainPageUrl": best[0]["url"], "mainPageDate": best[0]["ts"]} if best else {}


def _schema(table: str, rows: Sequence[Row]) -> dict[str, Any]:
    """Return what each column means, as data packages have it; a column may hold any type."""
    known = codebook()[table].columns if table in codebook() else {}
    fields = ({"name": name, "type": "any"} for name in rows[0])
    return {
        "fields": [
            one | ({"description": known[one["name"]].en} if one["name"] in known else {})
            for one in fields
        ]
    }


def _csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
