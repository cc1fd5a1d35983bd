"""`nianbao status` for people, monitors and mail."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from archive.archive import open_archive
from tests.archive.filling import fill
from tests.conftest import Demo, Run


@pytest.fixture(scope="module")
def told(demo: Demo, nianbao: Run) -> dict[str, Any]:
    result = nianbao("status", "--json", "--archive", demo.archive)
    assert result.returncode == 0, result.stderr
    parsed: dict[str, Any] = json.loads(result.stdout)
    return parsed


def test_json_has_what_a_monitor_asks_for(told: dict[str, Any]) -> None:
    assert told["healthy"] is True
    assert told["problems"] == told["broken"] == []
    assert told["last_run"]["outcome"] == "ok"
    assert told["portals"] == {"ok": 3, "blocked": 1, "robots_forbidden": 1}
    assert told["disk"]["database_bytes"] > 0
    assert told["age_hours"] >= 0
    assert set(told["reports"]) == {"verified", "flagged", "incomplete"}
    assert told["captures"]["ok"] > 0


def test_json_ends_with_3_where_something_is_wrong(demo: Demo, nianbao: Run) -> None:
    result = nianbao("status", "--json", "--max-age", "0", "--archive", demo.archive)
    assert result.returncode == 3
    assert [one["name"] for one in json.loads(result.stdout)["problems"]] == ["stale", "stale"]


def test_people_are_told_of_problems_too(tmp_path: Path, nianbao: Run) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        fill(archive.db)
    result = nianbao("status", "--archive", tmp_path)
    assert result.returncode == 0
    assert "no crawl has ended in order yet" in result.stdout
    assert (
        "尚无正常完成的 crawl"
        in nianbao("status", "--language", "zh", "--archive", tmp_path).stdout
    )


@pytest.mark.parametrize(("kind", "begin"), [("text", "nianbao: "), ("html", "<!DOCTYPE html>")])
def test_a_letter_for_the_operator(demo: Demo, nianbao: Run, kind: str, begin: str) -> None:
    result = nianbao("status", "--report", kind, "--archive", demo.archive)
    assert result.returncode == 0
    assert result.stdout.startswith(begin)
    assert "云澜市民政局 2022: removed; gone at two looks" in result.stdout


def test_two_ways_to_print_are_one_too_many(demo: Demo, nianbao: Run) -> None:
    result = nianbao("status", "--json", "--report", "text", "--archive", demo.archive)
    assert result.returncode == 2
    assert "name one of them" in result.stderr


def test_a_run_that_came_to_its_end_leaves_a_heartbeat(demo: Demo) -> None:
    beat = datetime.fromisoformat((demo.archive / "heartbeat").read_text("ascii").strip())
    with closing(sqlite3.connect(demo.archive / "nianbao.db")) as database:
        (ended,) = database.execute("SELECT max(ended_at) FROM runs").fetchone()
    assert beat >= datetime.fromisoformat(ended)
