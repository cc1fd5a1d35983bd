"""Statutory tables drawn on pages as a printer would, for scans to be made of."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from extract.forms import HeadNode, RowForm, TableForm
from extract.rules.facts import APPLICANTS

HAN_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
# Liberation Serif has the widths of Times New Roman, in which most reports print their numbers.
DIGIT_FONTS = (
    HAN_FONT,
    Path("/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"),
    Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"),
)
# A4 at 150 dpi, in pixels.
WIDTH, HEIGHT, MARGIN = 1240, 1754, 110
_EM = 22

Numbers = dict[str, int | float | None]


@dataclass(frozen=True)
class _Box:
    """A cell to draw: its grid rectangle and its text."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    number: bool = False


def draw_report(
    tables: Sequence[TableForm], truth: Numbers, dice: random.Random, year: int
) -> list[Image.Image]:
    digits = dice.choice([path for path in DIGIT_FONTS if path.exists()])
    weight = dice.choice((1, 2, 2, 3))
    disclosure, applications, challenges = tables
    first, second, third = (_Sheet(digits, weight, dice) for _ in range(3))
    first.write(f"清泉县民政局{year}年政府信息公开工作年度报告", size=34)
    first.write("一、总体情况")
    first.write("本年度，我局认真贯彻落实《中华人民共和国政府信息公开条例》，依法公开各类信息。")
    first.write("二、主动公开政府信息情况")
    first.table(_disclosure_boxes(disclosure, truth), (6, 3, 3, 3))
    second.write("三、收到和处理政府信息公开申请情况")
    widths = (2, 3, 7, *[2.2] * 7)
    second.table(_application_boxes(applications, truth), widths)
    third.write("四、政府信息公开行政复议、行政诉讼情况")
    third.table(_challenge_boxes(challenges, truth), [1] * 15)
    third.write("五、存在的主要问题及改进情况")
    third.write("公开的内容还不够全面，下一步将加强学习培训，提高工作水平。")
    third.write("六、其他需要报告的事项")
    third.write("无其他需要报告的事项。")
    return [sheet.image for sheet in (first, second, third)]


def _show(number: float | None) -> str:
    return "" if number is None else str(number)


def _disclosure_boxes(table: TableForm, truth: Numbers) -> Iterator[_Box]:
    leaves = table.leaves()
    line = 0
    for block, rows in _blocks(table.rows):
        yield _Box(line, 0, 1, 4, block)
        columns = rows[0].columns
        spans = [3 // len(columns)] * (len(columns) - 1)
        spans.append(3 - sum(spans))
        heads = [_head_text(leaves[column]) for column in columns]
        yield from _row(line + 1, "信息内容", heads, spans)
        for at, row in enumerate(rows, start=line + 2):
            texts = [_show(truth[f"disclosure.{row.key}.{column}"]) for column in columns]
            yield from _row(at, row.label, texts, spans, number=True)
        line += 2 + len(rows)


def _head_text(node: HeadNode) -> str:
    return f"{node.label}（万元）" if node.unit_stated else node.label


def _blocks(rows: Sequence[RowForm]) -> Iterator[tuple[str, list[RowForm]]]:
    seen: dict[tuple[str, tuple[str, ...]], list[RowForm]] = {}
    for row in rows:
        seen.setdefault((row.block, row.columns), []).append(row)
    for (block, _), group in seen.items():
        yield block, group


def _row(
    line: int, label: str, texts: Sequence[str], spans: Sequence[int], *, number: bool = False
) -> Iterator[_Box]:
    yield _Box(line, 0, 1, 1, label)
    column = 1
    for text, span in zip(texts, spans, strict=True):
        yield _Box(line, column, 1, span, text, number)
        column += span


def _application_boxes(table: TableForm, truth: Numbers) -> Iterator[_Box]:
    yield _Box(0, 0, 3, 3, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
    top = table.head[0]
    yield _Box(0, 3, 1, 7, top.label)
    yield from _heads(top.children, 1, 3, 3)
    groups: dict[tuple[str, ...], list[int]] = {}
    for line, row in enumerate(table.rows, start=3):
        for depth in range(len(row.groups)):
            groups.setdefault(row.groups[: depth + 1], []).append(line)
        depth = len(row.groups)
        yield _Box(line, depth, 1, 3 - depth, row.label)
        for column, name in enumerate((*APPLICANTS, "total"), start=3):
            text = _show(truth[f"applications.{row.key}.{name}"])
            yield _Box(line, column, 1, 1, text, number=True)
    for path, lines in groups.items():
        yield _Box(lines[0], len(path) - 1, len(lines), 1, path[-1])


def _heads(nodes: Sequence[HeadNode], line: int, column: int, end: int) -> Iterator[_Box]:
    for node in nodes:
        width = sum(1 for _ in _ends(node))
        yield _Box(line, column, 1 if node.children else end - line, width, node.label)
        yield from _heads(node.children, line + 1, column, end)
        column += width


def _ends(node: HeadNode) -> Iterator[HeadNode]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _ends(child)


def _challenge_boxes(table: TableForm, truth: Numbers) -> Iterator[_Box]:
    yield from _heads(table.head, 0, 0, 3)
    for column, cell in enumerate(table.indicators):
        yield _Box(3, column, 1, 1, _show(truth[cell.key]), number=True)


class _Sheet:
    """A page that is written from the top."""

    def __init__(self, digits: Path, weight: int, dice: random.Random) -> None:
        self.image = Image.new("L", (WIDTH, HEIGHT), 255)
        self.draw = ImageDraw.Draw(self.image)
        self.digits = digits
        self.weight = weight
        self.dice = dice
        self.top = float(MARGIN)

    def write(self, text: str, size: int = 26) -> None:
        font = ImageFont.truetype(HAN_FONT, size)
        wide = (WIDTH - 2 * MARGIN) // size
        for start in range(0, len(text), wide):
            self.draw.text((MARGIN, self.top), text[start : start + wide], font=font, fill=20)
            self.top += size * 1.6
        self.top += 10

    def table(self, boxes: Iterator[_Box], widths: Sequence[float]) -> None:
        """Draw boxes; rows are as high as their labels ask for."""
        cells = list(boxes)
        unit = (WIDTH - 2 * MARGIN) / sum(widths)
        xs = [MARGIN + unit * sum(widths[:column]) for column in range(len(widths) + 1)]
        heights = [float(self.dice.choice((36, 40)))] * max(box.row + box.rowspan for box in cells)
        for box in cells:
            need = len(self._wrap(box, xs)) * (_EM + 3) + 12
            have = sum(heights[box.row : box.row + box.rowspan])
            if need > have:
                heights[box.row + box.rowspan - 1] += need - have
        ys = [self.top + sum(heights[:row]) for row in range(len(heights) + 1)]
        for box in cells:
            self._cell(box, xs, ys)
        self.top = ys[-1] + 30

    def _wrap(self, box: _Box, xs: Sequence[float]) -> list[str]:
        width = xs[box.column + box.colspan] - xs[box.column] - 10
        if box.number:
            return [box.text]
        wide = max(int(width // _EM), 1)
        return [box.text[at : at + wide] for at in range(0, len(box.text), wide)]

    def _cell(self, box: _Box, xs: Sequence[float], ys: Sequence[float]) -> None:
        left, right = xs[box.column], xs[box.column + box.colspan]
        top, bottom = ys[box.row], ys[box.row + box.rowspan]
        self.draw.rectangle((left, top, right, bottom), outline=20, width=self.weight)
        lines = self._wrap(box, xs)
        font = ImageFont.truetype(self.digits if box.number else HAN_FONT, _EM)
        while box.number and font.getlength(box.text) > right - left - 8:
            font = ImageFont.truetype(self.digits, int(font.size) - 1)
        y = (top + bottom - len(lines) * (_EM + 3)) / 2
        for line in lines:
            x = (left + right - font.getlength(line)) / 2
            self.draw.text((x, y), line, font=font, fill=20)
            y += _EM + 3
