"""The rows of evidence, table by table, and the captures that stand behind them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from archive.archive import Archive
from archive.captures import get_capture
from archive.evidence.scope import Scope

Row = Mapping[str, Any]

_NAMED = {
    "reports": "(SELECT value FROM json_each(:reports))",
    "revisions": "(SELECT value FROM json_each(:revisions))",
    "versions": "(SELECT value FROM json_each(:versions))",
}
_QUERIES = {
    "reports": "SELECT reports.*, agencies.name AS agency_name FROM reports"
    " LEFT JOIN agencies ON agencies.id = reports.agency WHERE reports.id IN {reports} ORDER BY 1",
    "sources": "SELECT * FROM sources WHERE report IN {reports}"
    " OR id IN (SELECT source FROM versions WHERE id IN {versions}) ORDER BY id",
    "versions": "SELECT * FROM versions WHERE id IN {versions} ORDER BY id",
    "cells": "SELECT * FROM cells WHERE version IN {versions} ORDER BY version, key",
    "sections": "SELECT * FROM sections WHERE version IN {versions} ORDER BY version, number",
    "findings": "SELECT * FROM findings WHERE version IN {versions} OR report IN {reports}"
    " ORDER BY id",
    "verdicts": "SELECT * FROM verdicts WHERE report IN {reports} ORDER BY id",
    "revisions": "SELECT * FROM revisions WHERE id IN {revisions} ORDER BY id",
    "revision_cells": "SELECT * FROM revision_cells WHERE revision IN {revisions}"
    " ORDER BY revision, key",
    "revision_sections": "SELECT * FROM revision_sections WHERE revision IN {revisions}"
    " ORDER BY revision, number",
}
# Of two in one second the later number is the later one.
_LISTED = """SELECT * FROM captures WHERE url = ?1 AND (fetched_at, id) < (?2, ?3)
AND outcome IN ('ok', 'not_modified') ORDER BY fetched_at DESC, id DESC LIMIT 1"""
_POSTED = """SELECT * FROM captures WHERE url = ?1 AND (fetched_at, id) < (?2, ?3)
AND outcome = 'ok' AND run = ?4 AND method = ?5"""


def read_tables(archive: Archive, scope: Scope) -> dict[str, list[Row]]:
    """Return the rows of a scope by table, those of the query first."""
    named = {name: json.dumps(sorted(getattr(scope, name))) for name in _NAMED}
    tables: dict[str, list[Row]] = {"query": list(scope.found)} if scope.found else {}
    for name, sql in _QUERIES.items():
        tables[name] = list(archive.db.query(sql.format_map(_NAMED), named))
    return tables


def find_captures(archive: Archive, scope: Scope) -> list[dict[str, Any]]:
    """Return the captures of a scope, in order, each with the part that it has in it.

    `look` is one at an address that is asked about; `chain` one that led there; `original` one
    whose payload another repeats.
    """
    behind = archive.rows(
        "SELECT capture FROM versions WHERE id IN (SELECT value FROM json_each(?))",
        json.dumps(sorted(scope.versions)),
    )
    looks = sorted(scope.captures | {row["capture"] for row in behind})
    found = {number: {"part": "look", **get_capture(archive, number)} for number in looks}
    _add(found, "chain", [step for look in found.values() for step in _chain(archive, look)])
    _add(found, "original", [row for each in found.values() for row in _original(archive, each)])
    return sorted(found.values(), key=lambda row: (row["fetched_at"], row["id"]))


def _add(found: dict[int, dict[str, Any]], part: str, rows: Iterable[Row]) -> None:
    for row in rows:
        found.setdefault(row["id"], {"part": part, **row})


def _original(archive: Archive, capture: Row) -> Iterator[dict[str, Any]]:
    if capture["revisit_of"] is not None:
        yield get_capture(archive, capture["revisit_of"])


def _chain(archive: Archive, capture: Row) -> Iterator[dict[str, Any]]:
    """Yield the captures that led to one, back to the front page.

    Where a list came by POST, its address does not tell which page of it: all of them are meant.
    """
    while capture["via"]:
        where = (capture["via"], capture["fetched_at"], capture["id"])
        listed = archive.rows(_LISTED, *where)
        if not listed:
            return
        (capture,) = listed
        yield capture
        if capture["method"] != "GET":
            yield from archive.rows(_POSTED, *where, capture["run"], capture["method"])
