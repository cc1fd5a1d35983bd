"""`nianbao verify`: what it prints and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

PAGE = "<h1>云澜市教育局2024年政府信息公开工作年度报告</h1>"


@pytest.fixture
def archive(tmp_path: Path, nianbao: Run) -> Path:
    file = tmp_path / "report.html"
    file.write_text(PAGE, encoding="utf-8")
    nianbao("import", file, "--archive", tmp_path / "archive")
    return tmp_path / "archive"


def test_a_sound_archive_is_called_well(archive: Path, nianbao: Run) -> None:
    done = nianbao("verify", "--archive", archive)
    told = "verify: 1 WARC files, 3 records, 1 captures: all is well\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, told, "")


def test_each_fault_is_a_line_and_the_status_3(archive: Path, nianbao: Run) -> None:
    (warc,) = archive.glob("warc/*/*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-10])
    done = nianbao("verify", "--archive", archive)
    lines = done.stdout.splitlines()
    assert done.returncode == 3
    assert [line.split(" ")[0] for line in lines[:-1]] == [
        "file_altered",
        "record_damaged",
        "record_missing",
    ]
    assert lines[-1].endswith("3 faults")
    report = json.loads(nianbao("verify", "--json", "--archive", archive).stdout)
    assert report["sound"] is False
    assert [fault["kind"] for fault in report["faults"]] == [
        line.split(" ")[0] for line in lines[:-1]
    ]
    assert report["faults"][2]["capture"] == 1


def test_a_database_that_is_none_is_a_fault_and_one_sentence_elsewhere(
    archive: Path, nianbao: Run
) -> None:
    for left in archive.glob("nianbao.db-*"):
        left.unlink()
    (archive / "nianbao.db").write_bytes(b"no database " * 1000)
    done = nianbao("verify", "--archive", archive)
    assert done.returncode == 3
    assert done.stdout.startswith("database_damaged: file is not a database\n")
    other = nianbao("status", "--archive", archive)
    assert other.returncode == 1
    assert other.stderr == (
        "nianbao: the archive's database cannot be used: file is not a database;"
        " `nianbao verify` looks into it\n"
    )
