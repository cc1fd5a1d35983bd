"""A published copy of an older program: what is said, on every page and where serving begins."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from archive.publish.outdated import OUTDATED, OUTDATED_ZH, find_lacks
from archive.publish.pages import ROUTES
from nianbao.cli import cli
from tests.archive.pages.conftest import ask, serve

PATHS = (
    *("/", "/agencies", "/agency/1", "/report/3", "/revision/1", "/portal/yunlan", "/search?q=年"),
    *("/feed.atom", "/health", "/health.json", "/source/3/whole", "/source/3/whole/document"),
    "/source/3/whole/file",
)
LACKS = {
    "standing": "DROP TABLE standing",
    "standing.message_zh": "ALTER TABLE standing DROP COLUMN message_zh",
    "passages_fts": "DROP TABLE passages_fts",
    "evidence": "DROP VIEW evidence",
}


@pytest.fixture(scope="module")
def published(datasette: Datasette, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published copy of this program."""
    folder = tmp_path_factory.mktemp("older") / "published"
    shutil.copytree(Path(datasette.get_database("nianbao").path).parent, folder)
    return folder


@pytest.fixture
def older(published: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A published copy without what a statement takes away."""
    folder = shutil.copytree(published, tmp_path / "published")
    with closing(sqlite3.connect(folder / "nianbao.db")) as db:
        db.execute(LACKS[getattr(request, "param", "standing")])
        db.commit()
    return folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that took this process's place."""
    commands: list[Any] = []
    monkeypatch.setattr(os, "execv", lambda _, command: commands.append(command))
    return commands


def test_what_was_published_now_lacks_nothing(published: Path) -> None:
    assert find_lacks(published / "nianbao.db") == []


@pytest.mark.parametrize(("older", "lack"), [(one, one) for one in LACKS], indirect=["older"])
def test_a_lack_is_found_whatever_is_lacking(older: Path, lack: str) -> None:
    assert find_lacks(older / "nianbao.db")[0] == lack
    assert ask(serve(older), "/").status_code == 503


def test_every_page_says_what_to_do(older: Path, capfd: pytest.CaptureFixture[str]) -> None:
    datasette = serve(older)
    assert len(PATHS) == len(ROUTES)
    for path in PATHS:
        page = ask(datasette, path)
        assert page.status_code == 503
        assert OUTDATED in (page.json()["error"] if ".json" in path else page.text)
        assert OUTDATED_ZH in (page.json()["error"] if ".json" in path else page.text)
    assert "Traceback" not in "".join(capfd.readouterr())


def test_tables_can_be_read_meanwhile(older: Path) -> None:
    assert ask(serve(older), "/nianbao/reports").status_code == 200


def test_serving_begins_with_what_to_do(older: Path, started: list[Any]) -> None:
    done = CliRunner().invoke(cli, ["serve", "--archive", str(older.parent)])
    assert done.stderr == f"nianbao: {OUTDATED} (it has no standing)\n"
    assert len(started) == 1


def test_serving_what_was_published_now_says_nothing(published: Path, started: list[Any]) -> None:
    done = CliRunner().invoke(cli, ["serve", "--archive", str(published.parent)])
    assert (done.exit_code, done.output, len(started)) == (0, "", 1)


@pytest.mark.parametrize("name", ["nianbao.db", "metadata.json"])
def test_serving_what_is_no_copy_says_what_to_do(
    older: Path, started: list[Any], name: str
) -> None:
    if name == "nianbao.db":
        (older / name).write_bytes(b"no database" * 99)
    else:
        (older / name).unlink()
    done = CliRunner().invoke(cli, ["serve", "--archive", str(older.parent)])
    assert "run `nianbao publish`" in str(done.exception)
    assert started == []
