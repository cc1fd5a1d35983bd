"""`nianbao merge` as a person runs it."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive.archive import hold
from nianbao.exits import HELD, OK, PARTLY, USAGE
from tests.conftest import Demo, Run


def test_archives_become_one_and_once_more_changes_nothing(
    demo: Demo, tmp_path: Path, nianbao: Run
) -> None:
    into = tmp_path / "one"
    first = nianbao("merge", demo.archive, "--into", into)
    assert (first.returncode, first.stderr) == (OK, "")
    taken, summary = first.stdout.splitlines()
    assert taken.startswith(f"{demo.archive}: taken 2")
    assert "54 reports" in taken
    assert taken.endswith("there already 0 captures, 0 WARC files, 0 reports, 0 verdicts")
    assert summary.startswith("merge: 54 reports, 5 new revisions; 0 documents were read anew")
    again = nianbao("merge", demo.archive, demo.archive, "--into", into)
    assert "taken 0 captures, 0 WARC files, 0 reports, 0 verdicts" in again.stdout
    assert nianbao("verify", "--archive", into).returncode == OK


def test_what_cannot_be_taken_is_said_in_a_sentence(
    demo: Demo, tmp_path: Path, nianbao: Run
) -> None:
    into = tmp_path / "one"
    done = nianbao("merge", demo.archive, tmp_path, "--into", into)
    assert (done.returncode, into.exists()) == (USAGE, False)
    assert done.stderr == f"nianbao: there is no archive in {tmp_path}: it has no nianbao.db\n"
    other = Path(shutil.copytree(demo.archive, tmp_path / "other"))
    with hold(other, "crawl"):
        done = nianbao("merge", other, "--into", into)
    assert done.returncode == HELD
    assert done.stderr.startswith(f"nianbao: another run holds {other}: process ")
    (other / "warc" / "foreign.txt").touch()
    done = nianbao("merge", other, "--into", into)
    assert done.returncode == PARTLY
    assert done.stderr == (
        f"nianbao: {other}: warc/foreign.txt is left: the archive does not know this file\n"
    )
