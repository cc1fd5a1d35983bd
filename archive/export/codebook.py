"""The codebook of a data package: every column of every table, in both languages."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

from archive.codebook import column_name
from archive.export.names import short_name
from archive.export.resources import Field, Resource
from archive.export.rows import defuse
from archive.export.texts import tell
from extract.forms import Indicator, load_forms
from extract.messages import Text


@dataclass(frozen=True)
class Entry:
    """What the codebook says of a column; `short_name` is valid for Stata.

    `statutory_cell` gives table, row and column of the form in the form's own words, one edition
    after the other where they differ.
    """

    table: str
    column: str
    short_name: str
    type: str
    unit: str
    definition_en: str
    definition_zh: str
    forms: str
    statutory_cell: str
    missing_en: str
    missing_zh: str
    comparability_en: str
    comparability_zh: str
    names_row_of: str


_COLUMNS = (
    *("column", "short name", "type", "unit", "definition", "定义"),
    *("statutory cell (forms)", "empty", "comparability"),
)
HEADS = tuple(field.name for field in fields(Entry))


def entries(resource: Resource) -> Iterator[Entry]:
    """Yield what there is to say of each column of a table."""
    for field in resource.fields:
        cells = _cells().get(field.name, ()) if resource.name == "panel" else ()
        missing, alike = _missing(field, cells), _comparability(cells)
        yield Entry(
            table=resource.name,
            column=field.name,
            short_name=short_name(field.name),
            type=field.type,
            unit=field.column.unit or "",
            definition_en=field.column.en,
            definition_zh=field.column.zh,
            forms=" ".join(cell.form for cell in cells),
            statutory_cell="；".join(dict.fromkeys(map(_place, cells))),
            missing_en=missing.en,
            missing_zh=missing.zh,
            comparability_en=alike.en,
            comparability_zh=alike.zh,
            names_row_of=resource.foreign.get(field.name, ""),
        )


@cache
def _cells() -> dict[str, tuple[Indicator, ...]]:
    """Return the cells of the forms by their column in `panel`, the oldest form first."""
    found: dict[str, tuple[Indicator, ...]] = {}
    for form in load_forms():
        for table in form.tables:
            for cell in table.indicators:
                name = column_name(cell.key)
                found[name] = (*found.get(name, ()), cell)
    return found


def _place(cell: Indicator) -> str:
    number = next(form for form in load_forms() if form.name == cell.form).table(cell.table).number
    return " / ".join((f"表{number}", *cell.groups, cell.row_label, cell.column_label))


def _missing(field: Field, cells: Sequence[Indicator]) -> Text:
    if field.required:
        return tell("missing", "never")
    if cells:
        return tell("missing", "indicator")
    is_value = field.name in {"value", "old_value", "new_value"}
    return tell("missing", "value" if is_value else "other")


def _comparability(cells: Sequence[Indicator]) -> Text:
    if not cells:
        return Text("", "")
    if len(cells) > 1:
        return tell("comparability", "both")
    if cells[0].item.startswith("other."):
        return tell("comparability", f"other_{cells[0].form}")
    return tell("comparability", "one", form=cells[0].form)


def write_codebook_csv(path: Path, resources: Sequence[Resource]) -> None:
    """Write the codebook as one table."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADS)
        for resource in resources:
            for entry in entries(resource):
                writer.writerow([defuse(text) for text in astuple(entry)])


def write_codebook_text(path: Path, head: str, resources: Sequence[Resource]) -> None:
    """Write the codebook as a page to read, in Markdown."""
    parts = [head, *map(_chapter, resources)]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _chapter(resource: Resource) -> str:
    table = resource.table
    lines = [
        f"## {resource.name}",
        "",
        f"{table.title_en} · {table.title_zh}. {table.en} {table.zh}",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        f"| {' | '.join('---' for _ in _COLUMNS)} |",
        *(_line(entry) for entry in entries(resource)),
    ]
    return "\n".join(lines)


def _line(entry: Entry) -> str:
    place = f"{entry.statutory_cell} ({entry.forms})" if entry.forms else ""
    told = (
        f"`{entry.column}`", f"`{entry.short_name}`", entry.type, entry.unit, entry.definition_en,
        entry.definition_zh, place, f"{entry.missing_en} · {entry.missing_zh}",
        f"{entry.comparability_en} · {entry.comparability_zh}" if entry.comparability_en else "",
    )  # fmt: skip
    return f"| {' | '.join(text.replace('|', chr(92) + '|') for text in told)} |"
