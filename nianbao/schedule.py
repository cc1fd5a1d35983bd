"""What runs an archive for years: a line for cron, and units for systemd."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Literal

Every = Literal["day", "week"]

UNITS = ("nianbao.service", "nianbao.timer", "nianbao-serve.service")
_CRON = {"day": "17 2 * * *", "week": "17 2 * * 1"}
_CALENDAR = {"day": "*-*-* 02:17:00", "week": "Mon *-*-* 02:17:00"}
_PLAIN = re.compile(r"[\w@+=:,./-]+", re.ASCII)


@dataclass(frozen=True)
class Schedule:
    """How an archive is run: the program, what it is told beside --archive, as whom, how often."""

    program: Sequence[str]
    archive: Path
    user: str
    options: Sequence[str]
    every: Every

    @property
    def run(self) -> list[str]:
        return [*self.program, "run", "--archive", str(self.archive), *self.options]

    @property
    def serve(self) -> list[str]:
        return [*self.program, "serve", "--archive", str(self.archive)]


def is_writable(word: str) -> bool:
    """Tell whether a word can stand in a crontab and in a unit: both are made of lines."""
    return word.isprintable()


def crontab_line(schedule: Schedule) -> str:
    """Return the line of a crontab that runs an archive."""
    # In a crontab an unescaped percent sign ends the command (crontab(5)).
    command = shlex.join(schedule.run).replace("%", r"\%")
    return f"{_CRON[schedule.every]} LANG=C.UTF-8 {command}"


def unit(name: str, schedule: Schedule) -> str:
    """Return the text of one of `UNITS`."""
    text = files("nianbao").joinpath("units", name).read_text(encoding="utf-8")
    return Template(text).substitute(
        user=schedule.user,
        archive=_quote(str(schedule.archive)),
        run=_command(schedule.run),
        serve=_command(schedule.serve),
        every=schedule.every,
        calendar=_CALENDAR[schedule.every],
    )


def _command(words: Sequence[str]) -> str:
    return " ".join(_quote(word).replace("$", "$$") for word in words)


def _quote(word: str) -> str:
    """Quote a word as systemd.syntax(7) has it; percent signs begin a specifier."""
    if _PLAIN.fullmatch(word):
        return word
    escaped = word.replace("\\", r"\\").replace('"', r"\"").replace("%", "%%")
    return f'"{escaped}"'
