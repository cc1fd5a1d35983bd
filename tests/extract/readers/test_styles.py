"""What HTML shows otherwise than it is written: hidden, struck out, raised, filled in."""

from __future__ import annotations

import pytest

from extract.document import Cell
from extract.locate import read_at
from extract.parse import parse
from extract.prose import read_clauses
from extract.readers import read_document
from extract.text import UNKNOWN, strike
from tests.extract.pages import CONTENT, numbers, page, printed, told

_KEY = "applications.received.total"
_TEN = page(printed(content=CONTENT.with_number(_KEY, 987654)))


def _cell(markup: str) -> Cell:
    body = f"<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>{markup}</td></tr></table>"
    (table,) = read_document(body.encode()).tables()
    cell = table.rows[1][1]
    assert cell.locator is not None
    assert read_at(body.encode(), cell.locator) == cell.text
    return cell


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("7<span style='font-size:0'>0</span>", "7"),
        ("7<span style='FONT-SIZE: 0.0pt'>0</span>", "7"),
        ("7<span style='font-size:1px'>0</span>", "7"),
        ("<span style='font-size:0'>0<b style='font-size:12px'>7</b>0</span>", "7"),
        ("7<span style='color: transparent'>0</span>", "7"),
        ("7<span style='background-color:transparent'>0</span>", "70"),
        ("7<span style='font-size:0.9em'>0</span>", "70"),
        ("7<span style='font-size:1em'>0</span>", "70"),
        ("7<span style='display:none'>0</span>", "7"),
    ],
)
def test_what_cannot_be_seen_is_not_read(markup: str, text: str) -> None:
    assert _cell(markup).text == text


@pytest.mark.parametrize(
    "markup",
    [
        "<del>7</del>0",
        "<s>7</s>0",
        "<strike><b>7</b></strike>0",
        "<span style='text-decoration:line-through'>7</span>0",
        "<span style='TEXT-DECORATION: underline LINE-THROUGH'><s>7</s></span>0",
    ],
)
def test_what_is_struck_out_keeps_a_stroke(markup: str) -> None:
    assert _cell(markup).text == strike("7") + "0"


def test_a_row_may_be_struck_out_around_its_cells() -> None:
    body = "<table><tr><td>甲<td>乙<tr style='text-decoration:line-through'><td>丙<td>7</table>"
    (table,) = read_document(body.encode()).tables()
    cell = table.rows[1][1]
    assert cell.locator is not None
    assert cell.text == read_at(body.encode(), cell.locator) == strike("7")


def test_what_is_raised_is_no_digit_of_the_number() -> None:
    assert _cell("12<span style='vertical-align:super'>1</span>").text == "12 1"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("<input value='12'>", "12"),
        ("<input type=hidden value=12>", ""),
        ("<input value=查询>", ""),
    ],
)
def test_figures_in_a_field_are_read(field: str, text: str) -> None:
    assert _cell(field).text == text


@pytest.mark.parametrize(
    ("picture", "text"),
    [("<img src='12.png'>", UNKNOWN), ("<img src='spacer.gif'>", ""), ("7<img src='12.png'>", "7")],
)
def test_a_cell_with_a_picture_alone_is_not_blank(picture: str, text: str) -> None:
    body = f"<table><tr><td>甲<td>乙<td>丙<tr><td>丁<td>{picture}<td></table>".encode()
    (table,) = read_document(body).tables()
    cell = table.rows[1][1]
    assert cell.locator is not None
    assert cell.text == read_at(body, cell.locator) == text


def test_a_number_beside_a_struck_out_one_is_read_and_told() -> None:
    report = parse(_TEN.replace("987654", "<del>1</del>7").encode())
    assert numbers(report)[_KEY] == 7
    assert _KEY in told(report, "cell.struck")
    assert report.status == "flagged"


def test_a_number_that_is_struck_out_is_no_number() -> None:
    report = parse(_TEN.replace("987654", "<del>12</del>").encode())
    assert numbers(report)[_KEY] is None
    assert _KEY in told(report, "cell.struck")


def test_sentences_claim_nothing_by_what_is_struck_out() -> None:
    text = f"新收申请{strike('98')}7件。"
    (clause,) = read_clauses(text)
    assert (clause.text, clause.span) == ("新收申请7件", (0, len(text) - 1))
