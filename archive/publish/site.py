"""What Datasette is told beside the codebook, as `site.toml` and the folder `queries` have it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Query:
    """A question that readers ask of the archive."""

    name: str
    sql: str
    title_en: str
    title_zh: str
    en: str
    zh: str
    params: tuple[str, ...] = ()


@cache
def site() -> Mapping[str, Any]:
    """Return the texts and table settings of the site."""
    return tomllib.loads(_text("site.toml"))


def table_settings() -> Mapping[str, Mapping[str, Any]]:
    """Return what is set for each published table, by name."""
    tables: Mapping[str, Mapping[str, Any]] = site()["tables"]
    return tables


@cache
def queries() -> tuple[Query, ...]:
    """Return the canned queries in the order in which they are shown."""
    titles = tomllib.loads(_text("queries", "titles.toml"))
    return tuple(_query(name, entry) for name, entry in titles.items())


@dataclass(frozen=True)
class Recipe:
    """A canned query as the cookbook serves it.

    `ask` is what it is for, `given` its parameters, `columns` those of the result that are shown.
    """

    query: Query
    ask: str
    given: Mapping[str, str]
    columns: tuple[str, ...]


@cache
def cookbook() -> tuple[Recipe, ...]:
    """Return the recipes of the cookbook in their order."""
    known = {query.name: query for query in queries()}
    recipes = tomllib.loads(_text("queries", "cookbook.toml"))
    return tuple(
        Recipe(known[name], entry["ask"], entry.get("given", {}), tuple(entry["columns"]))
        for name, entry in recipes.items()
    )


@cache
def dashboards() -> Mapping[str, Any]:
    """Return the charts, as datasette-dashboards reads them."""
    boards = tomllib.loads(_text("dashboards.toml"))
    for board in boards.values():
        for chart in board["charts"].values():
            chart["display"]["usermeta"] = {"embedOptions": site()["charts"]}
    return boards


def _query(name: str, entry: Mapping[str, Any]) -> Query:
    words = {key: value for key, value in entry.items() if key != "params"}
    sql = _text("queries", f"{name}.sql").strip()
    return Query(name=name, sql=sql, params=tuple(entry.get("params", ())), **words)


def _text(*path: str) -> str:
    return files("archive.publish").joinpath(*path).read_text(encoding="utf-8")
