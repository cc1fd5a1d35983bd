"""The body of a report as HTML, in the layouts met on portals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from nianbao.demo.content import Sample
from nianbao.demo.prose import headings
from nianbao.demo.tables import Cell, Table, statutory_table, with_empty_heads

TABLE_SECTIONS = {2: "disclosure", 3: "applications", 4: "challenges"}
Block = str | Table


def blocks(sample: Sample) -> Iterator[Block]:
    """Yield the paragraphs and tables of a report in their order, headings included."""
    if sample.notice:
        yield sample.notice
    for number, heading in headings().items():
        yield heading
        if number in TABLE_SECTIONS:
            name = TABLE_SECTIONS[number]
            yield statutory_table(name, sample.forms[name], sample.values)
        yield from sample.sections[number]


def report_html(sample: Sample, picture: Callable[[int], str]) -> str:
    """Return the body of a report's page; `picture` gives the address of a page picture."""
    if sample.carrier == "image":
        return "\n".join(_image(picture(page)) for page in (1, 2, 3))
    write = {"paste": _paste_block, "nested": _nested_block}.get(sample.layout, _plain_block)
    parts: list[str] = []
    tables = 0
    for block in blocks(sample):
        if isinstance(block, str):
            parts.append(write(block))
            continue
        tables += 1
        table = with_empty_heads(block) if sample.layout == "empty_heads" else block
        pictured = sample.carrier == "table_images"
        parts.append(_image(picture(tables)) if pictured else write(table))
    body = "\n".join(parts)
    if sample.layout == "nested":
        return f'<table width="100%" border="0"><tr><td class="main">{body}</td></tr></table>'
    return body


def _image(address: str) -> str:
    return f'<p style="text-align:center"><img src="{address}" border="0" alt=""></p>'


def _spans(cell: Cell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return rows + columns


def _plain_block(block: Block) -> str:
    if isinstance(block, str):
        return f"<p>　　{escape(block, quote=False)}</p>"
    rows = (
        "<tr>"
        + "".join(f"<td{_spans(c)}><p>{escape(c.text, quote=False)}</p></td>" for c in row)
        + "</tr>"
        for row in block
    )
    return '<table border="1" cellspacing="0"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def _nested_block(block: Block) -> str:
    if isinstance(block, str):
        return f"<div>{_plain_block(block)}</div>"
    cell = f'<td align="center">{_plain_block(block)}</td>'
    return f'<table class="frame" width="98%"><tr><td width="1%"></td>{cell}</tr></table>'


def _paste_block(block: Block) -> str:
    if isinstance(block, str):
        return f'<p class="MsoNormal" style="text-indent:32pt">{_paste_text(block)}</p>'
    rows = (
        '<tr style="mso-yfti-irow:1">' + "".join(_paste_cell(cell) for cell in row) + "</tr>"
        for row in block
    )
    return (
        '<table class="MsoNormalTable" border="1" style="border-collapse:collapse;'
        'mso-yfti-tbllook:1184"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"
    )


def _paste_cell(cell: Cell) -> str:
    text = _paste_text(cell.text) if cell.text else "<span>&nbsp;</span>"
    return (
        f'<td width="66"{_spans(cell)} style="padding:0cm 5.4pt">'
        f'<p class="MsoNormal" align="center">{text}</p></td>'
    )


def _paste_text(text: str) -> str:
    """Split a text over nested spans and fonts, as a paste from Word leaves it."""
    half = len(text) // 2
    first, second = escape(text[:half], quote=False), escape(text[half:], quote=False)
    return (
        f"<span style=\"font-family:仿宋_GB2312\"><span style='font-size:12pt'>{first}"
        f'<font color="#000000">{second}</font></span>'
        '<span lang="EN-US"><o:p></o:p></span></span>'
    )
