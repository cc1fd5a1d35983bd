"""`nianbao compact`: what it says, before and after."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive.archive import open_archive
from tests.conftest import Demo, Run

OLD = (
    "INSERT INTO versions (source, capture, payload_sha256, extractor, status)"
    " SELECT source, capture, payload_sha256, '0.0.1', status FROM versions"
)


def test_it_says_what_would_go_and_what_went(demo: Demo, tmp_path: Path, nianbao: Run) -> None:
    path = tmp_path / "archive"
    shutil.copytree(demo.archive, path)
    with open_archive(path, command="extract") as archive, archive.transaction():
        many = archive.db.conn.execute(OLD).rowcount
    told = f"compact: {many} readings ({many} by 0.0.1; 0 cells, 0 sections, 0 findings)"
    before = nianbao("compact", "--dry-run", "--archive", path)
    assert (before.returncode, before.stderr) == (0, "")
    assert before.stdout == f"{told} would go\n"
    done = nianbao("compact", "--archive", path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{told} went\nthe database has ")
    again = nianbao("compact", "--archive", path)
    assert again.stdout.startswith(
        "compact: 0 readings (none; 0 cells, 0 sections, 0 findings) went\n"
    )


def test_without_an_archive_it_says_so(tmp_path: Path, nianbao: Run) -> None:
    done = nianbao("compact", "--archive", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"nianbao: there is no archive in {tmp_path}")
