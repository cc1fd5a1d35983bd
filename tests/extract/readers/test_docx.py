"""DOCX as Word and WPS write it: text boxes, revisions, hidden text, controls, other part names."""

from __future__ import annotations

import pytest

from extract.document import Paragraph
from extract.locate import read_at
from extract.readers import read_document
from tests.extract.layouts import word_file
from tests.extract.readers.containers import package

_BOX = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"


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


def test_rows_that_a_revision_deleted_are_left_out() -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{_cells('1', '2')}</w:tr>"
    document = word_file(f"<w:tbl><w:tr>{_cells('甲', '乙')}</w:tr>{gone}</w:tbl>")
    (table,) = read_document(document).tables()
    assert [[cell.text for cell in row] for row in table.rows] == [["甲", "乙"]]


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
