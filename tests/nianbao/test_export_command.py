"""`nianbao export`: what it says, and how it ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.archive import open_archive
from nianbao.commands.export import export
from tests.conftest import Demo, Run


def test_it_says_what_it_wrote(demo: Demo, tmp_path: Path, nianbao: Run) -> None:
    done = nianbao("export", "--to", tmp_path / "package", "--archive", demo.archive)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"export: {tmp_path / 'package'} has 52 panel, 10368 cells, ")


def test_where_nothing_is_published_it_says_what_to_do(tmp_path: Path, nianbao: Run) -> None:
    path = tmp_path / "archive"
    with open_archive(path, command="crawl", create=True):
        pass
    done = nianbao("export", "--to", tmp_path / "package", "--archive", path)
    assert done.returncode == 2
    assert (
        done.stderr == f"nianbao: nothing is published in {path} yet: run `nianbao publish` first\n"
    )
    assert not (tmp_path / "package").exists()


def test_it_tells_that_newer_is_not_published(demo: Demo, tmp_path: Path, nianbao: Run) -> None:
    path = tmp_path / "archive"
    shutil.copytree(demo.archive, path)
    with open_archive(path, command="compare") as archive:
        archive.begin_run("compare")
    done = nianbao("export", "--to", tmp_path / "package", "--archive", path)
    assert done.returncode == 0
    assert "the archive has been worked on since it was published" in done.stderr


def test_it_tells_that_there_is_no_parquet(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.export.package.has_parquet", lambda: False)
    told = ["--to", str(tmp_path / "package"), "--archive", str(demo.archive)]
    done = CliRunner().invoke(export, told)
    assert done.exit_code == 0
    assert done.stderr == (
        "nianbao: only CSV was written: Parquet needs pip install 'nianbao[export]'\n"
    )
