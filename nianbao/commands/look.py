"""`status` and `show`: what an archive holds, and one report."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from archive.archive import open_archive
from archive.health import MAX_AGE_HOURS, examine
from archive.run_report import report_run
from archive.summary import ReportCard, Summary, find_report, summarise
from extract.forms import TableForm, load_forms
from nianbao.console import console
from nianbao.exits import OK, PARTLY
from nianbao.options import archive_option, language_option

# What is counted of an archive, and what people call it.
_COUNTED = {
    "reports": "reports",
    "findings": "doubts by rule",
    "revisions": "revisions",
    "captures": "captures",
}


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Print all of it, and what is wrong, as JSON."
)
@click.option(
    "--report",
    type=click.Choice(("text", "html")),
    help="Print what the last run did, as a letter in text or in HTML.",
)
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    default=MAX_AGE_HOURS,
    show_default=True,
    metavar="HOURS",
    help="For how long no run need have ended in order.",
)
@language_option
@archive_option
def status(
    *, as_json: bool, report: str | None, max_age: float, language: str, archive_path: Path
) -> None:
    """Say what the archive holds, and how each portal fared when last asked.

    With --json, exit status 3 if something is wrong that a person has to look at.
    """
    if as_json and report:
        raise click.UsageError("--json and --report are two ways to print: name one of them")
    with open_archive(archive_path) as archive:
        health = examine(archive.rows, archive.path, archive.clock(), max_age)
        if report:
            letter = report_run(archive, health, language)
            click.echo(letter.to_html() if report == "html" else letter.to_text(), nl=False)
            return
        found = summarise(archive)
    if as_json:
        counts = {name: getattr(found, name) for name in _COUNTED}
        click.echo(json.dumps({**health.to_json(), **counts}, ensure_ascii=False, indent=2))
        sys.exit(OK if health.healthy else PARTLY)
    _tell(found)
    for problem in health.problems:
        click.echo(problem.message_zh if language == "zh" else problem.message)


def _tell(found: Summary) -> None:
    screen = console()
    for name, words in _COUNTED.items():
        screen.print(f"{words}: {_counts(getattr(found, name))}")
    for row in found.portals:
        screen.print(_portal(row))
    for row in found.runs:
        ended = row["ended_at"] or "unfinished"
        screen.print(f"{row['command']}: {row['started_at']} to {ended}, {row['outcome'] or '?'}")


@click.command()
@click.argument("agency")
@click.argument("year", type=int)
@language_option
@archive_option
def show(agency: str, year: int, language: str, archive_path: Path) -> None:
    """Show the report of AGENCY (its name or part of it) for YEAR, with what may be doubted."""
    with open_archive(archive_path) as archive:
        card = find_report(archive, agency, year)
    screen = console()
    report = card.report
    screen.print(
        f"[bold]{escape(report['agency_name'])} {report['year']}[/bold]: "
        f"{escape(report['title'] or '')}"
    )
    screen.print(
        f"status {report['status']}; published {report['published_on'] or 'unknown'};"
        f" read from {escape(report['why'] or 'nothing')}"
    )
    for source in card.sources:
        screen.print(
            f"{source['role']} {source['state']}, captured {source['captured_at']}:"
            f" {escape(source['url'])}"
        )
    for table in _tables(card):
        screen.print(table)
    for finding in card.findings:
        screen.print(
            f"{finding['severity']} {finding['rule']} ({finding['origin']}):"
            f" {escape(_told(finding, language))}"
        )
    for revision in card.revisions:
        screen.print(f"{revision['seen_at']} {revision['kind']}: {escape(revision['summary'])}")


def _told(finding: Mapping[str, str], language: str) -> str:
    """Return a finding's message; readings of earlier editions have it in English only."""
    return (finding["message_zh"] if language == "zh" else None) or finding["message"]


def _portal(row: Mapping[str, object]) -> str:
    """Return a portal's line: how it fared, since when, and what it gave."""
    names = " ".join(str(row[name]) for name in ("id", "name", "family") if row[name])
    since = f" since {row['outcome_since']}" if row["outcome_since"] else ""
    told = f"portal {names}: {row['outcome'] or 'never looked'}{since}"
    told += f"; {row['reports_found']} reports, {row['looks']} looks"
    return escape(told + (f"; {row['detail']}" if row["detail"] else ""))


def _tables(card: ReportCard) -> Iterator[Table]:
    """Yield the statutory tables as printed, in the form that they were read by."""
    raw = {cell["key"]: _printed(cell) for cell in card.cells}
    for form in load_forms():
        for table in form.tables:
            keys = {cell.key for cell in table.indicators}
            if keys <= raw.keys() and not _belongs_to_other(table, raw):
                yield _table(table, raw)


def _belongs_to_other(table: TableForm, raw: Mapping[str, str]) -> bool:
    """Tell whether a newer form, too, has every cell of this table (tables 4 are alike)."""
    newer = [form for form in load_forms() if form.name > table.form]
    return any(
        {cell.key for cell in form.table(table.name).indicators} <= raw.keys() for form in newer
    )


def _printed(cell: Mapping[str, object]) -> str:
    if cell["value"] is None:
        return str(cell["raw"] or "∅")
    return str(cell["value"])


def _table(form: TableForm, raw: Mapping[str, str]) -> Table:
    table = Table(title=f"表{form.number} {form.title} ({form.form})", title_justify="left")
    if form.name == "applications":
        leaves = form.leaves()
        table.add_column("", min_width=30)
        for node in leaves.values():
            table.add_column(node.label, justify="right")
        for row in form.rows:
            cells = (raw[form.cells[row.key, column].key] for column in leaves)
            table.add_row(escape(row.label), *map(escape, cells))
        return table
    for label in ("", "", ""):
        table.add_column(label)
    for cell in form.indicators:
        table.add_row(escape(cell.row_label), escape(cell.column_label), escape(raw[cell.key]))
    return table


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "none"


COMMANDS = (status, show)
