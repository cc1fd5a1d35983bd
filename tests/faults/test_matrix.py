"""Disk full at any write, archive held, clock set back: a sentence, and nothing is lost."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.archive import DATABASE, hold
from nianbao.exits import FAILED, HELD, OK, PARTLY
from tests.counting import Count
from tests.crawler.portals import Answer, Portal, serve, trs_routes
from tests.faults.compiling import compile_faults
from tests.faults.states import State, read_state
from tests.forking import Ended, Runner, running

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "township-2024.html"
POINTS = 5
STEPS = ("import", "crawl", "extract", "compare", "publish", "review", "merge")


@dataclass(frozen=True)
class Stage:
    """A command, and the archive as it was before it."""

    command: tuple[str, ...]
    before: Path

    @property
    def option(self) -> str:
        return "--into" if self.command[0] == "merge" else "--archive"

    def copy(self, to: Path) -> Path:
        shutil.rmtree(to, ignore_errors=True)
        return Path(shutil.copytree(self.before, to))

    def run(self, runner: Runner, archive: Path, **faults: str) -> Ended:
        return runner.run(*self.command, self.option, archive, **faults)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler: faults of the disk cannot be made (Debian: gcc libc6-dev)")
    with running(
        LD_PRELOAD=str(compile_faults(tmp_path_factory.mktemp("faults"), compiler))
    ) as runner:
        yield runner


@pytest.fixture(scope="module")
def stages(
    runner: Runner, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Stage]]:
    """Go through a whole job once, keeping the archive as it was before each step."""
    folder = tmp_path_factory.mktemp("stages")
    routes = trs_routes(range(2023, 2025))
    report = next(path for path in routes if path.endswith(".html") and "/t2024" in path)
    routes[report] = Answer(SAMPLE.read_bytes())
    other = folder / "other"
    paper = Path(shutil.copy(SAMPLE, folder / "paper.html"))
    assert runner.run("import", paper, "--archive", other).returncode == OK
    with serve(Portal(routes)) as portal:
        commands = {
            "import": ("import", str(SAMPLE)),
            "crawl": ("crawl", f"{portal.url}/", "--delay", "0", "--revisit-days", "0"),
            "extract": ("extract",),
            "compare": ("compare",),
            "publish": ("publish",),
            "review": ("review", "decide", "1", "confirmed", "--reason", "seen", "--by", "a"),
            "merge": ("merge", str(other)),
        }
        stages = {}
        archive = folder / "archive"
        archive.mkdir()
        for name in STEPS:
            stage = stages[name] = Stage(commands[name], folder / f"before-{name}")
            shutil.copytree(archive, stage.before)
            ended = stage.run(runner, archive)
            assert (ended.returncode, ended.stderr) == (OK, ""), name
        yield stages


def check_sentence(ended: Ended, *statuses: int) -> None:
    """The command ended with one of the statuses, and said why in one sentence of its own."""
    assert ended.returncode in statuses, ended
    lines = ended.stderr.splitlines()
    assert "Traceback" not in ended.stderr, ended.stderr
    assert lines, ended
    assert lines[-1].startswith("nianbao: "), ended.stderr


def fill_disk(runner: Runner, stage: Stage, archive: Path, write: int, wanted: State) -> None:
    """Let the disk be full at a write, then run again with room: all is as it would have been.

    What comes last, the tidying of SQLite's own files, may fail unseen: then all was there before.
    """
    stage.copy(archive)
    under = {"NIANBAO_FAULT_UNDER": str(archive), "NIANBAO_FAULT_WRITE": str(write)}
    ended = stage.run(runner, archive, **under)
    if ended.returncode == OK:
        assert read_state(archive) == wanted, ended
    else:
        check_sentence(ended, FAILED, PARTLY)
    again = stage.run(runner, archive)
    assert again.returncode == OK, (ended, again)
    assert read_state(archive) == wanted, ended


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_loses_nothing(
    stages: Mapping[str, Stage], runner: Runner, tmp_path: Path, step: str, count: Count
) -> None:
    fill_at(stages[step], runner, tmp_path, count, POINTS)


@pytest.mark.soak
@pytest.mark.parametrize("step", STEPS)
def test_a_disk_full_at_many_writes_loses_nothing(
    stages: Mapping[str, Stage], runner: Runner, tmp_path: Path, step: str, count: Count
) -> None:
    fill_at(stages[step], runner, tmp_path, count, 150)


def fill_at(stage: Stage, runner: Runner, folder: Path, count: Count, points: int) -> None:
    place = folder / "archive"
    stage.copy(place)
    writes = range(1, stage.run(runner, place, NIANBAO_FAULT_UNDER=str(place)).writes + 1)
    wanted = read_state(place)
    assert wanted["faults"] == []
    tried = random.Random(stage.command[0]).sample(writes, min(points, len(writes)))
    for write in tried:
        fill_disk(runner, stage, place, write, wanted)
    heading = f"disk full, {stage.command[0]}"
    count(heading, writes=len(writes), writes_tried=len(tried))


@pytest.mark.parametrize("step", STEPS)
def test_a_held_archive_is_left_alone(
    stages: Mapping[str, Stage], runner: Runner, tmp_path: Path, step: str
) -> None:
    archive = stages[step].copy(tmp_path / "archive")
    with hold(archive, "something else"):
        ended = stages[step].run(runner, archive)
    assert ended.returncode == HELD
    assert ended.stderr.count("\n") == 1
    assert "nianbao something else" in ended.stderr
    check_next(stages[step], runner, archive)


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_busy_database_is_left_alone(
    stages: Mapping[str, Stage], runner: Runner, tmp_path: Path, step: str
) -> None:
    archive = stages[step].copy(tmp_path / "archive")
    with closing(sqlite3.connect(archive / DATABASE)) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = stages[step].run(runner, archive, NIANBAO_FAULT_HASTE="1")
    assert (ended.returncode, ended.stderr.count("\n")) == (HELD, 1), ended
    assert "another program is writing" in ended.stderr
    check_next(stages[step], runner, archive)


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_clock_set_back_mixes_up_no_dates(
    stages: Mapping[str, Stage], runner: Runner, tmp_path: Path, step: str
) -> None:
    archive = stages[step].copy(tmp_path / "archive")
    ended = stages[step].run(runner, archive, NIANBAO_FAULT_CLOCK="-86400")
    assert (ended.returncode, ended.stderr.count("\n")) == (FAILED, 1), ended
    assert "set the clock right" in ended.stderr
    check_next(stages[step], runner, archive)


def check_next(stage: Stage, runner: Runner, archive: Path) -> None:
    """The command runs now, and the archive is as it is without a fault."""
    ended = stage.run(runner, archive)
    assert (ended.returncode, ended.stderr, ended.writes) == (OK, "", 0)
    whole = stage.copy(archive.with_name("whole"))
    assert stage.run(runner, whole).returncode == OK
    assert read_state(archive) == read_state(whole)
