"""Tables that a page holds as text, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pytest

from extract.locate import read_at
from extract.parse import parse
from extract.readers import read_document
from tests.extract.grids import Sheet, expand
from tests.extract.pages import CONTENT, numbers, page, printed, truth
from tests.extract.readers.check import check_locators

_Write = Callable[[list[list[str]]], str]


def _rows(sheet: Sheet) -> list[list[str]]:
    return [
        [escape(slot.box.text.replace("\n", " ")) if slot.begins else "" for slot in row]
        for row in expand(sheet.rows)
    ]


def _barred(rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in rows]


def _tabbed(rows: list[list[str]]) -> list[str]:
    return ["\t".join(row) for row in rows]


def _drawn(rows: list[list[str]]) -> list[str]:
    rule = "┼".join("─" * 4 for _ in rows[0])
    lines = [line for row in rows for line in (f"│{'│'.join(row)}│", f"├{rule}┤")]
    return [f"┌{rule.replace('┼', '┬')}┐", *lines]


_WAYS: dict[str, _Write] = {
    "pre, bars": lambda rows: f"<pre>{chr(10).join(_barred(rows))}</pre>",
    "pre, tabs": lambda rows: f"<pre>\n{chr(10).join(_tabbed(rows))}\n</pre>",
    "pre, drawn": lambda rows: f"<pre>{chr(10).join(_drawn(rows))}</pre>",
    "lines, bars": lambda rows: f"<p>{'<br>'.join(_barred(rows))}</p>",
    "lines, tabs": lambda rows: f"<div>{'<br/>'.join(_tabbed(rows))}</div>",
    "paragraphs, bars": lambda rows: "".join(f"<p>{line}</p>\n" for line in _barred(rows)),
    "paragraphs, tabs": lambda rows: "".join(f"<p><b>{line}</b></p>" for line in _tabbed(rows)),
}


@pytest.mark.parametrize("way", _WAYS.values(), ids=_WAYS)
def test_a_table_in_text_is_read_and_leads_back(way: _Write) -> None:
    sheets = printed()
    whole = page(sheets)
    for sheet in sheets:
        start = whole.index("<table")
        end = whole.index("</table>") + len("</table>")
        whole = whole[:start] + way(_rows(sheet)) + whole[end:]
    report = parse(whole.encode())
    assert (numbers(report), report.status) == (truth(), "verified")
    assert report.agency == CONTENT.agency
    check_locators(whole.encode(), report)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>2025-01-20 | 来源：教育局</p><p>首页 | 公开 | 互动</p>", 2),
        ("<p>\n\t\t行政许可\n\t</p>", 1),
        ("<div>甲 | 乙<p>丙</p></div>", 2),
    ],
)
def test_bars_and_indents_elsewhere_make_no_table(body: str, texts: int) -> None:
    document = read_document(f"<html><body>{body}</body></html>".encode())
    assert (len(document.paragraphs()), document.tables()) == (texts, [])


def test_lines_of_preformatted_text_are_lines() -> None:
    text = "一、总体情况\n\n  本年度，<b>我局</b>依法公开。\n"
    body = f"<html><body><pre>{text}</pre></body></html>".encode()
    lines = read_document(body).paragraphs()
    assert [line.text for line in lines] == ["一、总体情况", "本年度，我局依法公开。"]
    for line in lines:
        assert line.locator is not None
        assert read_at(body, line.locator) == line.text
