"""`nianbao parse`: files in, records out."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from extract.bounded import BoundedParser
from extract.identity import Hints
from extract.report import Report
from nianbao.exits import USAGE

_REASONS = {
    "not_a_report": "holds no annual report: no statutory table and fewer than two of its headings",
    "unreadable": "cannot be read",
}


@click.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
def parse_command(files: tuple[Path, ...]) -> None:
    """Print the record of each FILE, one JSON object a line.

    Exit status 2 if one of them is no report or cannot be read; the others are printed all the
    same.
    """
    read: deque[Path] = deque()
    with BoundedParser(min(os.cpu_count() or 1, len(files))) as parser:
        reports = parser.parse_all((body, Hints()) for body in _read_all(files, read))
        good = [_print(read.popleft(), report) for report in reports]
    sys.exit(0 if good == [True] * len(files) else USAGE)


def _read_all(files: Sequence[Path], read: deque[Path]) -> Iterator[bytes]:
    """Yield the bytes of each file that can be read, which is noted; the others are told."""
    for path in files:
        try:
            body = path.read_bytes()
        except OSError as error:
            click.echo(f"nianbao: {path}: {error.strerror}: name a file that can be read", err=True)
        else:
            read.append(path)
            yield body


def _print(path: Path, report: Report) -> bool:
    """Print one file's record; returns whether it was a report."""
    click.echo(json.dumps(report.to_json(str(path)), ensure_ascii=False))
    reason = _REASONS.get(report.status)
    if reason:
        click.echo(f"nianbao: {path}: {_explain(report, reason)}", err=True)
    return reason is None


def _explain(report: Report, reason: str) -> str:
    return "; ".join([reason, *(finding.message for finding in report.findings[:1])])


COMMANDS = (parse_command,)
