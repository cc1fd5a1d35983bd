"""Rows into CSV and Parquet, in bounded memory and the same bytes each time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from archive.export.resources import Field, Resource

Batch = Sequence[tuple[Any, ...]]

# What Excel, LibreOffice and WPS take for the beginning of a formula, wide forms included (OWASP,
# "CSV Injection"); the apostrophe, so that the one that is put before can be told and taken away.
_FORMULA = re.compile(r"['=+\-@\t\r\n＝＋－＠].", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?[%％]?")


class Writer(Protocol):
    """Takes the rows of one table, batch by batch."""

    def write(self, rows: Batch) -> None: ...


def has_parquet() -> bool:
    """Tell whether Parquet can be written: pyarrow comes with the extra `export`."""
    return find_spec("pyarrow") is not None


def defuse(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before it.

    A single sign, and a sign before a plain number, is none.
    """
    if not _FORMULA.match(text) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


@contextmanager
def csv_writer(path: Path, resource: Resource) -> Iterator[Writer]:
    """Write CSV after RFC 4180 in UTF-8; Excel needs the byte order mark to see that it is."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([field.name for field in resource.fields])
        yield _Csv(writer, resource.fields)


class _Csv:
    def __init__(self, writer: Any, fields: Sequence[Field]) -> None:
        self._writer = writer
        self._texts = [place for place, field in enumerate(fields) if field.type == "string"]

    def write(self, rows: Batch) -> None:
        self._writer.writerows(map(self._defuse, rows))

    def _defuse(self, row: tuple[Any, ...]) -> list[Any]:
        cells = list(row)
        for place in self._texts:
            if cells[place]:
                cells[place] = defuse(cells[place])
        return cells


@contextmanager
def parquet_writer(path: Path, resource: Resource) -> Iterator[Writer]:
    """Write Parquet, each column with its type; texts are as they were, no formula is defused."""
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    schema = _arrow_schema(resource.fields)
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        yield _Parquet(file, schema, resource.fields)


class _Parquet:
    def __init__(self, file: Any, schema: Any, fields: Sequence[Field]) -> None:
        self._file = file
        self._schema = schema
        self._fields = fields

    def write(self, rows: Batch) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        columns = [
            pa.array(_parse(column, field), self._schema.field(field.name).type)
            for field, column in zip(self._fields, zip(*rows, strict=True), strict=True)
        ]
        self._file.write_table(pa.table(columns, schema=self._schema))


def _parse(column: Sequence[Any], field: Field) -> Sequence[Any]:
    if field.type not in {"date", "datetime"}:
        return column
    read = date.fromisoformat if field.type == "date" else datetime.fromisoformat
    return [value and read(value) for value in column]


def _arrow_schema(fields: Sequence[Field]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "datetime": pa.timestamp("s", "UTC"),
    }
    return pa.schema(
        [pa.field(field.name, types[field.type], nullable=not field.required) for field in fields]
    )
