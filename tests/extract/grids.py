"""The three statutory tables as the notices print them: cells with spans, labels in variants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from random import Random

from extract.forms import HeadNode, RowForm
from tests.extract.content import TABLES, Content, Printed

_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_REMARK = "（区分处理的，只计这一情形，不计其他情形）"
_HAN = "一二三四五六七八九十"
_QUOTES = ("“{}”", '"{}"', "「{}」", "{}", "＂{}＂")
_OTHER_SPELLINGS = {
    "行政规范性文件": ("规范性文件",),
    "现行有效件数": ("现行有效件", "现行有效件数（历史累计）"),
    "本年收费金额": ("本年收费金额（单位：万元）", "本年收费金额(单位:万元)"),
    "采购总金额": ("采购总金额",),
    "本年增/减": ("本年增/减", "本年增／减", "本年增减"),
    "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": ("逾期不补正",),
    "属于三类内部事务信息": ("属于内部事务信息",),
    "规章": ("规章（设区的市、自治州人民政府应提供相关数据）",),
}
_WIDTH = {"disclosure": 4, "applications": 10, "challenges": 15}


@dataclass(frozen=True)
class Box:
    """A printed cell; `key` where it holds a number."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    key: str | None = None

    @property
    def span(self) -> tuple[int, int]:
        return self.rowspan, self.colspan


Rows = list[list[Box]]


@dataclass(frozen=True)
class Sheet:
    """One statutory table in print; its first `heads` rows are the head (none for table 2)."""

    name: str
    rows: Rows
    heads: int

    @property
    def width(self) -> int:
        return _WIDTH[self.name]


@dataclass(frozen=True)
class Slot:
    """A place of the rectangle: the box that covers it, and whether the box begins there."""

    box: Box
    top: bool
    left: bool

    @property
    def begins(self) -> bool:
        return self.top and self.left


def expand(rows: Rows) -> list[list[Slot]]:
    """Lay the spans out, as a browser does; no row reaches below the last."""
    grid: list[dict[int, Slot]] = [{} for _ in rows]
    for index, row in enumerate(rows):
        column = 0
        for box in row:
            while column in grid[index]:
                column += 1
            for down in range(min(box.rowspan, len(rows) - index)):
                for right in range(box.colspan):
                    grid[index + down][column + right] = Slot(box, down == 0, right == 0)
            column += box.colspan
    return [[row[column] for column in sorted(row)] for row in grid]


class Style:
    """How one publisher writes labels, the same way throughout a document."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.point = rng.choice((".", "、", ". ", "．"))
        self.half_width = rng.random() < 0.4
        self.quotes = rng.choice(_QUOTES)
        self.spaced = rng.random() < 0.3
        self.wrapped = rng.random() < 0.4
        self.remark = rng.random() < 0.7
        self.variants = rng.random() < 0.4

    def label(self, label: str) -> str:
        """Return one of the spellings in which reports print a label."""
        text = label
        if self.variants and label in _OTHER_SPELLINGS:
            text = self.rng.choice(_OTHER_SPELLINGS[label])
        text = text.replace("三安全一稳定", self.quotes.format("三安全一稳定"))
        if label == "部分公开" and self.remark:
            text += _REMARK
        if self.wrapped and label in {"商业企业", "科研机构", "结果维持"}:
            text = f"{text[:2]}\n{text[2:]}"
        return self.marks(text)

    def marks(self, text: str) -> str:
        """Return the text with this publisher's brackets and colons."""
        table = str.maketrans("（）：，“”", '():,""')
        return text.translate(table) if self.half_width else text

    def numbered(self, mark: str, label: str) -> str:
        """Return a label after its numeral."""
        return self.marks(mark) + (" " if self.spaced else "") + self.label(label)


def sheets(content: Content, rng: Random) -> list[Sheet]:
    """Return the three tables of a report."""
    style = Style(rng)
    makers: dict[str, Callable[[Content, Style], tuple[Rows, int]]] = {
        "disclosure": _disclosure,
        "applications": _applications,
        "challenges": _challenges,
    }
    return [Sheet(name, *makers[name](content, style)) for name in TABLES]


def _number(cells: Mapping[str, Printed], key: str, colspan: int = 1) -> Box:
    return Box(cells[key].text, colspan=colspan, key=key)


def _disclosure(content: Content, style: Style) -> tuple[Rows, int]:
    table = content.table("disclosure")
    leaves = table.leaves()
    rows: Rows = []
    for block, members in groupby(table.rows, key=lambda row: row.block):
        printed = list(members)
        columns = printed[0].columns
        rows.append([Box(style.marks(block), colspan=4)])
        heads = [style.label(leaves[column].label) for column in columns]
        rows.append(_widened([Box(style.label("信息内容")), *map(Box, heads)]))
        for row in printed:
            keys = [f"disclosure.{row.key}.{column}" for column in columns]
            numbers = [_number(content.cells, key) for key in keys]
            rows.append(_widened([Box(style.label(row.label)), *numbers]))
    return rows, 0


def _widened(row: list[Box]) -> list[Box]:
    """Let the last cell of a row cover the rest of the table's four columns."""
    return [*row[:-1], replace(row[-1], colspan=5 - len(row))]


def _applications(content: Content, style: Style) -> tuple[Rows, int]:
    table = content.table("applications")
    labels = list(_row_labels(table.rows, style))
    keys = list(table.leaves())[:7]
    rows = _applications_head(style, table.head)
    for row, printed in zip(table.rows, labels, strict=True):
        numbers = [_number(content.cells, f"applications.{row.key}.{key}") for key in keys]
        rows.append([*printed, *numbers])
    return rows, 3


def _applications_head(style: Style, head: Sequence[HeadNode]) -> Rows:
    applicants = head[0]
    natural, organisations, total = (style.label(node.label) for node in applicants.children)
    leaves = [Box(style.label(node.label)) for node in applicants.children[1].children]
    corner = Box(style.marks(_CORNER), 3, 3)
    below = [Box(natural, 2), Box(organisations, 1, 5)]
    if style.rng.random() < 0.3:
        beside = [corner, Box(style.label(applicants.label), 1, 6), Box(total, 3)]
        return [beside, below, leaves]
    return [[corner, Box(style.label(applicants.label), 1, 7)], [*below, Box(total, 2)], leaves]


def _row_labels(rows: Sequence[RowForm], style: Style) -> Iterator[list[Box]]:
    """Yield each row's label cells, those of the groups that begin there before its own."""
    seen: list[tuple[str, ...]] = []
    tops: list[str] = []
    for row in rows:
        path = (*row.groups, row.label) if row.groups else (row.label,)
        boxes = []
        for depth in range(1, len(path) + 1):
            prefix = path[:depth]
            if prefix in seen and depth < len(path):
                continue
            if depth < len(path) or prefix not in seen:
                seen.append(prefix)
            covered = sum((*other.groups, other.label)[:depth] == prefix for other in rows)
            if depth == 1:
                tops.append(path[0])
            numeral = _numeral(depth, seen, prefix, tops, style)
            last = depth == len(path)
            boxes.append(
                Box(
                    style.numbered(numeral, path[depth - 1]),
                    1 if last else covered,
                    4 - depth if last else 1,
                )
            )
        yield boxes


def _numeral(
    depth: int, seen: Sequence[tuple[str, ...]], prefix: tuple[str, ...], tops: list[str], s: Style
) -> str:
    if depth == 1:
        return f"{_HAN[len(tops) - 1]}、"
    siblings = [path for path in seen if len(path) == depth and path[:-1] == prefix[:-1]]
    place = siblings.index(prefix)
    return f"（{_HAN[place]}）" if depth == 2 else f"{place + 1}{s.point}"


def _challenges(content: Content, style: Style) -> tuple[Rows, int]:
    table = content.table("challenges")
    review, litigation = table.head
    top = [Box(style.label(review.label), 2, 5), Box(style.label(litigation.label), 1, 10)]
    middle = [Box(style.label(node.label), 1, 5) for node in litigation.children]
    blocks = (review, *litigation.children)
    leaves = [Box(style.label(leaf.label)) for block in blocks for leaf in block.children]
    numbers = [
        _number(content.cells, f"challenges.{block.key}.{leaf.key}")
        for block in blocks
        for leaf in block.children
    ]
    return [top, middle, leaves, numbers], 3
