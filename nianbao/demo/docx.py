"""A report as a DOCX file, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from html import escape

from nianbao.demo.content import Sample
from nianbao.demo.render import blocks
from nianbao.demo.tables import Cell, Table, placed

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPE = _TYPE
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT_TYPES = (
    f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.main+xml"/></Types>'
)
_RELATIONS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
# The earliest time that a ZIP entry can carry.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def report_docx(sample: Sample) -> bytes:
    """Return a report as a Word document."""
    title = [_paragraph(sample.body.name), _paragraph(f"{sample.year}年政府信息公开工作年度报告")]
    body = (_paragraph(b) if isinstance(b, str) else _table(b) for b in blocks(sample))
    return _package([*title, *body])


def _package(parts: Iterable[str]) -> bytes:
    document = (
        f'{_DECLARATION}<w:document xmlns:w="{_MAIN}"><w:body>{"".join(parts)}'
        "<w:sectPr/></w:body></w:document>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            entry = zipfile.ZipInfo(name, _EPOCH)
            archive.writestr(entry, text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _paragraph(text: str) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""
    return f"<w:p>{run}</w:p>"


def _table(table: Table) -> str:
    rows: list[dict[int, str]] = [{} for _ in table]
    width = sum(cell.columns for cell in table[0])
    for r, c, cell in placed(table):
        rows[r][c] = _cell(cell, cell.text, _merge(cell, "restart"))
        for below in range(r + 1, r + cell.rows):
            rows[below][c] = _cell(cell, "", _merge(cell, "continue"))
    grid = "<w:gridCol/>" * width
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(_rows(rows))}</w:tbl>"


def _rows(rows: Iterable[dict[int, str]]) -> Iterator[str]:
    for row in rows:
        yield f"<w:tr>{''.join(cell for _, cell in sorted(row.items()))}</w:tr>"


def _merge(cell: Cell, role: str) -> str:
    return f'<w:vMerge w:val="{role}"/>' if cell.rows > 1 else ""


def _cell(cell: Cell, text: str, merge: str) -> str:
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>"
