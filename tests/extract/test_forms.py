"""The statutory forms against the list of indicators from which they were written."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from extract.forms import Form, load_forms

_LIST = Path(
    os.environ.get(
        "NIANBAO_INDICATORS", Path(__file__).parents[2] / ".." / "shared" / "indicators.csv"
    )
)
_CELLS = {
    (form.name, cell.key): cell
    for form in load_forms()
    for table in form.tables
    for cell in table.indicators
}


@pytest.mark.parametrize(
    ("form", "table", "cells"),
    [
        ("2019", "disclosure", 22),
        ("2019", "applications", 161),
        ("2019", "challenges", 15),
        ("2021", "disclosure", 10),
        ("2021", "applications", 175),
        ("2021", "challenges", 15),
    ],
)
def test_each_table_has_its_cells(form: str, table: str, cells: int) -> None:
    (found,) = [edition.table(table) for edition in load_forms() if edition.name == form]
    assert len(found.indicators) == cells


@pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.name)
def test_no_key_stands_twice_in_a_form(form: Form) -> None:
    keys = [cell.key for table in form.tables for cell in table.indicators]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_every_edition_has_the_same_keys_for_challenges() -> None:
    old, new = ([cell.key for cell in form.table("challenges").indicators] for form in load_forms())
    assert old == new


def _listed() -> list[dict[str, str]]:
    with _LIST.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(
    not _LIST.exists(), reason=f"{_LIST} is not there; NIANBAO_INDICATORS says where it is"
)
def test_the_forms_hold_the_listed_indicators_and_no_other() -> None:
    listed = {(row["template"], row["key"]): (row["unit"], row["kind"]) for row in _listed()}
    assert {name: (cell.unit, cell.kind) for name, cell in _CELLS.items()} == listed
