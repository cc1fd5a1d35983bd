"""Plain text: lines, tables of tabs or bars, and cells written one a line with bars between.

Portals serve reports as text only rarely, but text is what remains of a table copied out of a page,
a PDF or a search engine's store; spans are gone, so that columns do not line up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.document import Block, Cell, Document, Paragraph, Table
from extract.encoding import decode
from extract.grid import MAX_COLUMNS
from extract.report import Locator
from extract.text import fold

MEDIA_TYPE = "text/plain"

_LINE = re.compile(r"[^\r\n]+")
# -4-, — 4 —, 第4页, 第 4 页 共 8 页: the foot of a page in the middle of a table.
_PAGE_MARK = re.compile(
    r"\s*(?:[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?)\s*"
)
# What spans cover is a run of bars after the cell: `申请人情况 |||||||`.
_SPAN = re.compile(r"(?<=\|)\|+\s*$")
# Bars of other scripts, and lines of nothing but the strokes that draw a table's rules.
_BARS = str.maketrans("│┃║｜", "||||")
_STROKES = re.compile(r"[\s│┃║─━═┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝]*[─━═┬┼┴╦╬╩][\s│┃║─━═┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝]*")
_RULE = re.compile(r"^[\s|:+-]*-{3,}[\s|:+-]*$")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line, where its characters begin in the text, and the element that the text is of."""

    text: str
    start: int
    at: str | None = None

    @property
    def separator(self) -> str | None:
        if "|" in self.text:
            return "|"
        return "\t" if "\t" in self.text else None


def read_plain(body: bytes) -> Document:
    """Read text; every locator is a span of characters in the decoded text."""
    text, encoding = decode(body)
    lines = [line for line in lines_of(text) if not _PAGE_MARK.fullmatch(line.text)]
    return Document(MEDIA_TYPE, encoding, tuple(read_lines(lines)))


def lines_of(text: str, at: str | None = None) -> Iterator[TextLine]:
    """Yield the lines of a text, without those that only draw a table's rules."""
    for match in _LINE.finditer(text):
        if not _STROKES.fullmatch(match[0]):
            yield TextLine(match[0].translate(_BARS), match.start(), at)


def text_at(body: bytes, span: tuple[int, int]) -> str:
    """Return the text that a span of characters names."""
    start, end = span
    return fold(decode(body)[0][start:end])


def read_lines(lines: Sequence[TextLine]) -> Iterator[Block]:
    """Yield the tables and paragraphs that lines of text are."""
    number = 0
    position = 0
    while position < len(lines):
        run = _run(lines, position)
        if _is_table(run):
            number += 1
            frame = _frame(run)
            rows = [list(_cells(line, row, frame)) for row, line in _rows(run)]
            yield Table(number, rows, ragged=True)
        elif any(line.separator == "|" for line in run):
            yield from _one_cell_a_line(run)
        else:
            run = run or [lines[position]]
            yield from (
                _paragraph(line.text, line.start, line.at) for line in run if line.text.strip()
            )
        position += len(run)


def _run(lines: Sequence[TextLine], position: int) -> Sequence[TextLine]:
    """Return the lines from here on that belong together by their separator."""
    separator = lines[position].separator
    if separator is None and not _bar_follows(lines, position):
        return ()
    end = position
    while end < len(lines):
        line = lines[end].separator
        if line != (separator or "|") and not (
            separator != "\t" and line is None and _bar_follows(lines, end)
        ):
            break
        end += 1
    return lines[position:end]


def _bar_follows(lines: Sequence[TextLine], position: int) -> bool:
    """Tell whether this line's cell is closed by the bar that opens the next line."""
    return position + 1 < len(lines) and not lines[position + 1].text.strip(" |\t")


def _is_table(run: Sequence[TextLine]) -> bool:
    filled = [sum(1 for cell in _split(line, (True, True)) if cell[0]) for line in run]
    return len(run) > 1 and max(filled, default=0) > 1


def _rows(run: Sequence[TextLine]) -> Iterator[tuple[int, TextLine]]:
    kept = (line for line in run if not _RULE.match(line.text))
    return enumerate(kept, start=1)


def _frame(run: Sequence[TextLine]) -> tuple[bool, bool]:
    """Tell whether bars frame the rows on the left and on the right: then all begin or end so.

    Without a frame, a line that begins or ends with a bar begins or ends with a blank cell.
    """
    texts = [line.text.strip() for line in run]
    return all(text.startswith("|") for text in texts), all(text.endswith("|") for text in texts)


def _cells(line: TextLine, row: int, frame: tuple[bool, bool]) -> Iterator[Cell]:
    for column, (text, start, end) in enumerate(_split(line, frame), start=1):
        yield Cell(text, row, column, Locator(at=line.at, span=(start, end)))


def _split(line: TextLine, frame: tuple[bool, bool]) -> list[tuple[str, int, int]]:
    """Return each cell's text and span; the bars that frame a row are not cells."""
    separator = line.separator or "|"
    body, start = line.text, line.start
    if separator == "|":
        lead = len(body) - len(body.lstrip())
        if frame[0] and body.lstrip().startswith("|"):
            body, start = body[lead + 1 :], start + lead + 1
        if frame[1]:
            body = body.rstrip().removesuffix("|")
    cells = []
    for piece in body.split(separator, MAX_COLUMNS)[:MAX_COLUMNS]:
        stripped = piece.strip()
        begin = start + len(piece) - len(piece.lstrip()) if stripped else start
        cells.append((fold(piece), begin, begin + len(stripped)))
        start += len(piece) + 1
    return cells


def _one_cell_a_line(run: Sequence[TextLine]) -> Iterator[Paragraph]:
    """Yield one paragraph a cell; nothing between two bars is a blank cell, but after a text."""
    filled: list[Paragraph] = []
    for line in run:
        start = line.start
        text = _SPAN.sub("", line.text) if line.text.strip(" |") else line.text
        for index, piece in enumerate(text.split("|")):
            if index:
                yield from filled or [Paragraph("", Locator(at=line.at, span=(start, start)))]
                filled = []
            if piece.strip():
                filled.append(_paragraph(piece, start, line.at))
            start += len(piece) + 1
    yield from filled


def _paragraph(text: str, start: int, at: str | None) -> Paragraph:
    begin = start + len(text) - len(text.lstrip())
    return Paragraph(fold(text), Locator(at=at, span=(begin, begin + len(text.strip()))))
