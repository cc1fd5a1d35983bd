"""`duckdb.sql`: views over the Parquet files, by the names that the canned queries know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.export.folder import VIEWS
from archive.export.resources import Resource

_HEAD = """\
-- In DuckDB, in this folder: .read duckdb.sql; or SET file_search_path to this folder.
-- A table cut by year and province has over two hundred files, whose ends DuckDB 2.0 reads anew for
-- each question unless told to keep them.
SET parquet_metadata_cache = true;"""


def write_views(folder: Path, resources: Sequence[Resource]) -> None:
    """Write a view for each table that is there in Parquet, of its parts where it is cut."""
    lines = [line for resource in resources for line in _views(folder, resource)]
    if lines:
        (folder / VIEWS).write_text("\n".join((_HEAD, *lines)) + "\n", encoding="utf-8")


def _views(folder: Path, resource: Resource) -> Iterator[str]:
    parts = sorted((folder / resource.name).rglob("*.parquet"))
    if parts:
        names = [part.partition("=")[0] for part in parts[0].relative_to(folder).parts[1:-1]]
        types = ", ".join(f"{name}: {_TYPES[name]}" for name in names)
        files = f"'{resource.name}/{'*/' * len(names)}{parts[0].name}'"
        source = f"read_parquet({files}, hive_partitioning = true, hive_types = {{{types}}})"
    elif (folder / f"{resource.name}.parquet").exists():
        source = f"read_parquet('{resource.name}.parquet')"
    else:
        return
    for name in dict.fromkeys((resource.name, resource.table.name)):
        yield f"CREATE OR REPLACE VIEW {name} AS FROM {source};"


_TYPES = {"year": "BIGINT", "province": "VARCHAR"}
