"""`nianbao parse`: files in, records out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from extract.bounded import BoundedParser
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
    with BoundedParser() as parser:
        failed = [path for path in files if not _print(path, parser)]
    sys.exit(USAGE if failed else 0)


def _print(path: Path, parser: BoundedParser) -> bool:
    """Print one file's record; returns whether it was a report."""
    try:
        body = path.read_bytes()
    except OSError as error:
        click.echo(f"nianbao: {path}: {error.strerror}: name a file that can be read", err=True)
        return False
    report = parser.parse(body)
    click.echo(json.dumps(report.to_json(str(path)), ensure_ascii=False))
    reason = _REASONS.get(report.status)
    if reason:
        click.echo(f"nianbao: {path}: {_explain(report, reason)}", err=True)
    return reason is None


def _explain(report: Report, reason: str) -> str:
    return "; ".join([reason, *(finding.message for finding in report.findings[:1])])


COMMANDS = (parse_command,)
