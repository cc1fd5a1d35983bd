"""`/search`: where words stand in the titles and sections of the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response

from archive.publish.folding import Piece, excerpt, search_terms, words_of
from archive.publish.pages.provinces import read_provinces
from archive.publish.pages.render import DATABASE, number_asked, render, rows

if TYPE_CHECKING:
    from datasette.app import Datasette

_LONGEST = 100
_MOST_WORDS = 8
_SIZE = 20
_COUNTED = 1000
_FILTERS = {
    "year": "passages_fts.rowid BETWEEN (SELECT min(id) FROM passages WHERE year = :year)"
    " AND (SELECT max(id) FROM passages WHERE year = :year)",
    "province": "passages.division BETWEEN substr(:province || '000000000000', 1, 12)"
    " AND substr(:province || '999999999999', 1, 12)",
    "section": "passages.number = :section",
}
_BEFORE = "passages_fts.rowid < :before"
# CROSS JOIN keeps SQLite from asking the index about each passage of a filter.
_HITS = """
FROM passages_fts
CROSS JOIN passages ON passages.id = passages_fts.rowid
WHERE passages_fts MATCH :terms AND {where}
"""
# Not counted to the end: a word that stands everywhere stands in every passage.
_COUNT = "SELECT count(*) FROM (SELECT 1 {hits} LIMIT 1001)"
_PAGE = """
SELECT
  hits.*,
  coalesce(sections.text, reports.title) AS text,
  sections.heading,
  reports.title,
  agencies.name AS agency_name
FROM (
  SELECT passages.* {hits} ORDER BY passages_fts.rowid DESC LIMIT 21
) AS hits
JOIN reports ON reports.id = hits.report
LEFT JOIN agencies ON agencies.id = hits.agency
LEFT JOIN sections ON sections.version = hits.version AND sections.number = hits.number
ORDER BY hits.id DESC
"""
_YEARS = "SELECT DISTINCT year FROM passages WHERE year IS NOT NULL ORDER BY year DESC"


@dataclass(frozen=True)
class Hit:
    """A passage that has every word, with what stands around the first of them."""

    passage: Mapping[str, Any]
    pieces: list[Piece]


async def show_search(datasette: Datasette, request: Request) -> Response:
    """Return the form of a search and a page of what it finds, the newest years first."""
    query = (request.args.get("q") or "").strip()
    asked = {name: number for name in _FILTERS if (number := number_asked(request, name))}
    before = number_asked(request, "before")
    words = words_of(query)
    wrong = len(query) > _LONGEST or len(words) > _MOST_WORDS
    context = {
        "query": query,
        "asked": asked,
        "too_long": wrong,
        "years": await rows(datasette, _YEARS),
        "provinces": await read_provinces(datasette),
        **(await _find(datasette, query, asked, before) if words and not wrong else {}),
    }
    return await render(datasette, request, "search", context)


def _hits(conditions: list[str]) -> str:
    return _HITS.format(where=" AND ".join(conditions) or "TRUE")


async def _find(
    datasette: Datasette, query: str, asked: Mapping[str, str], before: str
) -> dict[str, Any]:
    """Return a page of hits, how many there are in all, and where the next page begins."""
    filters = [_FILTERS[name] for name in asked]
    page = _hits([*filters, _BEFORE] if before else filters)
    values = {**asked, "before": before, "terms": search_terms(query)}
    database = datasette.get_database(DATABASE)
    try:
        total = (await database.execute(_COUNT.format(hits=_hits(filters)), values)).rows[0][0]
        found = await database.execute(_PAGE.format(hits=page), values)
    except QueryInterrupted:
        return {"too_slow": True}
    hits = [Hit(dict(row), excerpt(row["text"], query)) for row in found.rows[:_SIZE]]
    more = urlencode({"q": query, **asked, "before": hits[-1].passage["id"]}) if hits else ""
    return {
        "hits": hits,
        "total": min(total, _COUNTED),
        "beyond": total > _COUNTED,
        "next": f"?{more}" if len(found.rows) > _SIZE else None,
    }
