"""What every table, view and column means: `schema/columns.toml`, and the forms for indicators."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extract.forms import Form, Indicator, english, load_forms

STATUTORY_TABLES = ("disclosure", "applications", "challenges")
_TYPES = {"integer": "INTEGER", "signed": "INTEGER", "decimal": "REAL"}


@dataclass(frozen=True)
class Column:
    """A column: what it means in English and Chinese, its unit, SQL type and the table it names."""

    name: str
    en: str
    zh: str
    unit: str | None = None
    type: str = "TEXT"
    references: str | None = None


@dataclass(frozen=True)
class Table:
    """A table or view: its title and what one row is in both languages, its key and columns."""

    name: str
    title_en: str
    title_zh: str
    en: str
    zh: str
    primary_key: tuple[str, ...]
    columns: Mapping[str, Column]


@dataclass(frozen=True)
class Line:
    """A row of a statutory table in one form (of table 4: one of its blocks)."""

    form: str
    position: int
    item: str
    part: str
    label: str


def column_name(key: str) -> str:
    """Return the name of an indicator's column in `panel`."""
    return key.replace(".", "_")


@cache
def indicators() -> Mapping[str, Indicator]:
    """Return the indicators of all forms by key, table by table, each as its newest form has it."""
    return {
        indicator.key: indicator
        for table in STATUTORY_TABLES
        for indicator in _unique(table).values()
    }


def measures(table: str) -> tuple[str, ...]:
    """Return what a row of a statutory table counts, in any of its forms."""
    return tuple(dict.fromkeys(indicator.measure for indicator in _unique(table).values()))


def lines(table: str) -> Iterator[Line]:
    """Yield the rows of a statutory table, form by form."""
    for form in load_forms():
        rows = {cell.item: cell for cell in form.table(table).indicators}
        for position, (item, cell) in enumerate(rows.items(), 1):
            yield Line(form.name, position, item, " / ".join(cell.groups), cell.row_label)


@cache
def codebook() -> Mapping[str, Table]:
    """Return every public table and view by name."""
    data = _read()
    return {name: _table(name, entry, data) for name, entry in data["tables"].items()}


@cache
def _read() -> dict[str, Any]:
    path = files("archive.schema") / "columns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _unique(table: str) -> dict[str, Indicator]:
    cells: dict[str, Indicator] = {}
    for form in reversed(load_forms()):
        for cell in form.table(table).indicators:
            cells.setdefault(cell.key, cell)
    return cells


def _table(name: str, entry: Mapping[str, Any], data: Mapping[str, Any]) -> Table:
    columns = {
        column: Column(column, **(data["shared"].get(column, {}) | own))
        for column, own in entry["columns"].items()
    }
    if name == "panel":
        columns |= {column.name: column for column in map(_panel_column, indicators().values())}
    if name in STATUTORY_TABLES:
        columns |= {measure: _measure_column(name, measure) for measure in measures(name)}
    return Table(
        name=name,
        title_en=entry["title_en"],
        title_zh=entry["title_zh"],
        en=entry["en"],
        zh=entry["zh"],
        primary_key=tuple(entry.get("primary_key", ())),
        columns=columns,
    )


def _panel_column(indicator: Indicator) -> Column:
    title = english()[indicator.table]["title"]
    forms = [form.name for form in load_forms() if _has(form, indicator)]
    chinese = (*indicator.groups, indicator.row_label, indicator.column_label)
    return Column(
        name=column_name(indicator.key),
        en=f"{title}: {indicator.name.en} (form {', '.join(forms)})",
        zh=f"{' · '.join(chinese)}（{'、'.join(forms)}年格式）",
        unit=indicator.unit,
        type=_TYPES[indicator.kind],
    )


def _has(form: Form, indicator: Indicator) -> bool:
    return any(cell.key == indicator.key for cell in form.table(indicator.table).indicators)


def _measure_column(table: str, measure: str) -> Column:
    cells = [cell for cell in _unique(table).values() if cell.measure == measure]
    return Column(
        name=measure,
        en=english()[table]["measures"][measure],
        zh="、".join(dict.fromkeys(cell.column_label for cell in cells)),
        unit="、".join(dict.fromkeys(cell.unit for cell in cells)),
        type="REAL" if any(cell.kind == "decimal" for cell in cells) else "INTEGER",
    )
