"""The whole job on the sample portals: three runs, between the first two the portals change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from archive.archive import open_archive
from nianbao.demo.check import find_faults
from nianbao.demo.farm import Farm
from nianbao.demo.tell import tell
from nianbao.exits import FAILED, OK, PARTLY, USAGE

# Left in the directory so that a later demo may replace what this one made, and nothing else.
MARK = "made-by-nianbao-demo"
_DELAY = "0.02"


def run_demo(path: Path) -> int:
    """Run the demo into a directory; returns the exit status."""
    if not _prepare(path):
        return USAGE
    with Farm() as farm:
        registry = path / "portals.csv"
        farm.write_registry(registry)
        click.echo(
            f"{len(farm.bases)} sample portals of the fictional 云澜市 are up on loopback.\n"
        )
        first = ["crawl", "--portals", str(registry), "--delay", _DELAY]
        again = ["run", "--delay", _DELAY, "--revisit-days", "0"]
        if not (_run(path, first, PARTLY) and _run(path, ["extract"], OK)):
            return FAILED
        if not (_run(path, ["compare"], OK) and _run(path, ["publish"], OK)):
            return FAILED
        farm.advance()
        click.echo("\nThe portals change: an edit, a correction, a removal, a new year.\n")
        if not (_run(path, again, OK) and _run(path, again, OK)):
            return FAILED
        return _conclude(path, farm)


def _prepare(path: Path) -> bool:
    """Make an empty directory, replacing only what an earlier demo made."""
    if (path / MARK).is_file():
        shutil.rmtree(path)
    elif path.exists() and any(path.iterdir()):
        click.echo(
            f"nianbao: {path} holds files that are not the demo's: name another directory with"
            " --archive",
            err=True,
        )
        return False
    path.mkdir(parents=True, exist_ok=True)
    (path / MARK).touch()
    return True


def _run(path: Path, arguments: Sequence[str], wanted: int) -> bool:
    """Run one command as a user would; returns whether it ended as it should."""
    whole = [*arguments, "--archive", str(path)]
    click.echo(f"$ nianbao {' '.join(whole)}")
    command = [sys.executable, "-m", "nianbao", *whole]
    status = subprocess.call(command)  # noqa: S603 - our own argv
    if status != wanted:
        click.echo(f"nianbao: that ended with status {status} instead of {wanted}", err=True)
    return status == wanted


def _conclude(path: Path, farm: Farm) -> int:
    with open_archive(path) as archive:
        click.echo()
        for line in tell(archive):
            click.echo(line)
        faults = list(find_faults(archive, farm.oracle()))
    planted = sum(len(cases) for cases in farm.oracle().planted.values())
    click.echo()
    if faults:
        click.echo("nianbao: this is not what the sample portals hold:", err=True)
        for fault in faults:
            click.echo(f"  {fault}", err=True)
        return FAILED
    standing = len(farm.oracle().reports)
    click.echo(f"All {standing} reports that stand now and {planted} planted cases are right.")
    click.echo(f"Browse it: nianbao serve --archive {path}, then http://127.0.0.1:8001/")
    return OK
