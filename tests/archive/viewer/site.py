"""A published archive of given documents, and what its viewer answers."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from datasette.app import Datasette  # it ships no types

from archive.archive import open_archive
from archive.compare import compare
from archive.extraction import extract_all
from archive.ingest import Given, ingest
from archive.publish import publish


@dataclass(frozen=True)
class Site:
    """An archive, its published database, and the number of each document's report by name."""

    archive: Path
    database: Path
    reports: Mapping[str, int]

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.database)
        connection.row_factory = sqlite3.Row
        try:
            found = [dict(row) for row in connection.execute(sql, values)]
            connection.commit()
        finally:
            connection.close()
        return found

    def cells(self, name: str) -> list[dict[str, Any]]:
        """Return the cells of a document that have a place, those with most digits first."""
        return self.rows(
            "SELECT cells.* FROM reports JOIN cells ON cells.version = reports.version"
            " WHERE reports.id = ? AND locator IS NOT NULL ORDER BY length(raw) DESC, key",
            self.reports[name],
        )

    def get(self, path: str, language: str = "en") -> Any:
        """Return Datasette's response."""
        cookies = {"nianbao-language": language}
        return asyncio.run(
            _datasette(self.database).client.get(path, cookies=cookies, follow_redirects=True)
        )

    def text(self, path: str, language: str = "en") -> str:
        response = self.get(path, language)
        assert response.status_code == 200, response.text
        text: str = response.text
        return text

    def path(self, name: str, key: str | None = None) -> str:
        """Return the address of a cell in the viewer, by default that of the longest number.

        Without cells it is that of the whole document.
        """
        key = key or next((str(cell["key"]) for cell in self.cells(name)), "whole")
        return f"/source/{self.reports[name]}/{key}"


@cache
def _datasette(database: Path) -> Datasette:
    metadata = json.loads((database.parent / "metadata.json").read_text("utf-8"))
    return Datasette([], immutables=[str(database)], metadata=metadata)


def make_site(folder: Path, bodies: Mapping[str, bytes]) -> Site:
    """Import documents, read them and publish what they say; their names are files' names."""
    given = folder / "given"
    given.mkdir(parents=True)
    for name, body in bodies.items():
        (given / name).write_bytes(body)
    path = folder / "archive"
    with open_archive(path, command="test", create=True) as archive:
        ingest(archive, [Given(given / name) for name in bodies], {"software": "tests"})
        extract_all(archive)
        compare(archive)
        database = publish(archive)
        found = archive.rows("SELECT file_name, report FROM sources WHERE report IS NOT NULL")
    reports = {row["file_name"]: int(row["report"]) for row in found}
    assert len(set(reports.values())) == len(bodies), "two documents are one report"
    return Site(path, database, reports)
