"""Both forms' tables through every format: each number right, each locator leading back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document
from extract.locate import read_at
from extract.readers import read_document
from extract.report import Locator
from extract.text import UNKNOWN, strike
from tests.extract.content import Blanks
from tests.extract.layouts import Layout
from tests.extract.readers.check import check, make
from tests.extract.readers.write_docx import docx
from tests.extract.readers.write_ofd import container, ofd
from tests.extract.readers.write_office import needs_office, save_as
from tests.extract.readers.write_wrapped import json_answer, script_page, zipped
from tests.extract.readers.write_xlsx import workbook, xlsx

FORMATS: tuple[Layout, ...] = (docx, ofd, xlsx, script_page, json_answer, zipped)


@pytest.mark.parametrize("layout", FORMATS, ids=lambda layout: layout.__name__)
@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), blanks=st.sampled_from(["none", "scattered", "totals_only"]))
def test_every_number_comes_back(layout: Layout, seed: int, blanks: Blanks) -> None:
    check(*make(layout, seed, blanks))


@pytest.mark.parametrize(
    ("layout", "media_type", "member"),
    [
        (ofd, "application/ofd", None),
        (json_answer, "application/json", "data/content"),
        (script_page, "text/html", "script[2]/DETAIL/content"),
        (docx, None, "word/document.xml"),
    ],
    ids=lambda part: getattr(part, "__name__", None),
)
def test_record_says_what_was_read(
    layout: Layout, media_type: str | None, member: str | None
) -> None:
    report = check(*make(layout, 4))
    places = [value.where.locator for value in report.values.values() if value.where]
    assert {place.member for place in places} == {member}
    assert media_type in {None, report.media_type}


def _texts(document: Document) -> list[str]:
    return [line.text for line in document.paragraphs()]


def test_ofd_draws_templates_and_composes_matrix_and_boundary() -> None:
    upright = (
        '<ofd:TextObject Boundary="10 20 50 5" CTM="2 0 0 2 1 1" Size="2">'
        '<ofd:TextCode X="1" Y="2" DeltaX="g 2 2 4">本机关年</ofd:TextCode></ofd:TextObject>'
        '<ofd:TextObject Visible="false" Size="3"><ofd:TextCode>隐</ofd:TextCode></ofd:TextObject>'
    )
    template = (
        '<ofd:TextObject Boundary="40 100 50 5" Size="3"><ofd:TextCode X="0" Y="3">版头'
        "</ofd:TextCode></ofd:TextObject>"
    )
    document = read_document(container([upright], template))
    assert _texts(document) == ["本机关 年", "版头"]
    box = document.paragraphs()[0].locator
    assert box is not None
    assert box.bbox is not None
    # x = 10 + 1 + 2·1 mm from the left; the base line lies 20 + 1 + 2·2 mm from the top.
    assert box.bbox[0] == pytest.approx(13 * 72 / 25.4, abs=0.01)
    assert box.bbox[3] == pytest.approx((297 - 25 + 0.86 * 4) * 72 / 25.4, abs=0.01)


def test_a_picture_in_a_cell_of_an_ofd_may_be_a_digit() -> None:
    lines = [
        *(f"M 10 {y} L 90 {y}" for y in (10, 20, 30)),
        *(f"M {x} 10 L {x} 30" for x in (10, 50, 90)),
    ]
    objects = [
        *(f'<ofd:PathObject Boundary="0 0 200 200"><ofd:AbbreviatedData>{line}'
          "</ofd:AbbreviatedData></ofd:PathObject>" for line in lines),
        *(f'<ofd:TextObject Boundary="{x} {y} 20 8" Size="4"><ofd:TextCode X="1" Y="5">{text}'
          "</ofd:TextCode></ofd:TextObject>"
          for text, x, y in (("甲", 15, 11), ("乙", 55, 11), ("丙", 15, 21), ("7", 55, 21))),
        '<ofd:ImageObject Boundary="62 22 4 6" ResourceID="9"/>',
    ]  # fmt: skip
    body = container(["".join(objects)])
    document = read_document(body)
    (table,) = document.tables()
    cell = table.rows[1][1]
    assert (cell.text, document.images) == (f"7 {UNKNOWN}", 1)
    assert cell.locator is not None
    assert read_at(body, cell.locator) == cell.text


_WHITE_FILL = '<ofd:FillColor Value="255 255 255"/>'
_GROUND = (
    '<ofd:PathObject Boundary="0 0 200 200" Stroke="false" Fill="true">{}<ofd:AbbreviatedData>'
    "M 0 0 L 90 0 L 90 90 L 0 90 C</ofd:AbbreviatedData></ofd:PathObject>"
)


@pytest.mark.parametrize(
    ("ground", "colour", "text"),
    [
        ("", "", "第70号"),
        ("", '<ofd:FillColor Value="0 0 0 0"/>', f"第{UNKNOWN * 2}号"),
        ("", '<ofd:FillColor Value="9 9 9" Alpha="0"/>', f"第{UNKNOWN * 2}号"),
        ("", _WHITE_FILL, f"第{UNKNOWN * 2}号"),
        (_GROUND.format(_WHITE_FILL), _WHITE_FILL, f"第{UNKNOWN * 2}号"),
        (_GROUND.format('<ofd:FillColor Value="0 0 128"/>'), _WHITE_FILL, "第70号"),
    ],
)
def test_a_white_figure_of_an_ofd_is_seen_on_a_ground_only(
    ground: str, colour: str, text: str
) -> None:
    number = (
        f'<ofd:TextObject Boundary="10 20 50 5" Size="4">{colour}<ofd:TextCode X="0" Y="4"'
        ' DeltaX="4 2 2">第70号</ofd:TextCode></ofd:TextObject>'
    )
    assert _texts(read_document(container([ground + number]))) == [text]


def test_sheets_show_what_excel_shows() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="0.00&quot;万元&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    )
    visible = (
        '<cols><col min="3" max="3" hidden="1"/></cols><sheetData>'
        '<row r="2"><c r="A2"><v>3.0</v></c><c r="B2" s="1"><v>2.5</v></c><c r="C2"><v>9</v></c>'
        '<c r="D2"><f>SUM(A1)</f></c></row><row r="3" hidden="1"><c r="A3"><v>8</v></c></row>'
        "</sheetData>"
    )
    body = workbook([visible, visible], styles=styles, states=("visible", "hidden"))
    (table,) = read_document(body).tables()
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["3", "2.50万元", "", "=SUM(A1)"]
    ]


_STRUCK_STYLES = (
    "<fonts><font/><font><strike/></font></fonts>"
    '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/></cellXfs>'
)
_RUNS = (
    '<c r="{}1" t="inlineStr"><is><r>{}<t>7</t></r>'
    '<r><rPr><strike val="0"/></rPr><t>0</t></r></is></c>'
)
_STRUCK_CELLS = (
    "<sheetData><row r='1'>"
    '<c r="A1" s="1"><v>7</v></c>'
    + _RUNS.format("B", "<rPr><strike/></rPr>")
    + _RUNS.format("C", '<rPr><vertAlign val="superscript"/></rPr>')
    + "</row></sheetData>"
)


def test_sheets_keep_a_stroke_through_what_is_struck_out() -> None:
    body = workbook([_STRUCK_CELLS], styles=_STRUCK_STYLES)
    (table,) = read_document(body).tables()
    texts = [cell.text for cell in table.rows[0]]
    assert texts == [strike("7"), f"{strike('7')}0", "7 0"]


def _anchor(column: int, end: int | None = None, size: int = 90_000, kind: str = "pic") -> str:
    """Return a picture in the first row from one column, counted from 0, to another."""
    corner = "<d:col>{}</d:col><d:row>0</d:row>"
    to = "" if end is None else f"<d:to>{corner.format(end)}</d:to>"
    ext = f'<d:spPr><d:xfrm><d:ext cx="{size}" cy="90000"/></d:xfrm></d:spPr>'
    inside = f"<d:{kind}>{ext}</d:{kind}>"
    return f"<d:anchor><d:from>{corner.format(column)}</d:from>{to}{inside}</d:anchor>"


def test_a_picture_within_a_cell_of_a_sheet_may_be_a_digit() -> None:
    cells = "".join(f'<c r="{letter}1"><v>7</v></c>' for letter in "ABCDE")
    label = '<c r="G1" t="inlineStr"><is><t>规章</t></is></c>'
    drawing = "".join(
        [_anchor(0, 0), _anchor(1, 4), _anchor(2, size=9_000), _anchor(3, kind="sp"),
         _anchor(4), _anchor(5), _anchor(6)]
    )  # fmt: skip
    sheet = f"<sheetData><row r='1'>{cells}{label}</row></sheetData>"
    body = workbook([sheet], drawing=drawing)
    (table,) = read_document(body).tables()
    marked = f"7{UNKNOWN}"
    assert [cell.text for cell in table.rows[0]] == [marked, "7", "7", "7", marked, UNKNOWN, "规章"]
    assert read_at(body, Locator(sheet="表1", cell="A1")) == marked


_WHITE_STYLES = (
    '<fonts><font/><font><color rgb="FFFFFFFF"/></font><font><color theme="0"/></font>'
    '<font><color indexed="9"/></font><font><color rgb="FF1F4E79"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF1F4E79"/></patternFill></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><cellXfs>'
    + "".join(
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}"/>'
        for font, fill in ((0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (4, 1), (1, 2))
    )
    + "</cellXfs>"
)
_WHITE_CELLS = (
    "<sheetData><row r='1'>"
    + "".join(f'<c r="{"ABCDEFGH"[n]}1" s="{n}"><v>7</v></c>' for n in range(8))
    + '<c r="I1" t="inlineStr"><is><r><t>7</t></r><r><rPr><color rgb="FFFFFFFF"/></rPr><t>0</t></r>'
    "</is></c></row></sheetData>"
)


def test_sheets_do_not_show_what_has_the_colour_of_its_cell() -> None:
    body = workbook([_WHITE_CELLS], styles=_WHITE_STYLES)
    (table,) = read_document(body).tables()
    texts = [cell.text for cell in table.rows[0]]
    assert texts == ["7", "", "", "", "7", "7", "", UNKNOWN, f"7{UNKNOWN}"]


def test_what_is_white_may_stand_in_a_cell_that_a_rule_fills() -> None:
    rule = "<conditionalFormatting/>"
    body = workbook([_WHITE_CELLS + rule], styles=_WHITE_STYLES)
    (table,) = read_document(body).tables()
    assert [cell.text for cell in table.rows[0]][:2] == ["7", UNKNOWN]


@needs_office
def test_old_sheets_do_not_show_what_has_the_colour_of_its_cell(tmp_path: Path) -> None:
    new = tmp_path / "a.xlsx"
    new.write_bytes(workbook([_WHITE_CELLS], styles=_WHITE_STYLES))
    save_as(tmp_path, "xls", [new])
    (table,) = read_document(new.with_suffix(".xls").read_bytes()).tables()
    texts = [cell.text for cell in table.rows[0]]
    # LibreOffice has no colours for a theme that the file does not hold, and none for patterns.
    assert [texts[place] for place in (0, 1, 3, 4, 5, 6)] == ["7", "", "", "7", "7", ""]


@needs_office
def test_old_sheets_keep_a_stroke_through_what_is_struck_out(tmp_path: Path) -> None:
    new = tmp_path / "a.xlsx"
    new.write_bytes(workbook([_STRUCK_CELLS], styles=_STRUCK_STYLES))
    save_as(tmp_path, "xls", [new])
    (table,) = read_document(new.with_suffix(".xls").read_bytes()).tables()
    texts = [cell.text for cell in table.rows[0]]
    assert texts == [strike("7"), f"{strike('7')}0", "7 0"]
