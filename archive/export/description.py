"""`datapackage.json`: what Frictionless tools check a package by, and how it is cited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from archive.export.codebook import Entry, entries
from archive.export.resources import Resource
from archive.export.texts import package_words
from archive.warc_files import digest
from extract import __version__

GENERATOR = "nianbao export"
_CITATION = Template("""\
cff-version: 1.2.0
type: dataset
message: >-
  Cite the data as below; cite a number by body, title, source_url, captured_at and payload_sha256.
title: "$title"
authors:
  - name: "nianbao"
version: "$version"
date-released: "$date"
identifiers:
  - type: other
    value: "sha256:$sha256"
    description: SHA-256 of datapackage.json, which has that of every table
abstract: >-
  $abstract
""")


def describe(folder: Path, resources: Sequence[Resource], as_of: str) -> dict[str, Any]:
    """Return the description of a package whose tables are in the folder already.

    `as_of` is the moment of the newest capture: the package has no other date, so that the same
    archive gives the same package.
    """
    words = package_words()
    keys = {resource.name: resource.key[0] for resource in resources if len(resource.key) == 1}
    return {
        "profile": "tabular-data-package",
        "name": words["name"],
        "title": words["title"],
        "description": words["description"],
        "version": as_of,
        "created": as_of,
        "generator": f"{GENERATOR} {__version__}",
        "licenses": [{"name": words["license_name"], "title": words["license_title"]}],
        "sources": [{"title": words["source"]}],
        "resources": [_resource(folder, resource, keys) for resource in resources],
    }


def _resource(folder: Path, resource: Resource, keys: Mapping[str, str]) -> dict[str, Any]:
    table = resource.table
    parquet = _parquet(folder, resource.name)
    return {
        "name": resource.name,
        "profile": "tabular-data-resource",
        "title": f"{table.title_en} · {table.title_zh}",
        "description": f"{table.en} {table.zh}",
        **_file(folder, folder / f"{resource.name}.csv"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"parquet": parquet} if parquet else {}),
        "schema": _schema(resource, keys),
    }


def _parquet(folder: Path, name: str) -> dict[str, Any] | list[dict[str, Any]]:
    """Return the table's Parquet file, or its parts, whose paths say what they have."""
    path = folder / f"{name}.parquet"
    if path.exists():
        return _file(folder, path)
    return [_file(folder, part) for part in sorted((folder / name).rglob("*.parquet"))]


def _file(folder: Path, path: Path) -> dict[str, Any]:
    size = path.stat().st_size
    name = path.relative_to(folder).as_posix()
    return {"path": name, "bytes": size, "hash": f"sha256:{digest(path)}"}


def _schema(resource: Resource, keys: Mapping[str, str]) -> dict[str, Any]:
    # Table Schema names a table in its own keys by an empty text.
    foreign = [
        {
            "fields": [name],
            "reference": {
                "resource": other if other != resource.name else "",
                "fields": [keys[other]],
            },
        }
        for name, other in resource.foreign.items()
    ]
    return {
        "fields": [_field(entry, resource.key) for entry in entries(resource)],
        "missingValues": [""],
        **({"primaryKey": list(resource.key)} if resource.key else {}),
        **({"foreignKeys": foreign} if foreign else {}),
    }


def _field(entry: Entry, key: Sequence[str]) -> dict[str, Any]:
    names = ("short_name", "unit", "forms", "missing_en", "missing_zh")
    more = {name: getattr(entry, name) for name in (*names, "comparability_en", "comparability_zh")}
    return {
        "name": entry.column,
        "type": entry.type,
        "title": entry.statutory_cell or entry.column,
        "description": entry.definition_en,
        "description_zh": entry.definition_zh,
        **{name: text for name, text in more.items() if text},
        **({"constraints": {"required": True}} if entry.column in key else {}),
    }


def cite(as_of: str, description_sha256: str) -> str:
    """Return the text of CITATION.cff; the digest names the description, which names all files."""
    words = package_words()
    return _CITATION.substitute(
        title=words["title"],
        abstract=words["description"],
        version=as_of,
        date=as_of[:10],
        sha256=description_sha256,
    )
