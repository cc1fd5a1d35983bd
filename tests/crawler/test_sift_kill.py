"""A sift that is killed at any moment keeps what one that was not killed keeps."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from archive.archive import open_archive
from archive.verify import verify
from tests.conftest import Run
from tests.crawler.cluster.sameness import dump
from tests.crawler.mixed_crawl import make_crawl

KILLS = 3


@pytest.mark.parametrize("count", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_a_killed_sift_loses_nothing_and_keeps_nothing_twice(
    count: int, tmp_path: Path, nianbao: Run
) -> None:
    listed, chance = tmp_path / "list.txt", Random(20261130)
    for number in range(count):
        make_crawl(tmp_path / f"{number}.warc.gz", 150, 30, seed=number)
    listed.write_text("\n".join(f"{number}.warc.gz" for number in range(count)), encoding="utf-8")
    whole = nianbao("extract", "--warc", listed, "--archive", tmp_path / "whole")
    assert whole.returncode == 0
    size = kept(tmp_path / "whole")

    for share in sorted(chance.uniform(0, 0.9) for _ in range(KILLS)):
        assert kill_when_kept(listed, tmp_path / "killed", share * size)
    again = nianbao("extract", "--warc", listed, "--archive", tmp_path / "killed")
    assert again.returncode == 0
    assert again.stdout.rpartition("; ")[2] == whole.stdout.rpartition("; ")[2]
    assert dump(tmp_path / "killed") == dump(tmp_path / "whole")
    with open_archive(tmp_path / "killed") as archive:
        assert verify(archive).faults == ()


def kill_when_kept(listed: Path, place: Path, size: float) -> bool:
    """Kill a sift when so many bytes are kept; tells whether it ran until then."""
    files = ["--warc", str(listed), "--archive", str(place)]
    command = [sys.executable, "-m", "nianbao", "extract", *files]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and kept(place) <= size:
            time.sleep(0.001)
        process.kill()
    return process.returncode < 0


def kept(place: Path) -> int:
    """Return how many bytes of WARC files lie in a place, here or in parts of it."""
    total = 0
    for folder, _, names in os.walk(place):
        for name in names:
            with suppress(FileNotFoundError):
                total += ".warc" in name and (Path(folder) / name).stat().st_size
    return total
