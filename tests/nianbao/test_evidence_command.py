"""`nianbao evidence`: what it says, and how it ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.conftest import Demo, Run

CITY = ("--report", "云澜市人民政府", "2023")


def test_it_says_what_it_wrote(demo: Demo, tmp_path: Path, nianbao: Run) -> None:
    path = tmp_path / "city.wacz"
    done = nianbao("evidence", *CITY, "--to", path, "--archive", demo.archive)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    said = f"evidence: {path} has 14 captures and 200 cells; its SHA-256 is {digest}\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    again = nianbao("evidence", *CITY, "--to", path, "--archive", demo.archive)
    assert again.returncode == 2
    assert again.stderr == f"nianbao: {path} is there already: --replace writes it anew\n"


@pytest.mark.parametrize("asked", [(), (*CITY, "--revision", "1")])
def test_one_thing_is_asked_for(
    demo: Demo, tmp_path: Path, nianbao: Run, asked: tuple[str, ...]
) -> None:
    path = tmp_path / "none.wacz"
    done = nianbao("evidence", *asked, "--to", path, "--archive", demo.archive)
    assert done.returncode == 2
    assert done.stderr.startswith("nianbao: name one of --report AGENCY YEAR")
    assert not path.exists()


def test_a_folder_that_is_not_there_is_named(demo: Demo, tmp_path: Path, nianbao: Run) -> None:
    path = tmp_path / "no" / "city.wacz"
    done = nianbao("evidence", *CITY, "--to", path, "--archive", demo.archive)
    assert done.returncode == 2
    assert done.stderr == f"nianbao: there is no folder {path.parent} to write city.wacz into\n"
