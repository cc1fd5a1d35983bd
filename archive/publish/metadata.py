"""What Datasette is told, generated from the codebook and the site's texts.

Datasette 0.65 reads `metadata.json` alone; Datasette 1 takes texts from there, and all else from
`datasette.yaml`. Both are JSON, which is YAML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from archive.codebook import Column, Table, codebook
from archive.publish.site import Query, dashboards, queries, site, table_settings

_PASSED_ON = ("facets", "sort", "sort_desc", "size", "label_column", "hidden")


SETTINGS = {
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 1000,
    "max_returned_rows": 1000,
    "default_facet_size": 40,
    "suggest_facets": False,
    "allow_download": True,
    "max_csv_mb": 0,
}
# Search engines read the pages; they would never come to an end in the tables, and what archived
# sources say of persons is not to be found by their names.
_ROBOTS = ("/nianbao", "/-/", "/source/", "/search", "/revision/", "/feed.atom")


def metadata_json(published_at: str) -> str:
    """Return the text of `metadata.json` for a copy published at that time."""
    return _json(metadata(published_at))


def configuration_json() -> str:
    """Return the text of `datasette.yaml`."""
    return _json(configuration())


def configuration() -> dict[str, Any]:
    """Return Datasette's configuration: settings, plugins, queries, how tables are shown."""
    database = {
        "queries": {query.name: _query(query) for query in queries()},
        "tables": {name: _shown(name) for name in codebook()},
    }
    plugins = {
        "datasette-block-robots": {"disallow": list(_ROBOTS)},
        "datasette-dashboards": dashboards(),
    }
    return {"settings": SETTINGS, "plugins": plugins, "databases": {"nianbao": database}}


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
    configured = configuration()
    database = {
        "tables": {name: _table(table) | _shown(name) for name, table in codebook().items()},
        "queries": configured["databases"]["nianbao"]["queries"],
    }
    plugins = configured["plugins"]
    return {**shown, "plugins": plugins, "databases": {"nianbao": {**shown, **database}}}


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": f"{table.title_en} · {table.title_zh}",
        "description_html": _paragraphs([table.en], [table.zh]),
        "columns": {column.name: _column(column) for column in table.columns.values()},
    }


def _shown(table: str) -> dict[str, Any]:
    settings = table_settings()[table]
    return {name: settings[name] for name in _PASSED_ON if name in settings}


def _column(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.en} · {column.zh}{unit}"


def _query(query: Query) -> dict[str, Any]:
    return {
        "title": f"{query.title_en} · {query.title_zh}",
        "description_html": _paragraphs(*_told(query)),
        "sql": query.sql,
        "params": list(query.params),
        "hide_sql": True,
    }


def _told(query: Query) -> tuple[list[str], list[str]]:
    """Return what a query is for and what it asks for, in both languages."""
    parameters = [site()["parameters"][name] for name in query.params]
    english, chinese = ([words[key] for words in parameters] for key in ("en", "zh"))
    return [query.en, *english], [query.zh, *chinese]


def _paragraphs(english: Iterable[str], chinese: Iterable[str]) -> str:
    """Write texts as HTML; they are data, so they are escaped."""
    return "".join(
        [f'<p lang="en">{escape(text)}</p>' for text in english]
        + [f'<p lang="zh-Hans">{escape(text)}</p>' for text in chinese]
    )


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
