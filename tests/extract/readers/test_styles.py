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


def _cell(markup: str, before: str = "") -> Cell:
    table = f"<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td>{markup}</td></tr></table>"
    body = before + table
    (read,) = read_document(body.encode()).tables()
    cell = read.rows[1][1]
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


_SHEET = """
<style><!--
  .no { display: none } #gone, .shut { visibility: hidden; } .faint { opacity: 0.0 }
  span.small { font-size: 0 } td .deep { display: none }
  .clear { color: rgba(0, 0, 0, 0) } .white { color: #fff } .dark { background: black url() }
  .navy { background-color: navy } .struck { text-decoration: underline line-through }
  .up { vertical-align: super } .kept { display: none } .kept.on { display: block }
  .late { display: none } .late { display: inline !important } .late { display: none }
  @media print { .paper { display: none } } @media (max-width: 700px) { .phone { display: none } }
  @media screen { .screen { display: none } } a:hover, .x::before { display: none }
  .broken:: { display: none } o|i, o\\:p { display: none }
  .nested { color: red; &.no { color: blue } }
--></style>
"""


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("7<span class='other no'>0</span>", "7"),
        ("7<span class='NO'>0</span>", "70"),
        ("7<span id=gone>0</span>", "7"),
        ("<span class=shut>0<b style='visibility:visible'>7</b>0</span>", "7"),
        ("<span class=faint>0<b style='opacity:1'>7</b>0</span>", ""),
        ("7<span class=small>0</span><b class=small>0</b>", "70"),
        ("7<b class=deep>0</b>", "7"),
        ("7<span class=clear>0</span>", "7"),
        ("7<span class=white>0</span>", "7"),
        ("<span class=navy>7<span class=white>0</span></span>", "70"),
        ("<span class=struck>7</span>0", f"{strike('7')}0"),
        ("12<span class=up>1</span>", "12 1"),
        ("7<span class='kept on'>0</span>", "70"),
        ("7<span class='no' style='display:inline'>0</span>", "70"),
        ("7<span class='late' style='display:none'>0</span>", "70"),
        ("7<span class=paper>0</span>", "70"),
        ("7<span class=phone>0</span>", "70"),
        ("7<span class=screen>0</span>", "7"),
        ("7<a href=x>0</a>", "70"),
        ("7<i class='broken x nested'>0</i>", "70"),
    ],
)
def test_a_sheet_in_the_page_says_what_is_seen(markup: str, text: str) -> None:
    assert _cell(markup, _SHEET).text == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("7<span style='color:white'>0</span>", "7"),
        ("7<font color=FFFFFF>0</font>", "7"),
        ("7<span style='color:#fff'>0<b style='color:red'>1</b></span>", "71"),
        ("<span style='background:#000'>7</span>0", "0"),
        ("<span style='background:#000;color:#ddd'>7</span>0", "70"),
        ("7<span style='color:#ddd'>0</span>", "70"),
        ("<p bgcolor=navy><font color=white>7</font></p>", "7"),
        ("<p style='background:url(x.png)'><font color=white>7</font></p>", UNKNOWN),
        ("7<span style='opacity:0'>0</span>", "7"),
        ("7<span style='opacity:0.5'>0</span>", "70"),
    ],
)
def test_what_has_the_colour_of_its_ground_is_not_read(markup: str, text: str) -> None:
    assert _cell(markup).text == text


def test_figures_in_white_may_stand_on_a_ground_that_is_not_known() -> None:
    link = "<link rel=stylesheet href=/a.css>"
    assert _cell("7<font color=white>0</font>", link).text == f"7{UNKNOWN}"
    assert _cell("<font color=white>总计</font>", link).text == "总计"


def test_what_cannot_be_seen_keeps_its_place() -> None:
    row = "<tr><td>丙<td class=shut>7<td class=no>8<td>9"
    body = f"{_SHEET}<table><tr><td>甲<td>乙<td>丁{row}</table>".encode()
    (table,) = read_document(body).tables()
    assert [cell.text for cell in table.rows[1]] == ["丙", "", "9"]


@pytest.mark.parametrize("rule", ["body{opacity:0}", "[v-cloak]{display:none}", ".tab{color:#fff}"])
def test_a_script_may_show_what_a_sheet_hides_with_much_in_it(rule: str) -> None:
    around = f"<body><style>{rule}</style><div class=tab v-cloak>"
    assert numbers(parse(_TEN.replace("<body>", around).encode())) == numbers(parse(_TEN.encode()))
    lines = "<p>本年度新收政府信息公开申请7件。</p>" * 40
    shown = read_document(f"{around}{lines}".encode()).paragraphs()
    assert len(shown) == 40


def test_a_sheet_may_strike_out_a_whole_table() -> None:
    around = "<body><style>.void{text-decoration:line-through}</style><div class=void>"
    report = parse(_TEN.replace("<body>", around).encode())
    assert (numbers(report), report.status) == ({}, "incomplete")


def test_a_number_that_a_sheet_strikes_out_is_told() -> None:
    sheet = "<style>.x{text-decoration:line-through}</style><body>"
    changed = _TEN.replace("<body>", sheet).replace("987654", "<b class=x>1</b>7")
    report = parse(changed.encode())
    assert numbers(report)[_KEY] == 7
    assert _KEY in told(report, "cell.struck")


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


@pytest.mark.parametrize(
    "markup",
    [
        "<del>7\x0e</del>",
        "<sup style='vertical-align:sub'>7\x01</sup>",
        "<input value=7>\x02",
        "<b style='background:url(x);color:white'>7\x03</b>",
    ],
)
def test_control_characters_do_not_keep_a_page_from_being_read(markup: str) -> None:
    assert _cell(markup).text.strip("\x01\x02\x03\x0e\x0f")


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
        ("<INPUT TYPE=TEXT VALUE=12 disabled>", "12"),
        ("<textarea> 12\n</textarea>", "12"),
        ("<textarea>说明</textarea>", ""),
        ("<select><option>0<option selected>12</select>", "12"),
        ("<select><option>12<option>0</select>", "12"),
        ("<select></select>", ""),
    ],
)
def test_figures_in_a_field_are_read(field: str, text: str) -> None:
    assert _cell(field).text == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<img src='12.png'>", UNKNOWN),
        ("<img src='12.gif'>", UNKNOWN),
        ("<img src='data:image/png;base64,AA'>", UNKNOWN),
        ("<canvas></canvas>", UNKNOWN),
        ("7<img src='12.png'>", f"7{UNKNOWN}"),
        ("<p>1<b><img src='12.png'></b>2</p>", f"1{UNKNOWN}2"),
        ("<del>7</del><img src='12.png'>", f"{strike('7')}{UNKNOWN}"),
        ("<p hidden>说明</p><img src='12.png'>", UNKNOWN),
        ("7<b hidden><img src='12.png'></b>", "7"),
        ("7<img src='12.png' style='display:none'>", "7"),
        ("规章<img src='12.png'>", "规章"),
        ("7<img src='spacer.gif'>", "7"),
        ("7<img src='a.gif' width=1 height=20>", "7"),
        ("7<img src='a.gif' style='width:600px; height: 1px'>", "7"),
        ("7<img src='a.gif' width=12>", f"7{UNKNOWN}"),
    ],
)
def test_a_picture_in_a_cell_may_be_a_digit(markup: str, text: str) -> None:
    assert _cell(markup).text == text


def test_a_picture_beside_a_number_makes_it_unreadable() -> None:
    report = parse(_TEN.replace("987654", "98<img src=7.png>").encode())
    assert numbers(report)[_KEY] is None
    assert _KEY in told(report, "cell.unreadable")


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
