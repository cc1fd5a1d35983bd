"""A do-file for each table: reads the CSV file under the short names, with labels."""

from __future__ import annotations

from pathlib import Path

from archive.export.names import short_name
from archive.export.resources import Field, Resource

# Stata's limit for a variable's label, in characters.
_LABEL = 80


def write_do_file(path: Path, resource: Resource) -> None:
    """Write the do-file of a table; columns are taken by their place, for Stata cuts long names."""
    fields = resource.fields
    texts = [str(place) for place, field in enumerate(fields, 1) if _is_text(field)]
    lines = [
        "* Run it in this folder. Texts that begin with an apostrophe had it put before them.",
        f'import delimited using "{resource.name}.csv", clear varnames(nonames) rowrange(2) ///',
        '  encoding("utf-8") bindquotes(strict) maxquotedrows(unlimited) case(preserve) ///',
        f"  stringcols({' '.join(texts)})",
        *(f"rename v{place} {short_name(field.name)}" for place, field in enumerate(fields, 1)),
        *(_label(field) for field in fields),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _is_text(field: Field) -> bool:
    return field.type not in {"integer", "number"}


def _label(field: Field) -> str:
    unit = f" [{field.column.unit}]" if field.column.unit else ""
    text = f"{field.column.en[: _LABEL - len(unit)]}{unit}".replace('"', "'").replace("`", "'")
    return f'label variable {short_name(field.name)} `"{text}"\''
