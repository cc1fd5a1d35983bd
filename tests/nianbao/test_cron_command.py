"""`nianbao cron`: what it prints is taken by cron, by the shell and by systemd as it is meant."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.archive import open_archive
from nianbao.cli import cli
from nianbao.schedule import UNITS, Schedule, crontab_line, is_writable, unit
from tests.conftest import Demo, Run

ODD = ["50%", "$HOME", 'a "b"', "back\\slash", "it's", "两 个", "%%", "\\%", "", "-", "~"]
words = st.text(min_size=1, max_size=20).filter(is_writable) | st.sampled_from(ODD)


def schedule(*options: str) -> Schedule:
    return Schedule(["/opt/n/bin/nianbao"], Path("/srv/a b%/$x"), "nianbao", options, "day")


@given(st.lists(words, max_size=4))
def test_cron_and_its_shell_get_every_word(options: list[str]) -> None:
    line = crontab_line(schedule(*options))
    assert "\n" not in line
    assert not re.search(r"(?<!\\)%", line)
    moment, command = line.split(" LANG=C.UTF-8 ")
    assert len(moment.split()) == 5
    assert shlex.split(command.replace("\\%", "%")) == schedule(*options).run


@given(st.lists(words, max_size=4))
def test_systemd_gets_every_word(options: list[str]) -> None:
    text = unit("nianbao.service", schedule(*options))
    (command,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    told = [word.replace("$$", "$").replace("%%", "%") for word in shlex.split(command)]
    assert told == schedule(*options).run
    assert not re.search(r"(?<!%)%(?!%)|(?<!\$)\$(?!\$)", re.sub(r"%%|\$\$", "", command))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_finds_nothing_wrong(demo: Demo, nianbao: Run, tmp_path: Path) -> None:
    odd = [part for word in ODD if word for part in ("--allow", word)]
    result = nianbao("cron", "--units", tmp_path, *odd, "--archive", demo.archive)
    assert result.returncode == 0, result.stderr
    units = [tmp_path / name for name in UNITS]
    assert result.stdout.splitlines() == [f"written: {path}" for path in units]
    found = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    told = [line for line in found.stderr.splitlines() if str(tmp_path) in line]
    assert (found.returncode, told) == (0, [])


def test_what_is_printed_runs_this_archive(demo: Demo, nianbao: Run) -> None:
    given = ("--allow", "a.test", "--allow", "b.test", "--delay", "2")
    result = nianbao("cron", "--contact", "me@example.org", *given, "--archive", demo.archive)
    assert result.returncode == 0
    comment, line = result.stdout.splitlines()[:2]
    assert comment == f"# In the crontab of {demo.archive.owner()} (crontab -e):"
    program, name, *told = shlex.split(line.split(" LANG=C.UTF-8 ")[1])
    assert Path(program).is_file()
    assert told == [
        *("--archive", str(demo.archive), "--contact", "me@example.org"),
        *("--allow", "a.test", "--allow", "b.test", "--delay", "2.0"),
    ]
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert command
    command.make_context(name, told)
    for unit_name in UNITS:
        assert f"# /etc/systemd/system/{unit_name}\n" in result.stdout


def test_a_run_a_week_is_one_on_mondays(demo: Demo, nianbao: Run) -> None:
    printed = nianbao("cron", "--every", "week", "--archive", demo.archive).stdout
    assert "\n17 2 * * 1 LANG" in printed
    assert "OnCalendar=Mon *-*-* 02:17:00\n" in printed


def test_an_archive_is_named_by_its_full_path(
    demo: Demo, nianbao: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(demo.archive)
    assert f" --archive {demo.archive} " in nianbao("cron").stdout


def test_portals_of_others_want_a_contact(tmp_path: Path, nianbao: Run) -> None:
    with open_archive(tmp_path, command="test", create=True) as archive:
        portal = {"id": "a", "root": "http://a.gov.cn/", "added_at": archive.stamp()}
        archive.db.table("portals").insert(portal)
    result = nianbao("cron", "--archive", tmp_path)
    assert result.returncode == 2
    assert "say who asks with --contact" in result.stderr


def test_what_no_crontab_can_hold_is_refused(demo: Demo, nianbao: Run) -> None:
    result = nianbao("cron", "--contact", "me\nyou", "--archive", demo.archive)
    assert result.returncode == 2
    assert "'me\\nyou' can stand neither in a crontab nor in a unit" in result.stderr


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_units_go_into_a_folder_that_is_there(
    demo: Demo, nianbao: Run, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "file").touch()
    result = nianbao("cron", "--units", tmp_path / folder, "--archive", demo.archive)
    assert result.returncode == 2
    assert folder in result.stderr
