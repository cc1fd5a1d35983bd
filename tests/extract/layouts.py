"""Printed tables to bytes, in the layouts met on portals."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from random import Random

from tests.extract.grids import Box, Rows, Sheet, expand

_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
_PROSE = "我单位认真贯彻落实《中华人民共和国政府信息公开条例》，及时发布各类信息。"
_ENCODINGS = ("utf-8", "utf-8", "gb18030", "utf-8-sig", "utf-16")


@dataclass(frozen=True)
class Print:
    """A report ready to be laid out: its title and its tables, each after its heading."""

    title: str
    sheets: Sequence[Sheet]

    def parts(self) -> Iterator[str | Sheet]:
        """Yield paragraphs and tables in reading order."""
        yield self.title
        yield _HEADINGS[0]
        yield _PROSE
        for heading, sheet in zip(_HEADINGS[1:4], self.sheets, strict=True):
            yield heading
            yield sheet
        for heading in _HEADINGS[4:]:
            yield heading
            yield _PROSE


Layout = Callable[[Print, Random], bytes]


def _encoded(text: str, rng: Random) -> bytes:
    return text.encode(rng.choice(_ENCODINGS))


def _page(title: str, body: Iterable[str], rng: Random) -> bytes:
    head = f'<meta charset="gb2312"><title>{title}</title>'
    return _encoded(f"<html><head>{head}</head><body>{''.join(body)}</body></html>", rng)


def _plain(box: Box) -> str:
    text = escape(box.text).replace("\n", "<br>")
    return text or "&nbsp;"


def _tag(box: Box, inside: Callable[[Box], str]) -> str:
    spans = (("rowspan", box.rowspan), ("colspan", box.colspan))
    marks = "".join(f' {name}="{count}"' for name, count in spans if count != 1)
    return f"<td{marks}>{inside(box)}</td>"


def _table(rows: Rows, inside: Callable[[Box], str] = _plain) -> str:
    body = "".join(f"<tr>{''.join(_tag(box, inside) for box in row)}</tr>\n" for row in rows)
    return f'<table border="1"><tbody>{body}</tbody></table>'


def _html_body(document: Print, table: Callable[[Sheet], str]) -> Iterator[str]:
    for part in document.parts():
        yield f"<p>{escape(part)}</p>\n" if isinstance(part, str) else table(part)


def html_spans(document: Print, rng: Random) -> bytes:
    """HTML as the notices print it, with rowspan and colspan."""
    return _page(document.title, _html_body(document, lambda sheet: _table(sheet.rows)), rng)


def _without_spans(rows: Rows) -> Rows:
    return [
        [replace(slot.box, text=slot.box.text if slot.begins else "", rowspan=1, colspan=1)
         for slot in row]
        for row in expand(rows)
    ]  # fmt: skip


def html_empty_cells(document: Print, rng: Random) -> bytes:
    """HTML with empty cells where spans belong."""
    body = _html_body(document, lambda sheet: _table(_without_spans(sheet.rows)))
    return _page(document.title, body, rng)


def html_layout_table(document: Print, rng: Random) -> bytes:
    """A page laid out by tables around the statutory ones."""
    body = "".join(_html_body(document, lambda sheet: _table(sheet.rows)))
    side = "<td><ul><li>政府信息公开指南</li><li>政府信息公开年报</li></ul></td>"
    return _page(document.title, (f"<table><tr>{side}<td>{body}</td></tr></table>",), rng)


def html_word(document: Print, rng: Random) -> bytes:
    """HTML pasted from Word: spans in spans, o:p, comments, hidden text, no-break spaces."""

    def inside(box: Box) -> str:
        runs = [escape(run) for run in box.text.split("\n")]
        spans = "".join(
            f'<span lang="EN-US" style="font-size:12pt"><font face="宋体">{run[: len(run) // 2]}'
            f"</font><b>{run[len(run) // 2 :]}</b><o:p></o:p></span>"
            for run in runs
        )
        hidden = '<span style="display:none;mso-hide:all">999</span>' if rng.random() < 0.2 else ""
        comment = "<!--[if !supportMisalignedColumns]-->" if rng.random() < 0.2 else ""
        return f'<p class="MsoNormal" align="center">{comment}{hidden}{spans}&nbsp;</p>'

    body = _html_body(document, lambda sheet: _table(sheet.rows, inside))
    return _page(document.title, body, rng)


def html_one_table(document: Print, rng: Random) -> bytes:
    """All three statutory tables, their headings too, as one table."""
    rows: Rows = []
    for heading, sheet in zip(_HEADINGS[1:4], document.sheets, strict=True):
        rows.append([Box(heading, colspan=60)])
        share = 60 // sheet.width
        rows.extend(
            [replace(box, colspan=box.colspan * share) for box in row] for row in sheet.rows
        )
    body = [f"<p>{document.title}</p><p>{_HEADINGS[0]}</p><p>{_PROSE}</p>", _table(rows)]
    body += [f"<p>{heading}</p><p>{_PROSE}</p>" for heading in _HEADINGS[4:]]
    return _page(document.title, body, rng)


def split_rows(sheet: Sheet, at: int) -> tuple[Rows, Rows]:
    """Cut a table above a row; labels that reach across are printed again, as Word does."""
    below = expand(sheet.rows)[at]
    first: Rows = []
    crossing: list[Box] = []
    for index, row in enumerate(sheet.rows[:at]):
        first.append([replace(box, rowspan=min(box.rowspan, at - index)) for box in row])
        crossing.extend(
            replace(box, rowspan=index + box.rowspan - at)
            for box in row
            if index + box.rowspan > at and any(slot.box is box for slot in below)
        )
    return first, [[*crossing, *sheet.rows[at]], *sheet.rows[at + 1 :]]


def _split(sheet: Sheet, rng: Random, *, repeat: bool) -> str:
    if sheet.name == "challenges":
        return _table(sheet.rows)
    at = rng.randrange(sheet.heads + 1, len(sheet.rows))
    first, second = split_rows(sheet, at)
    if repeat:
        second = [*sheet.rows[: sheet.heads], *second]
    return _table(first) + _table(second)


def html_split(document: Print, rng: Random) -> bytes:
    """Tables cut in two elements, the head not printed again."""
    return _page(
        document.title, _html_body(document, lambda sheet: _split(sheet, rng, repeat=False)), rng
    )


def html_split_repeated(document: Print, rng: Random) -> bytes:
    """Tables cut in two elements, the head printed in both."""
    return _page(
        document.title, _html_body(document, lambda sheet: _split(sheet, rng, repeat=True)), rng
    )


def _text(document: Print, table: Callable[[Sheet], Iterable[str]], rng: Random) -> bytes:
    lines: list[str] = []
    for part in document.parts():
        lines.extend([part, ""] if isinstance(part, str) else [*table(part), ""])
    return _encoded(rng.choice(("\n", "\r\n")).join(lines), rng)


def _one_line(box: Box) -> str:
    return box.text.replace("\n", " ").strip()


def _filled(rows: Rows) -> list[list[str]]:
    return [[_one_line(slot.box) if slot.begins else "" for slot in row] for row in expand(rows)]


def _anchors(rows: Rows) -> list[list[str]]:
    return [[_one_line(box) for box in row] for row in rows]


def tabs_filled(document: Print, rng: Random) -> bytes:
    """Cells parted by tabs, an empty one in every place that a span covers."""
    return _text(document, lambda sheet: ["\t".join(row) for row in _filled(sheet.rows)], rng)


def tabs_bare(document: Print, rng: Random) -> bytes:
    """Cells parted by tabs, spans lost."""
    return _text(document, lambda sheet: ["\t".join(row) for row in _anchors(sheet.rows)], rng)


def tabs_down(document: Print, rng: Random) -> bytes:
    """Cells parted by tabs; row spans leave one empty cell below, column spans nothing."""

    def lines(sheet: Sheet) -> Iterator[str]:
        for row in expand(sheet.rows):
            yield "\t".join(_one_line(slot.box) if slot.top else "" for slot in row if slot.left)

    return _text(document, lines, rng)


def pipes_filled(document: Print, rng: Random) -> bytes:
    """Bars around every cell, with Markdown's rule below the first row or without."""
    ruled = rng.random() < 0.5

    def lines(sheet: Sheet) -> Iterator[str]:
        for index, row in enumerate(_filled(sheet.rows)):
            yield f"| {' | '.join(row)} |"
            if ruled and not index:
                yield "|---" * len(row) + "|"

    return _text(document, lines, rng)


def pipes_runs(document: Print, rng: Random) -> bytes:
    """Bars around every cell; what spans cover is a run of bars at the end of the line."""

    def lines(sheet: Sheet) -> Iterator[str]:
        for row, places in zip(_anchors(sheet.rows), expand(sheet.rows), strict=True):
            yield f"| {' | '.join(row)} |" + "|" * (len(places) - len(row))

    return _text(document, lines, rng)


def pipes_bare(document: Print, rng: Random) -> bytes:
    """Bars between cells only, an empty one in every place that a span covers."""
    return _text(document, lambda sheet: [" | ".join(row) for row in _filled(sheet.rows)], rng)


def lines(document: Print, rng: Random) -> bytes:
    """One cell a line, blank lines between; blank cells leave no trace."""

    def cells(sheet: Sheet) -> Iterator[str]:
        for row in _anchors(sheet.rows):
            for cell in row:
                yield from (cell, "")

    return _text(document, cells, rng)


def lines_barred(document: Print, rng: Random) -> bytes:
    """One cell a line, each followed by a line with a bar."""

    def cells(sheet: Sheet) -> Iterator[str]:
        for row in _anchors(sheet.rows):
            for cell in row:
                yield from ((cell, "|") if cell else ("|",))

    return _text(document, cells, rng)


def lines_bar_after(document: Print, rng: Random) -> bytes:
    """One cell a line with a bar after it; a row ends in a line with a bar alone."""

    def cells(sheet: Sheet) -> Iterator[str]:
        for row in _anchors(sheet.rows):
            yield from (f"{cell} |" for cell in row[:-1])
            yield from (row[-1], "|") if row[-1] else ("|",)

    return _text(document, cells, rng)


def lines_bar_runs(document: Print, rng: Random) -> bytes:
    """One cell a line with a bar after it; what a cell spans is a run of bars behind it."""

    def cells(sheet: Sheet) -> Iterator[str]:
        for row in sheet.rows:
            yield from (f"{_one_line(box)} |" + "|" * (box.colspan - 1) for box in row)

    return _text(document, cells, rng)


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _word_paragraph(text: str) -> str:
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(run)}</w:t></w:r>' for run in text.split("\n")
    )
    return f"<w:p>{runs}</w:p>"


def _word_table(sheet: Sheet) -> str:
    rows = "".join(
        f"<w:tr>{''.join(_word_cell(slot.box, slot.top) for slot in row if slot.left)}</w:tr>"
        for row in expand(sheet.rows)
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"


def _word_cell(box: Box, top: bool) -> str:
    span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    merge = "" if box.rowspan == 1 else '<w:vMerge w:val="restart"/>' if top else "<w:vMerge/>"
    text = box.text if top else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_word_paragraph(text)}</w:tc>"


_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_TYPES = (
    f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def _relation(kind: str, target: str) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        f'{_XML}<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/{kind}"'
        f' Target="{target}"/></Relationships>'
    )


def word_file(body: str, prologue: str = "", styles: str = "") -> bytes:
    """Return a Word document with this body and these styles."""
    root = f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/document.xml": f"{_XML}{prologue}{root}",
    }
    if styles:
        members["word/_rels/document.xml.rels"] = _relation("styles", "styles.xml")
        members["word/styles.xml"] = f'{_XML}<w:styles xmlns:w="{_W}">{styles}</w:styles>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, (2024, 1, 31, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, text)
    return buffer.getvalue()


def docx(document: Print, rng: Random) -> bytes:
    """A Word document with merged cells."""
    parts = (
        _word_paragraph(part) if isinstance(part, str) else _word_table(part)
        for part in document.parts()
    )
    return word_file("".join(parts))


LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        html_spans,
        html_empty_cells,
        html_layout_table,
        html_word,
        html_one_table,
        html_split,
        html_split_repeated,
        tabs_filled,
        tabs_bare,
        tabs_down,
        pipes_filled,
        pipes_runs,
        pipes_bare,
        lines,
        lines_barred,
        lines_bar_after,
        lines_bar_runs,
        docx,
    )
}
