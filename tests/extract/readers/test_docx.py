"""DOCX as Word and WPS write it: text boxes, revisions, hidden text, controls, other part names."""

from __future__ import annotations

import pytest

from extract.document import Paragraph
from extract.locate import read_at
from extract.readers import read_document
from extract.text import UNKNOWN, strike
from tests.extract.layouts import word_file
from tests.extract.readers.containers import package

_BOX = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"


_KEPT = '<w:strike w:val="0"/>'
_RAISED = '<w:vertAlign w:val="superscript"/>'
_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SHOWN = '<w:vanish w:val="0"/>'
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TWICE = (
    f'<mc:AlternateContent xmlns:mc="{_MC}"><mc:Choice>{_BOX}</mc:Choice>'
    f"<mc:Fallback><w:pict>{_BOX}</w:pict></mc:Fallback></mc:AlternateContent>"
)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (f"<w:p><w:del>{run('删')}</w:del><w:ins>{run('增')}</w:ins></w:p>", ["增"]),
        (
            f"<w:p><w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo></w:p>",
            ["新"],
        ),
        (f"<w:p>{run('隐', '<w:vanish/>')}{run('显')}</w:p>", ["显"]),
        (f"<w:p>{run('显', SHOWN)}</w:p>", ["显"]),
        (f"<w:sdt><w:sdtContent><w:p>{run('控件')}</w:p></w:sdtContent></w:sdt>", ["控件"]),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>", []),
        (f"<w:p>{run('段')}<w:r><w:pict>{_BOX}</w:pict></w:r></w:p>", ["段", "框内"]),
        (f"<w:p><w:r>{_TWICE}</w:r></w:p>", ["框内"]),
    ],
)
def test_paragraphs_are_what_is_shown(body: str, texts: list[str]) -> None:
    document = word_file(body)
    lines = [block for block in read_document(document).blocks if isinstance(block, Paragraph)]
    assert [line.text for line in lines] == texts
    for line in lines:
        assert line.locator is not None
        assert read_at(document, line.locator) == line.text


def _cells(*texts: str) -> str:
    return "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in texts)


def test_tables_lie_in_layout_tables_and_text_boxes() -> None:
    rows = f"<w:tr>{_cells('甲', '乙')}</w:tr><w:tr>{_cells('1', '2')}</w:tr>"
    inner = f"<w:tbl>{rows}</w:tbl>"
    layout = f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    box = f"<w:p><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
    document = word_file(layout + box)
    tables = read_document(document).tables()
    assert [[[cell.text for cell in row] for row in table.rows] for table in tables] == [
        [["甲", "乙"], ["1", "2"]]
    ] * 2
    for cell in (cell for table in tables for row in table.rows for cell in row):
        assert cell.locator is not None
        assert read_at(document, cell.locator) == cell.text


@pytest.mark.parametrize("mark", ["w:del", "w:hidden"])
def test_rows_that_are_hidden_or_deleted_are_left_out(mark: str) -> None:
    gone = f"<w:tr><w:trPr><{mark}/></w:trPr>{_cells('1', '2')}</w:tr>"
    document = word_file(f"<w:tbl><w:tr>{_cells('甲', '乙')}</w:tr>{gone}</w:tbl>")
    (table,) = read_document(document).tables()
    assert [[cell.text for cell in row] for row in table.rows] == [["甲", "乙"]]


def _number(runs: str, properties: str = "") -> str:
    """Return what is read in a cell of runs."""
    cell = f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{runs}</w:p></w:tc>"
    document = word_file(
        f"<w:tbl><w:tr>{_cells('甲', '乙')}</w:tr><w:tr>{_cells('丙')}{cell}</w:tr></w:tbl>"
    )
    (table,) = read_document(document).tables()
    text, _, _, locator, _, _ = table.rows[1][1]
    assert locator is not None
    assert read_at(document, locator) == text
    return text


_DELETED = "<w:del><w:r><w:delText>7</w:delText></w:r></w:del>"
_LINE = "<i:inline xmlns:i='x'><i:extent cx='900000' cy='9525'/></i:inline>"
_TOTAL = '<w:fldSimple w:instr=" =SUM(LEFT) "><w:r><w:t>70</w:t></w:r></w:fldSimple>'


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (f"{_DELETED}{run('0')}", f"{strike('7')}0"),
        (f"<w:moveFrom>{run('7')}</w:moveFrom>{run('0')}", f"{strike('7')}0"),
        (f"{run('7', '<w:strike/>')}{run('0')}", f"{strike('7')}0"),
        (f"{run('7', '<w:dstrike/>')}{run('0', _KEPT)}", f"{strike('7')}0"),
        (f"{run('7')}{run('0', '<w:vanish/>')}", "7"),
        (f"{run('7')}{run('0', _RAISED)}", "7 0"),
        (f"{run('7', _RAISED)}{run('0')}", "7 0"),
        (f"<w:r><w:noBreakHyphen/></w:r>{run('7')}", "-7"),
        (f"{run('7')}<w:r><w:footnoteReference w:id='2'/></w:r>", "7"),
        ("<w:r><w:sym w:font='Symbol' w:char='F037'/></w:r>", UNKNOWN),
        (_TOTAL, "70"),
        ("<w:r><w:drawing><i:inline xmlns:i='x'/></w:drawing></w:r>", UNKNOWN),
        ("<w:r><w:drawing><i:anchor xmlns:i='x'/></w:drawing></w:r>", ""),
        (f"{run('7')}<w:r><w:drawing><i:inline xmlns:i='x'/></w:drawing></w:r>", f"7{UNKNOWN}"),
        (f"{run('7')}<w:r><w:object><v:shape xmlns:v='x'/></w:object></w:r>", f"7{UNKNOWN}"),
        (f"{run('规章')}<w:r><w:drawing><i:inline xmlns:i='x'/></w:drawing></w:r>", "规章"),
        (f"{run('7')}<w:r><w:drawing>{_LINE}</w:drawing></w:r>", "7"),
        (f"<w:r><w:drawing><i:inline xmlns:i='x'>{_BOX}</i:inline></w:drawing></w:r>", "框内"),
        ("<w:r><w:pict><v:shape xmlns:v='x' style='width:9pt'/></w:pict></w:r>", UNKNOWN),
        ("<w:r><w:pict><v:shape xmlns:v='x' style='position:absolute'/></w:pict></w:r>", ""),
        (f"<w:sdt><w:sdtContent>{run('70')}</w:sdtContent></w:sdt>", "70"),
        (f"<w:r>{_TWICE}</w:r>", "框内"),
        (f'<m:oMath xmlns:m="{_MATH}"><m:r><m:t>70</m:t></m:r></m:oMath>', "70"),
    ],
)
def test_cells_keep_what_is_shown_and_strike_what_is_not_to_stand(runs: str, text: str) -> None:
    assert _number(runs) == text


_STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="character" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="shown"><w:basedOn w:val="gone"/>
  <w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="below"><w:basedOn w:val="gone"/></w:style>
<w:style w:type="character" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>
<w:style w:type="character" w:styleId="out"><w:rPr><w:dstrike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>
</w:style>
<w:style w:type="character" w:styleId="tiny"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="white"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="old"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="dark"><w:pPr><w:shd w:val="clear" w:fill="1F4E79"/></w:pPr>
</w:style>
<w:style w:type="table" w:styleId="drafts"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="table" w:styleId="banded"><w:tblStylePr w:type="firstRow"><w:tcPr>
  <w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>
"""


def _styled(runs: str, paragraph: str = "", table: str = "", cell: str = "") -> str:
    """Return what is read in a cell of a document with named styles."""
    style = f'<w:pStyle w:val="{paragraph}"/>' if paragraph else ""
    named = f'<w:tblPr><w:tblStyle w:val="{table}"/></w:tblPr>' if table else ""
    body = (
        f"<w:tbl>{named}<w:tr>{_cells('甲', '乙')}</w:tr><w:tr>{_cells('丙')}"
        f"<w:tc><w:tcPr>{cell}</w:tcPr><w:p><w:pPr>{style}</w:pPr>{runs}</w:p></w:tc></w:tr></w:tbl>"
    )
    document = word_file(body, styles=_STYLES)
    (read,) = read_document(document).tables()
    text, _, _, locator, _, _ = read.rows[1][1]
    assert locator is not None
    assert read_at(document, locator) == text
    return text


def _as(style: str) -> str:
    return f'<w:rStyle w:val="{style}"/>'


@pytest.mark.parametrize(
    ("style", "text"),
    [("gone", "7"), ("below", "7"), ("shown", "70"), ("loop", "70"), ("unknown", "70"),
     ("out", f"7{strike('0')}"), ("up", "7 0"), ("tiny", "7"), ("white", "7")],
)  # fmt: skip
def test_a_named_style_says_how_a_run_looks(style: str, text: str) -> None:
    assert _styled(f"{run('7')}{run('0', _as(style))}") == text


def test_what_a_run_says_goes_before_its_styles() -> None:
    assert _styled(run("7", f"{_as('gone')}{SHOWN}")) == "7"
    assert _styled(run("7", _KEPT), paragraph="old") == "7"


def test_what_styles_switch_on_twice_is_off() -> None:
    assert _styled(run("7"), paragraph="old") == strike("7")
    assert _styled(run("7"), table="drafts") == strike("7")
    assert _styled(run("7"), paragraph="old", table="drafts") == "7"


_WHITE = '<w:color w:val="FFFFFF"/>'
_NAVY = '<w:shd w:val="clear" w:fill="1F4E79"/>'


@pytest.mark.parametrize(
    ("properties", "cell", "text"),
    [
        (_WHITE, "", "7"),
        (_WHITE, _NAVY, "70"),
        (f"{_WHITE}{_NAVY}", "", "70"),
        (f'{_WHITE}<w:highlight w:val="black"/>', "", "70"),
        (f'{_WHITE}<w:highlight w:val="white"/>', "", "7"),
        (_WHITE, '<w:shd w:val="pct50" w:fill="000000"/>', f"7{UNKNOWN}"),
        (_WHITE, '<w:shd w:val="solid" w:color="FFFFFF" w:fill="000000"/>', "7"),
        ('<w:color w:val="1F4E78"/>', _NAVY, "7"),
        ('<w:color w:val="auto"/>', '<w:shd w:val="clear" w:fill="000000"/>', "70"),
    ],
)
def test_what_has_the_colour_of_its_ground_is_not_read(
    properties: str, cell: str, text: str
) -> None:
    assert _styled(f"{run('7')}{run('0', properties)}", cell=cell) == text


def test_figures_in_white_may_stand_in_a_row_that_the_table_s_style_shades() -> None:
    assert _styled(run("7", _WHITE), table="banded") == UNKNOWN
    assert _styled(run("总计", _WHITE), table="banded") == "总计"
    assert _styled(run("7", _WHITE), paragraph="dark") == "7"


def test_a_cell_that_a_revision_deleted_is_struck_out() -> None:
    assert _number(run("7"), "<w:cellDel/>") == strike("7")


@pytest.mark.parametrize(
    "namespace",
    [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ],
)
def test_main_part_may_have_any_name_and_the_strict_namespace(namespace: str) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    body = package(
        {
            "[Content_Types].xml": f'<Types><Override ContentType="{kind}"/></Types>',
            "_rels/.rels": '<Relationships><Relationship Id="a" Type="x/officeDocument"'
            ' Target="/word/document2.xml"/></Relationships>',
            "word/document2.xml": f'<x:document xmlns:x="{namespace}"><x:body><x:p><x:r><x:t>文'
            "</x:t></x:r></x:p></x:body></x:document>",
        }
    )
    (line,) = read_document(body).paragraphs()
    assert line.locator is not None
    assert (line.text, line.locator.member) == ("文", "word/document2.xml")
    assert read_at(body, line.locator) == "文"
