"""Datasette's metadata, generated from the codebook and the site's texts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from archive.codebook import Column, Table, codebook
from archive.publish.site import Query, queries, site, table_settings

_PASSED_ON = ("facets", "sort", "sort_desc", "size", "label_column", "hidden")


def metadata_json(published_at: str) -> str:
    """Return the text of `metadata.json` for a copy published at that time."""
    return json.dumps(metadata(published_at), ensure_ascii=False, indent=2) + "\n"


def metadata(published_at: str) -> dict[str, Any]:
    """Return Datasette's metadata for a copy published at that time."""
    texts = site()
    shown = {
        "title": texts["title"],
        "description_html": _paragraphs(texts["description_en"], texts["description_zh"])
        + f"<p>Published · 发布时间：{escape(published_at)}</p>",
        "license": texts["license"],
        "source": texts["source"],
        "published_at": published_at,
    }
    database = {
        "tables": {name: _table(table) for name, table in codebook().items()},
        "queries": {query.name: _query(query) for query in queries()},
    }
    return {**shown, "databases": {"nianbao": {**shown, **database}}}


def _table(table: Table) -> dict[str, Any]:
    settings = table_settings()[table.name]
    return {
        "title": f"{table.title_en} · {table.title_zh}",
        "description_html": _paragraphs([table.en], [table.zh]),
        "columns": {column.name: _column(column) for column in table.columns.values()},
        **{name: settings[name] for name in _PASSED_ON if name in settings},
    }


def _column(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.en} · {column.zh}{unit}"


def _query(query: Query) -> dict[str, Any]:
    return {
        "title": f"{query.title_en} · {query.title_zh}",
        "description_html": _paragraphs([query.en], [query.zh]),
        "sql": query.sql,
        "params": list(query.params),
        "hide_sql": True,
    }


def _paragraphs(english: Iterable[str], chinese: Iterable[str]) -> str:
    """Write texts as HTML; they are data, so they are escaped."""
    return "".join(
        [f'<p lang="en">{escape(text)}</p>' for text in english]
        + [f'<p lang="zh-Hans">{escape(text)}</p>' for text in chinese]
    )
