"""What tests of several rooms share."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.counting import count, tell_counts
from tests.forking import Ended, running

__all__ = ["count"]

Run = Callable[..., Ended]


@dataclass(frozen=True)
class Demo:
    """What `nianbao demo` left, for tests to read and not to change: its archive and its words."""

    archive: Path
    returncode: int
    stdout: str
    stderr: str


_DEFAULT_REPORTS = Path(__file__).parents[2] / "shared" / "reports"


@pytest.fixture(scope="session")
def nianbao() -> Iterator[Run]:
    """Run the command line as a user does, in a process of its own."""
    with running() as runner:
        yield runner.run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str, nianbao: Run) -> Demo:
    """Run the demo once, whichever worker needs it first; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    archive, told = folder / "demo-archive", folder / "demo.json"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            done = nianbao("demo", "--archive", archive)
            words = [done.returncode, done.stdout, done.stderr]
            told.write_text(json.dumps(words), encoding="utf-8")
    return Demo(archive, *json.loads(told.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def real_reports() -> Path:
    """The folder of real reports with their true values, which is no part of the repository."""
    folder = Path(os.environ.get("NIANBAO_REPORTS", _DEFAULT_REPORTS))
    if not folder.is_dir():
        pytest.skip(f"no real reports in {folder} (NIANBAO_REPORTS names another folder)")
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)
    ]
    lines = list(tell_counts(reports))
    if lines:
        terminalreporter.section("counted")
    for line in lines:
        terminalreporter.line(line)
