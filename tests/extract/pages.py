"""One report that tests print in many ways, and what a reading of it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from extract.parse import parse
from extract.report import Number, Report
from tests.extract.content import Content, random_content
from tests.extract.grids import Rows, Sheet, sheets
from tests.extract.layouts import LAYOUTS, Print

CONTENT = random_content(Random(11), plain=True)


def of_form(name: str) -> Content:
    """Return the first random report whose tables all follow a form."""
    found = (random_content(Random(seed), plain=True) for seed in range(100))
    return next(content for content in found if set(content.forms.values()) == {name})


Change = Callable[[Sheet], Rows]


def printed(changes: dict[str, Change] | None = None, content: Content = CONTENT) -> list[Sheet]:
    """Return the three tables of a report, some of them altered."""
    changes = changes or {}
    return [
        replace(sheet, rows=changes[sheet.name](sheet)) if sheet.name in changes else sheet
        for sheet in sheets(content, Random(5))
    ]


def page(tables: Sequence[Sheet], layout: str = "html_spans", content: Content = CONTENT) -> str:
    """Return a report's page or text."""
    body = LAYOUTS[layout](Print(content.title, tables), Random(0))
    return body.decode("utf-8-sig") if body[:2] != b"\xff\xfe" else body.decode("utf-16")


def read(tables: Sequence[Sheet], layout: str = "html_spans", content: Content = CONTENT) -> Report:
    """Return the reading of a report's page or text."""
    return parse(page(tables, layout, content).encode())


def numbers(report: Report) -> dict[str, Number | None]:
    return {key: value.value for key, value in report.values.items()}


def truth(content: Content = CONTENT) -> dict[str, Number | None]:
    return {key: cell.value for key, cell in content.cells.items()}


def rules(report: Report) -> set[str]:
    """Return the rules that warn of something or call it an error."""
    return {finding.rule for finding in report.findings if finding.severity != "notice"}


def told(report: Report, rule: str) -> set[str]:
    """Return the keys that the findings of a rule name."""
    return {key for note in report.findings if note.rule == rule for key in note.keys}


def relabelled(old: str, new: str) -> Change:
    """Return a change of a label."""

    def change(sheet: Sheet) -> Rows:
        return [
            [box if box.key else replace(box, text=box.text.replace(old, new)) for box in row]
            for row in sheet.rows
        ]

    return change
