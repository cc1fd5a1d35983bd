"""The parts of the documentation that are generated; `python -m tests.docs_parts` writes them.

A part stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->` in a file of the
documentation. `tests/test_docs.py` compares every part with what is generated here.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import typing
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

from archive.codebook import Column, Table, codebook
from archive.publish.site import queries
from archive.schema import migrate
from crawler.cms import families
from crawler.outcomes import OUTCOMES
from extract.parse import parse
from extract.readers import _READERS
from extract.report import Status
from nianbao import exits
from nianbao.cli import cli
from tests import docs_readings
from tests.docs_cookbook import cookbook_text, make_demo
from tests.docs_markdown import cell_of, table_of
from tests.docs_samples import SAMPLE, example_bodies, sample_body
from tests.docs_words import FAMILIES, FORMATS, OUTCOME_WORDS, RULES, STATUSES

ROOT = Path(__file__).parents[1]
FILES = (ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md")))
MARK = re.compile(
    r"<!-- begin: (?P<name>[\w.]+) -->\n(?P<body>.*?)<!-- end: (?P=name) -->", re.DOTALL
)
_EXIT = re.compile(r"^[A-Z]+ = (?P<number>\d)(?:  # (?P<words>.+))?$", re.MULTILINE)
_SHOWN = (
    "disclosure.rules.issued",
    "applications.received.natural_person",
    "applications.denied.state_secret.research",
    "applications.received.total",
    "challenges.review.total",
)


def render(text: str, demo: Path) -> str:
    """Return a file's text with every generated part as it is to be; `demo` is a demo archive."""

    def replace(mark: re.Match[str]) -> str:
        name = mark["name"]
        body = cookbook_text(demo) if name == "cookbook" else PARTS[name]()
        return f"<!-- begin: {name} -->\n{body}\n<!-- end: {name} -->"

    return MARK.sub(replace, text)


def walk() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield every command of the command line by its full name."""
    context = click.Context(cli, info_name="nianbao", terminal_width=98, **cli.context_settings)
    yield from _walk(cli, context)


def _walk(
    command: click.Command, context: click.Context
) -> Iterator[tuple[str, click.Command, click.Context]]:
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is None:
                raise LookupError(name)
            settings: dict[str, Any] = dict(below.context_settings)
            yield from _walk(below, click.Context(below, context, info_name=name, **settings))


def _commands() -> str:
    parts = [
        f"### {path}\n\n```text\n{command.get_help(context)}\n```"
        for path, command, context in walk()
    ]
    return "\n\n".join(["", *parts, ""])


def _exits() -> str:
    source = Path(exits.__file__).read_text(encoding="utf-8")
    rows = [(found["number"], found["words"] or "all well") for found in _EXIT.finditer(source)]
    return table_of(("status", "meaning"), rows)


def _rules() -> str:
    examples = example_bodies()
    rows = []
    for name, words in RULES.items():
        found = next(finding for finding in examples[name]() if finding.rule == name)
        shown = f"{cell_of(found.message)}<br>{cell_of(found.message_zh)}"
        rows.append((f"`{name}`", found.severity, found.origin, words, shown))
    return table_of(("rule", "severity", "origin", "what it says", "example of a message"), rows)


def _statuses(language: int) -> str:
    names = [*typing.get_args(Status)]
    heads = (("status", "meaning"), ("状态", "含义"))[language]
    return table_of(heads, [(f"`{name}`", STATUSES[name][language]) for name in names])


def _readings(heads: tuple[str, ...], examples: Callable[[], Iterator[tuple[str, ...]]]) -> str:
    return table_of(heads, [tuple(map(cell_of, row)) for row in examples()])


def _outcomes() -> str:
    rows = [(f"`{name}`", OUTCOME_WORDS[name]) for name in OUTCOMES]
    return table_of(("outcome", "meaning"), rows)


def _formats(language: int) -> str:
    read = [words[language] for kind, words in FORMATS.items() if kind in _READERS]
    kept = [words[language] for kind, words in FORMATS.items() if kind not in _READERS]
    if language == 0:
        return f"- Read: {', '.join(read)}.\n- Kept but not read: {', '.join(kept) or 'none'}."
    return f"- 能读取：{'、'.join(read)}。\n- 只保存、不读取：{'、'.join(kept) or '无'}。"


def _families(language: int) -> str:
    heads = (("name", "portals that it is for"), ("名称", "适用的网站"))[language]
    rows = [(f"`{name}`", FAMILIES[name][language]) for name in families()]
    return table_of(heads, rows)


def _tables() -> str:
    rows = [(f"`{name}`", table.en, table.zh) for name, table in codebook().items()]
    return table_of(("table", "in English", "中文"), rows)


def _diagram() -> str:
    """Return a Mermaid diagram: a row of the first table names one of the second."""
    db = Database(memory=True)
    migrate(db)
    lines = [
        f"    {table.name} }}o--|| {key.other_table} : {key.column}"
        for table in db.tables
        for key in table.foreign_keys
    ]
    return "\n".join(("```mermaid", "erDiagram", *sorted(lines), "```"))


def _columns() -> str:
    return "\n\n".join(["", *(_table(table) for table in codebook().values()), ""])


def _table(table: Table) -> str:
    rows = [(f"`{column.name}`", _words(column.en, column), column.zh) for column in _own(table)]
    listed = table_of(("column", "in English", "中文"), rows)
    return f"## {table.name}\n\n{table.title_en} · {table.title_zh}. {table.en}\n\n{listed}"


def _own(table: Table) -> list[Column]:
    return list(table.columns.values())


def _words(text: str, column: Column) -> str:
    return cell_of(f"{text} [{column.unit}]" if column.unit else text)


def _queries() -> str:
    rows = [(f"`{query.name}`", query.en, query.title_zh) for query in queries()]
    return table_of(("query", "what it answers", "中文"), rows)


def _record() -> str:
    report = parse(sample_body())
    record = report.to_json(SAMPLE)
    record["values"] = {key: record["values"][key] for key in _SHOWN}
    record["sections"] = [
        {**section, "text": f"{section['text'][:40]} …"} for section in record["sections"][:1]
    ]
    for finding in record["findings"]:
        finding["keys"] = finding["keys"][:2]
    text = "\n".join(_unfold(record))
    return f"```json\n{text}\n```"


def _unfold(record: dict[str, Any]) -> Iterator[str]:
    """Yield a record's lines: one a field, and one a value, section or finding."""
    yield "{"
    last = list(record)[-1]
    for name, value in record.items():
        comma = "" if name == last else ","
        if name == "values":
            inner = [f"    {_json(key)}: {_json(cell)}" for key, cell in value.items()]
            yield f"  {_json(name)}: {{\n" + ",\n".join(inner) + f"\n  }}{comma}"
        elif name in {"sections", "findings"}:
            yield f"  {_json(name)}: [\n" + ",\n".join(f"    {_json(x)}" for x in value)
            yield f"  ]{comma}"
        else:
            yield f"  {_json(name)}: {_json(value)}{comma}"
    yield "}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


PARTS: dict[str, Callable[[], str]] = {
    "commands": cache(_commands),
    "exits": _exits,
    "rules": cache(_rules),
    "readings.cells": lambda: _readings(("printed", "`value`", "finding"), docs_readings.cells),
    "readings.labels": lambda: _readings(("form", "printed", "finding"), docs_readings.labels),
    "readings.statuses": lambda: _readings(
        ("status", "for instance", "findings"), docs_readings.statuses
    ),
    "statuses": lambda: _statuses(0),
    "statuses.zh": lambda: _statuses(1),
    "outcomes": _outcomes,
    "formats": lambda: _formats(0),
    "formats.zh": lambda: _formats(1),
    "families": lambda: _families(0),
    "families.zh": lambda: _families(1),
    "tables": _tables,
    "diagram": _diagram,
    "columns": _columns,
    "queries": _queries,
    "record": _record,
}


def main() -> None:
    """Write every generated part anew, and the sample report."""
    (ROOT / SAMPLE).parent.mkdir(parents=True, exist_ok=True)
    (ROOT / SAMPLE).write_bytes(sample_body())
    with tempfile.TemporaryDirectory() as folder:
        demo = make_demo(Path(folder))
        texts = {path: path.read_text(encoding="utf-8") for path in FILES}
        rendered = {path: render(text, demo) for path, text in texts.items()}
    for path, text in texts.items():
        fresh = rendered[path]
        if fresh != text:
            path.write_text(fresh, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
