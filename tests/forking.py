"""Commands in processes of their own, forked from one that has loaded everything.

`python -m tests.forking` reads jobs from standard input, a JSON object a line, and answers each
with how it ended. Loading the program takes most of the time of a short command.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

# The modules of `nianbao.commands`, and what they load when they need it.
_MODULES = (
    *("agencies", "cron", "demo", "evidence", "export", "files", "keep", "look", "merge", "parse"),
    *("pipeline", "portals", "review"),
)
_NEEDED = ("archive.reuse",)
_SECONDS = 240


@dataclass(frozen=True)
class Job:
    """A command line after `nianbao`, and where it is given."""

    command: Sequence[str]
    folder: str
    environ: Mapping[str, str]


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said; how often it wrote, where `faults.c` is preloaded."""

    returncode: int
    stdout: str
    stderr: str
    writes: int = 0


class Runner:
    """Runs commands one after the other, as a user does in this folder and environment."""

    def __init__(self, process: subprocess.Popen[str], environ: Mapping[str, str]) -> None:
        self._process, self._environ = process, environ

    def run(self, *command: str | Path, **environ: str) -> Ended:
        assert self._process.stdin
        assert self._process.stdout
        given = {**os.environ, **self._environ, **environ}
        job = Job([str(word) for word in command], str(Path.cwd()), given)
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


@contextmanager
def running(**environ: str) -> Iterator[Runner]:
    """Start the process that runs the jobs, in an environment with something added."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forking"],
        env=os.environ | environ,
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Runner(process, environ)


def _main() -> None:
    for name in (*(f"nianbao.commands.{module}" for module in _MODULES), *_NEEDED):
        importlib.import_module(name)
    for line in sys.stdin:
        ended = _fork(Job(**json.loads(line)))
        sys.stdout.write(json.dumps(asdict(ended)) + "\n")
        sys.stdout.flush()


def _fork(job: Job) -> Ended:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        child = os.fork()
        if child == 0:
            _run(job, folder)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        stdout, stderr, writes = (_read(folder / name) for name in ("stdout", "stderr", "writes"))
        return Ended(status, stdout, stderr, int(writes or 0))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _run(job: Job, folder: Path) -> None:
    """Be the command, in the fork; never returns."""
    signal.alarm(_SECONDS)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, stream in enumerate(("stdout", "stderr"), 1):
        os.dup2(os.open(folder / stream, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    os.environ.clear()
    os.environ.update(job.environ)
    os.chdir(job.folder)
    sys.argv = ["nianbao", *job.command]
    status = 70
    try:
        importlib.import_module("nianbao.cli").main()
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - the edge of the process: the test sees what it prints
        importlib.import_module("traceback").print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        counted = getattr(ctypes.CDLL(None), "fault_writes", int)
        (folder / "writes").write_text(str(counted()))
        os._exit(status)


if __name__ == "__main__":
    _main()
