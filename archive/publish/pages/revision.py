"""`/revision/N`: what a document said before and what it says since, cell by cell, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from archive.codebook import indicators
from archive.publish.pages.render import render, row, rows
from archive.publish.pages.wording import read_difference

if TYPE_CHECKING:
    from datasette.app import Datasette

_REVISION = """
SELECT
  revisions.*,
  reports.year,
  reports.title,
  reports.agency,
  reports.version AS current_version,
  agencies.name AS agency_name,
  sources.url AS source_url,
  old.fetched_at AS old_fetched_at,
  new.fetched_at AS new_fetched_at,
  old.payload_sha256 AS old_sha256,
  new.payload_sha256 AS new_sha256
FROM revisions
JOIN sources ON sources.id = revisions.source
LEFT JOIN reports ON reports.id = revisions.report
LEFT JOIN agencies ON agencies.id = reports.agency
LEFT JOIN captures AS old ON old.id = revisions.old_capture
LEFT JOIN captures AS new ON new.id = revisions.new_capture
WHERE revisions.id = ?
"""
_CELLS = "SELECT * FROM revision_cells WHERE revision = ?"
_SECTIONS = "SELECT * FROM revision_sections WHERE revision = ? ORDER BY number"
_OTHERS = "SELECT id, seen_at, kind FROM revisions WHERE source = ? ORDER BY seen_at, id"


async def show_revision(datasette: Datasette, request: Request) -> Response:
    """Return the page of a revision."""
    number = int(request.url_vars["revision"])
    revision = await row(datasette, f"revision {number}", _REVISION, number)
    cells = await rows(datasette, _CELLS, number)
    cells.sort(key=lambda cell: list(indicators()).index(cell["key"]))
    sections = await rows(datasette, _SECTIONS, number)
    context = {
        "revision": revision,
        "cells": [_named(cell) for cell in cells],
        "sections": [{**one, "lines": read_difference(one["difference"])} for one in sections],
        "others": await rows(datasette, _OTHERS, revision["source"]),
        "is_current": revision["new_version"] == revision["current_version"],
    }
    return await render(datasette, request, "revision", context)


def _named(cell: dict[str, Any]) -> dict[str, Any]:
    """Add the cell's name in both languages and the change, where both are numbers."""
    old, new = cell["old_value"], cell["new_value"]
    change = None if None in (old, new) else round(new - old, 6)
    indicator = indicators()[cell["key"]]
    chinese = " · ".join((*indicator.groups, indicator.row_label, indicator.column_label))
    return {**cell, "name": {"en": indicator.name.en, "zh": chinese}, "change": change}
