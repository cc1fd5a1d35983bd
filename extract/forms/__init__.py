"""The statutory forms, read from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from extract.messages import Text

Kind = Literal["integer", "signed", "decimal"]


@dataclass(frozen=True)
class HeadNode:
    """A column head; its `key` is the part that it adds to the keys of the cells below it."""

    label: str
    key: str
    aliases: tuple[str, ...]
    children: tuple[HeadNode, ...]
    unit: str
    kind: Kind
    unit_stated: bool


@dataclass(frozen=True)
class RowForm:
    """A row of a form: its label, the labels of the groups it stands in, the columns it has."""

    label: str
    key: str
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    block: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Indicator:
    """One cell of a form.

    `unit_stated`: the form leaves the unit open, so that a number counts only where the head or the
    cell says which unit it is in.
    """

    key: str
    form: str
    table: str
    unit: str
    kind: Kind
    row_label: str
    column_label: str
    groups: tuple[str, ...]
    unit_stated: bool

    @property
    def item(self) -> str:
        """Return the part of the key that names the row."""
        return self.key.removeprefix(f"{self.table}.").rpartition(".")[0]

    @property
    def measure(self) -> str:
        """Return the part of the key that names the column."""
        return self.key.rpartition(".")[2]

    @property
    def row_name(self) -> Text:
        return Text(english()[self.table]["items"][self.item], self.row_label)

    @property
    def column_name(self) -> Text:
        return Text(english()[self.table]["measures"][self.measure], self.column_label)

    @property
    def name(self) -> Text:
        row, column = self.row_name, self.column_name
        return Text(f"{row.en}, {column.en}", f"{row.zh}/{column.zh}")


@dataclass(frozen=True, eq=False)
class TableForm:
    """One of the three statutory tables; a table with no `rows` has one line of numbers only."""

    form: str
    name: str
    number: int
    title: str
    head: tuple[HeadNode, ...]
    rows: tuple[RowForm, ...]
    cells: Mapping[tuple[str, str], Indicator]

    @property
    def heading(self) -> Text:
        return Text(english()[self.name]["title"], self.title)

    @cached_property
    def indicators(self) -> Sequence[Indicator]:
        return tuple(self.cells.values())

    @cached_property
    def keys(self) -> Sequence[str]:
        return tuple(cell.key for cell in self.indicators)

    @cached_property
    def counts_money(self) -> bool:
        return any(cell.unit == "万元" for cell in self.indicators)

    @cached_property
    def by_row(self) -> Mapping[str, Mapping[str, Indicator]]:
        """Return the cells of each row, by the keys of row and column."""
        rows: dict[str, dict[str, Indicator]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = cell
        return rows

    def leaves(self) -> dict[str, HeadNode]:
        """Return the columns that hold numbers, by column key, in the order of the form."""
        return {key: node for key, _, node in walk_leaves(self.head)}


@dataclass(frozen=True)
class Form:
    """One edition of the annual report's format and the notice that prescribed it."""

    name: str
    authority: str
    since: int
    tables: tuple[TableForm, ...]

    def table(self, name: str) -> TableForm:
        return next(table for table in self.tables if table.name == name)


@cache
def load_forms() -> tuple[Form, ...]:
    """Return every edition of the format, oldest first."""
    folder = files(__package__)
    texts = (
        file.read_text(encoding="utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".toml") and file.name[:4].isdigit()
    )
    return tuple(sorted((_form(tomllib.loads(text)) for text in texts), key=lambda f: f.since))


@cache
def english() -> Mapping[str, Any]:
    """Return the English words of the forms: by table its title, items and measures."""
    return tomllib.loads((files(__package__) / "english.toml").read_text(encoding="utf-8"))


def name_of(key: str) -> Text:
    """Return what the cell of a key is called, in the newest form that has it."""
    return next(
        cell.name
        for form in reversed(load_forms())
        for table in form.tables
        for cell in table.indicators
        if cell.key == key
    )


def walk_leaves(
    nodes: Sequence[HeadNode], keys: tuple[str, ...] = (), labels: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], HeadNode]]:
    """Yield the column key, the labels above and the node of each column that holds numbers."""
    for node in nodes:
        path = (*keys, node.key) if node.key else keys
        if node.children:
            yield from walk_leaves(node.children, path, (*labels, node.label))
        else:
            yield ".".join(path), labels, node


def _form(data: Mapping[str, Any]) -> Form:
    tables = tuple(_table(data["name"], table) for table in data["tables"])
    return Form(data["name"], data["authority"], data["since"], tables)


def _table(form: str, data: Mapping[str, Any]) -> TableForm:
    head = tuple(_head(node) for node in data["head"])
    rows = tuple(_row(row) for row in data.get("rows", ()))
    name = data["name"]
    cells = dict(_cells(form, name, head, rows))
    return TableForm(form, name, data["number"], data["title"], head, rows, cells)


def _head(data: Mapping[str, Any]) -> HeadNode:
    return HeadNode(
        label=data["label"],
        key=data.get("key", ""),
        aliases=tuple(data.get("aliases", ())),
        children=tuple(_head(child) for child in data.get("children", ())),
        unit=data.get("unit", "件"),
        kind=data.get("kind", "integer"),
        unit_stated=data.get("unit_stated", False),
    )


def _row(data: Mapping[str, Any]) -> RowForm:
    return RowForm(
        label=data["label"],
        key=data["key"],
        aliases=tuple(data.get("aliases", ())),
        groups=tuple(data.get("groups", ())),
        block=data.get("block", ""),
        columns=tuple(data.get("columns", ())),
    )


def _cells(
    form: str, table: str, head: tuple[HeadNode, ...], rows: tuple[RowForm, ...]
) -> Iterator[tuple[tuple[str, str], Indicator]]:
    leaves = {key: (labels, node) for key, labels, node in walk_leaves(head)}
    for row in rows or (RowForm("", "", (), (), "", ()),):
        for column in row.columns or leaves:
            labels, node = leaves[column]
            yield (
                (row.key, column),
                Indicator(
                    key=".".join(part for part in (table, row.key, column) if part),
                    form=form,
                    table=table,
                    unit=node.unit,
                    kind=node.kind,
                    row_label=row.label or "/".join(labels),
                    column_label=node.label,
                    groups=(row.block,) if row.block else row.groups,
                    unit_stated=node.unit_stated,
                ),
            )
