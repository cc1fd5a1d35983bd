"""Real reports, kept outside the repository, against values read from them by people."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.locate import read_at
from extract.parse import parse
from extract.report import Report

_FOLDER = Path(
    os.environ.get("NIANBAO_REPORTS", Path(__file__).parents[2] / ".." / "shared" / "reports")
)
_WHOLE = sorted(path for path in _FOLDER.glob("*.json") if not path.with_suffix(".pdf").exists())
_PARTS = sorted((_FOLDER / "partial").glob("*.json"))
_TEXTS = [path for path in _WHOLE if path.with_suffix(".txt").exists()]

pytestmark = pytest.mark.skipif(
    not _WHOLE, reason=f"the real reports are not in {_FOLDER}; NIANBAO_REPORTS says where they are"
)


def _truth(path: Path) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return truth


def _body(path: Path) -> bytes:
    found = (path.with_suffix(suffix) for suffix in (".txt", ".html"))
    return next(file for file in found if file.exists()).read_bytes()


@cache
def _report(path: Path) -> Report:
    return parse(_body(path))


def _named(name: str) -> Report:
    return _report(_FOLDER / f"{name}.json")


@pytest.mark.parametrize("path", [*_WHOLE, *_PARTS], ids=lambda path: path.stem)
def test_every_cell_is_right(path: Path) -> None:
    expected = _truth(path)["values"]
    read = {key: value.value for key, value in _report(path).values.items()}
    assert {key: read.get(key, "absent") for key in expected} == expected


@pytest.mark.parametrize("path", [*_WHOLE, *_PARTS], ids=lambda path: path.stem)
def test_no_number_is_made_up(path: Path) -> None:
    expected = _truth(path)["values"]
    values = _report(path).values.items()
    assert [key for key, value in values if value.value is not None and key not in expected] == []


@pytest.mark.parametrize("path", _WHOLE, ids=lambda path: path.stem)
def test_agency_and_year_are_right(path: Path) -> None:
    truth, report = _truth(path), _report(path)
    assert (report.agency, report.year) == (truth["agency"], truth["year"])


@pytest.mark.parametrize("path", [*_WHOLE, *_PARTS], ids=lambda path: path.stem)
def test_every_locator_leads_back(path: Path) -> None:
    values = _report(path).values.items()
    places = {key: (value.where.locator, value.raw) for key, value in values if value.where}
    read = {key: read_at(_body(path), locator) for key, (locator, _) in places.items()}
    assert read == {key: raw for key, (_, raw) in places.items()}


@pytest.mark.parametrize("path", _PARTS, ids=lambda path: path.stem)
def test_a_part_of_a_report_is_incomplete(path: Path) -> None:
    assert _report(path).status == "incomplete"


def test_three_of_the_five_texts_at_least_are_verified() -> None:
    assert sum(_report(path).status == "verified" for path in _TEXTS) >= 3


def test_wangjiahou_misspells_a_head() -> None:
    messages = [
        finding.message
        for finding in _named("wangjiahou-2024").findings
        if finding.rule == "label.inexact"
    ]
    assert any("本年度止件数" in message for message in messages)


def test_wangji_leaves_six_cells_blank() -> None:
    values = _named("wangji-2020").values
    blank = {key for key, value in values.items() if value.value is None}
    assert blank == {
        f"applications.granted.{column}"
        for column in ("natural_person", "company", "research", "social_organisation",
                       "legal_service", "other")
    }  # fmt: skip


def test_wangji_s_blank_cells_are_a_notice() -> None:
    (finding,) = [note for note in _named("wangji-2020").findings if note.rule == "cell.blank"]
    assert len(finding.keys) == 6
