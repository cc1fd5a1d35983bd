"""What an archive holds, without the moments and numbers that differ from run to run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from archive.archive import open_archive
from archive.verify import verify

State = Mapping[str, list[str]]
_HELD = {
    "captures": "SELECT DISTINCT url, method, payload_sha256 FROM captures WHERE outcome = 'ok'",
    "sources": "SELECT url, role, state FROM sources",
    "cells": "SELECT url, key, value, raw FROM cells JOIN versions ON versions.id = version"
    " JOIN sources ON sources.id = versions.source",
    "findings": "SELECT rule, keys, message FROM findings",
    "reports": "SELECT year, title, status FROM reports",
    "verdicts": "SELECT rule, keys, decision, reason FROM verdicts",
    "due": "SELECT url, state FROM frontier WHERE state IN ('due', 'fetched')",
}


def read_state(path: Path) -> State:
    """Return the rows of what counts, in order, and what `verify` finds wrong."""
    with open_archive(path) as archive:
        state = {name: sorted(map(repr, archive.rows(sql))) for name, sql in _HELD.items()}
        state["faults"] = [f"{fault.kind}: {fault.detail}" for fault in verify(archive).faults]
    copy = path / "published" / "nianbao.db"
    return state | {"published": [copy.name] if copy.exists() else []}
