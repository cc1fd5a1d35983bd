"""`/search`: where words stand in the titles and sections of the reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

Span = tuple[int, int]

_LONGEST = 100
_MOST_WORDS = 8
_SIZE = 20
_COUNTED = 1000
_FILTERS = ("year", "province", "section")
_OF_YEAR = "year = :year"
_OF_PROVINCE = (
    "division BETWEEN substr(:province || '000000000000', 1, 12)"
    " AND substr(:province || '999999999999', 1, 12)"
)
_OF_SECTION = "passages.number = :section"
# Numbers of passages go by years and places: those of a province are one span a year.
_SPANS = """
SELECT first, last FROM (
  SELECT
    (
      SELECT id FROM passages
      WHERE year IS years.year AND {place} ORDER BY division, id LIMIT 1
    ) AS first,
    (
      SELECT id FROM passages
      WHERE year IS years.year AND {place} ORDER BY division DESC, id DESC LIMIT 1
    ) AS last
  FROM (SELECT DISTINCT year FROM passages WHERE {year}) AS years
) WHERE first IS NOT NULL
"""
_EVERYTHING = (0, 10**15)
# CROSS JOIN keeps SQLite from asking the index about each passage of a section.
_HITS = """
FROM passages_fts
CROSS JOIN passages ON passages.id = passages_fts.rowid
WHERE passages_fts MATCH :terms AND passages_fts.rowid BETWEEN {first} AND {last} AND {section}
"""
_ONE = "SELECT 1 {hits}"
_NEWEST = "SELECT * FROM (SELECT passages.* {hits} ORDER BY passages_fts.rowid DESC LIMIT 21)"
# Not counted to the end: a word that stands everywhere stands in every passage.
_COUNT = "SELECT count(*) FROM ({hits} LIMIT 1001)"
_PAGE = """
SELECT
  hits.*,
  coalesce(sections.text, reports.title) AS text,
  sections.heading,
  reports.title,
  agencies.name AS agency_name
FROM ({hits}) AS hits
JOIN reports ON reports.id = hits.report
LEFT JOIN agencies ON agencies.id = hits.agency
LEFT JOIN sections ON sections.version = hits.version AND sections.number = hits.number
ORDER BY hits.id DESC LIMIT 21
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


async def _spans(datasette: Datasette, asked: Mapping[str, str]) -> list[Span]:
    """Return where the passages of a year and a province stand."""
    if not asked.keys() & {"year", "province"}:
        return [_EVERYTHING]
    sql = _SPANS.format(
        place=_OF_PROVINCE if "province" in asked else "TRUE",
        year=_OF_YEAR if "year" in asked else "TRUE",
    )
    found = await datasette.get_database(DATABASE).execute(sql, asked)
    return [(row["first"], row["last"]) for row in found.rows]


def _hits(select: str, spans: Sequence[Span], asked: Mapping[str, str]) -> str:
    """Return the query of the hits in some spans, one after the other."""
    section = _OF_SECTION if "section" in asked else "TRUE"
    found = (_HITS.format(first=first, last=last, section=section) for first, last in spans)
    return " UNION ALL ".join(select.format(hits=hits) for hits in found)


async def _find(
    datasette: Datasette, query: str, asked: Mapping[str, str], before: str
) -> dict[str, Any]:
    """Return a page of hits, how many there are in all, and where the next page begins."""
    spans = await _spans(datasette, asked)
    below = int(before) - 1 if before else _EVERYTHING[1]
    left = [(first, min(last, below)) for first, last in spans if first <= below]
    if not left:
        return {"hits": [], "total": 0, "beyond": False, "next": None}
    values = {**asked, "terms": search_terms(query)}
    count = _COUNT.format(hits=_hits(_ONE, spans, asked))
    page = _PAGE.format(hits=_hits(_NEWEST, left, asked))
    database = datasette.get_database(DATABASE)
    try:
        total = (await database.execute(count, values)).rows[0][0]
        found = await database.execute(page, values)
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
