"""`nianbao parse`: one record a file, in order, and a sentence for what is no report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.extract.bad.pages import report
from tests.extract.readers.write_office import stand_in


def _run(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nianbao", "parse", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def _records(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.pdf"
    path.write_bytes(report())
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "empty.html"
    path.write_bytes(b"")
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "weather.html"
    path.write_text("<p>今日天气</p>", encoding="utf-8")
    return path


def test_a_report_is_one_line_and_status_0(good: Path) -> None:
    run = _run(good)
    assert (run.returncode, run.stderr, len(run.stdout.splitlines())) == (0, "", 1)


def test_the_record_names_its_source_and_media_type(good: Path) -> None:
    (record,) = _records(_run(good))
    assert (record["source"], record["media_type"]) == (str(good), "text/html")


def test_records_come_in_the_order_given(good: Path, empty: Path, other: Path) -> None:
    records = _records(_run(other, good, empty))
    assert [record["status"] for record in records] == ["not_a_report", "verified", "unreadable"]


def test_what_is_no_report_makes_status_2(good: Path, other: Path) -> None:
    assert _run(good, other).returncode == 2


def test_each_failure_is_one_sentence_on_standard_error(empty: Path, other: Path) -> None:
    lines = _run(empty, other).stderr.splitlines()
    assert [str(path) in line for path, line in zip((empty, other), lines, strict=True)] == [
        True,
        True,
    ]


def test_a_file_that_is_not_there_does_not_stop_the_others(good: Path, tmp_path: Path) -> None:
    run = _run(tmp_path / "missing.html", good)
    assert (run.returncode, [record["status"] for record in _records(run)]) == (2, ["verified"])


def test_the_same_file_gives_the_same_bytes(good: Path) -> None:
    assert _run(good).stdout == _run(good).stdout


def test_files_of_old_formats_are_converted_together(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path))
    old = [tmp_path / f"{number}.rtf" for number in range(4)]
    for path in old:
        path.write_bytes(rb"{\rtf1 %s}" % path.name.encode())
    records = _records(_run(*old, good))
    assert [record["source"] for record in records] == list(map(str, (*old, good)))
    assert {record["status"] for record in records} == {"verified"}
    assert len((tmp_path / "calls").read_text("utf-8").splitlines()) < len(old)
