"""`nianbao agencies`: links between bodies, entered, listed and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.archive import open_archive
from tests.conftest import Run

OLD, NEW = "云澜市规划局", "云澜市自然资源和规划局"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return an archive that knows two bodies."""
    path = tmp_path / "archive"
    with open_archive(path, command="test", create=True) as archive:
        archive.db.table("agencies").insert_all([{"name": OLD}, {"name": NEW}])
    return path


def test_a_link_is_entered_listed_and_taken_back(place: Path, nianbao: Run) -> None:
    entered = nianbao(
        "agencies", "link", OLD, NEW, "--kind", "renamed", "--to", "2019", "--archive", place
    )
    assert entered.stdout.startswith(f"{OLD} goes on as {NEW} from 2019; `nianbao compare`")
    listed = nianbao("agencies", "links", "--archive", place).stdout
    assert all(word in listed for word in ("2018", "renamed", "2019"))
    assert nianbao("agencies", "unlink", "1", "--archive", place).returncode == 0
    with open_archive(place) as archive:
        assert archive.rows("SELECT * FROM agency_links") == []


def test_a_wrong_file_changes_nothing(place: Path, tmp_path: Path, nianbao: Run) -> None:
    file = tmp_path / "links.csv"
    lines = (
        "former,successor,kind,to_year",
        f"{OLD},{NEW},renamed,2019",
        f"{NEW},{OLD},split,2020",
    )
    file.write_text("\n".join(lines), encoding="utf-8")
    done = nianbao("agencies", "import", file, "--archive", place)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"nianbao: {file}, line 3: a body would go on as itself: ")
    with open_archive(place) as archive:
        assert archive.rows("SELECT * FROM agency_links") == []
