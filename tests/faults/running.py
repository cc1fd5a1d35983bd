"""Commands in processes of their own, forked from one that has loaded everything.

`python -m tests.faults.running` reads jobs from standard input, a JSON object a line, and answers
each with what came of it.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

_SOURCE = Path(__file__).with_name("faults.c")
_MODULES = ("pipeline", "files", "review", "keep", "merge")


@dataclass(frozen=True)
class Job:
    """A command line, and the faults that meet it (see `faults.c`)."""

    command: Sequence[str]
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ended:
    """How a command ended, what it said on standard error, and how often it wrote."""

    status: int
    said: str
    writes: int


class Runner:
    """Runs jobs one after the other, each in a fork of a process that has loaded the program."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, job: Job) -> Ended:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


@contextmanager
def running(library: Path) -> Iterator[Runner]:
    """Start the process that runs the jobs, with the faults preloaded."""
    argv = [sys.executable, "-m", "tests.faults.running"]
    environment = os.environ | {"LD_PRELOAD": str(library)}
    with subprocess.Popen(
        argv, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Runner(process)


def compile_faults(folder: Path, compiler: str) -> Path:
    """Compile the library that is preloaded."""
    library = folder / "faults.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


def _main() -> None:
    for name in _MODULES:
        importlib.import_module(f"nianbao.commands.{name}")
    for line in sys.stdin:
        ended = _fork(Job(**json.loads(line)))
        sys.stdout.write(json.dumps(asdict(ended)) + "\n")
        sys.stdout.flush()


def _fork(job: Job) -> Ended:
    with tempfile.TemporaryDirectory() as folder:
        said, counted = Path(folder) / "said", Path(folder) / "counted"
        child = os.fork()
        if child == 0:
            _run(job, said, counted)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return Ended(status, said.read_text(encoding="utf-8"), int(counted.read_text() or 0))


def _run(job: Job, said: Path, counted: Path) -> None:
    """Be the command, in the fork; never returns."""
    os.environ.update(job.faults)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT), 2)
    sys.argv = ["nianbao", *job.command]
    status = 70
    try:
        importlib.import_module("nianbao.cli").main()
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001 - the edge of the process: the test sees what it prints
        importlib.import_module("traceback").print_exc()
    finally:
        sys.stderr.flush()
        counted.write_text(str(ctypes.CDLL(None).fault_writes()))
        os._exit(status)


if __name__ == "__main__":
    _main()
