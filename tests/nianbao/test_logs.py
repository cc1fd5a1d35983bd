"""The log of an archive: rotated by size, a fixed number of former ones kept."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from nianbao.logs import log_to

# What a line of these takes: logging counts characters, not bytes.
LINE = 250


def write_lines(folder: Path, number: int) -> None:
    with log_to(folder):
        for line in range(number):
            logging.getLogger("nianbao").info("line %s: %s", line, "行" * 40)


def test_a_log_that_has_grown_makes_room_and_the_oldest_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nianbao.logs._BYTES", 1000)
    for _ in range(3):
        write_lines(tmp_path, 20)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"log.jsonl", *(f"log.jsonl.{number}" for number in range(1, 6))}
    for path in tmp_path.iterdir():
        assert path.stat().st_size <= 1000 + LINE
        assert all(json.loads(line)["message"] for line in path.read_text("utf-8").splitlines())
    last = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()[-1]
    assert "line 19:" in last


def test_a_small_log_is_gone_on_with(tmp_path: Path) -> None:
    write_lines(tmp_path, 2)
    write_lines(tmp_path, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["log.jsonl"]
    assert len((tmp_path / "log.jsonl").read_text("utf-8").splitlines()) == 5
